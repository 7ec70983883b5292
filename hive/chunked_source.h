#pragma once
// Bytes that are stored in chunks of one size, each packed alone. Any place can be read; only the chunks that it
// touches are unpacked, and the latest few are kept. Not safe for use by two threads at once.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "hive/byte_source.h"

namespace hive {

class ChunkedSource : public ByteSource {
 public:
  std::uint64_t size_bytes() const final { return size_; }
  /// Errors: those of `unpack`.
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const final;

 protected:
  /// `chunk_bytes` is not 0. As many chunks are kept as fit into `kept_bytes`, one at least and `most_kept` at most.
  ChunkedSource(std::uint64_t size_bytes, std::uint32_t chunk_bytes, std::size_t kept_bytes, std::size_t most_kept);

  /// Fills all of `into`, which has the size of this chunk: that of all of them, or what is left for the last one.
  virtual std::optional<Error> unpack(std::uint64_t index, std::span<std::byte> into) const = 0;
  /// As many whole chunks from `first` on as are unpacked better together: how many bytes of `into` they filled, 0 when
  /// one after the other is as good.
  virtual Result<std::size_t> unpack_many(std::uint64_t, std::span<std::byte>) const { return std::size_t{0}; }
  /// Bytes of a chunk, unpacked.
  std::size_t bytes_of(std::uint64_t index) const;

 private:
  /// No chunk: a source of that many would have more bytes than can be counted.
  static constexpr std::uint64_t kNone = std::numeric_limits<std::uint64_t>::max();
  struct Chunk {
    std::uint64_t index = kNone;
    std::uint64_t last_used = 0;
    std::vector<std::byte> bytes;
  };
  Result<const Chunk*> find_chunk(std::uint64_t index) const;

  std::uint64_t size_;
  std::uint32_t chunk_bytes_;
  std::size_t most_kept_;
  mutable std::vector<Chunk> kept_;
  mutable std::uint64_t uses_ = 0;
};

}  // namespace hive
