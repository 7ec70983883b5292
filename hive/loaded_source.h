#pragma once
// The bytes of a hive once more, for its digest and for the second reader: what the first reader has loaded is not read
// from the file again, so they see the very bytes that were judged.

#include "hive/byte_source.h"
#include "hive/lazy_bytes.h"

namespace hive {

class LoadedSource final : public ByteSource {
 public:
  /// `bytes` must live as long as this.
  explicit LoadedSource(const LazyBytes& bytes) : bytes_(bytes) {}

  std::uint64_t size_bytes() const override { return bytes_.size_bytes(); }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override;
  bool has_changed() const override { return bytes_.source().has_changed(); }

 private:
  /// How many of the `most` bytes at `offset` are not loaded, up to the first that is.
  std::size_t missing_at(std::uint64_t offset, std::size_t most) const;

  const LazyBytes& bytes_;
};

}  // namespace hive
