#pragma once
// A range of another source: a partition of a disk, a disk without the footer behind it.

#include <cstdint>
#include <memory>

#include "hive/byte_source.h"

namespace hive {

class WindowSource final : public ByteSource {
 public:
  /// `offset` and `size_bytes` in bytes. What of them lies behind the end of `below` is missing, not zero: the window
  /// keeps its size and reads end early.
  WindowSource(std::shared_ptr<const ByteSource> below, std::uint64_t offset, std::uint64_t size_bytes)
      : below_(std::move(below)), offset_(offset), size_(size_bytes) {}

  std::uint64_t size_bytes() const override { return size_; }
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override;
  bool has_changed() const override { return below_->has_changed(); }

 private:
  std::shared_ptr<const ByteSource> below_;
  std::uint64_t offset_;
  std::uint64_t size_;
};

}  // namespace hive
