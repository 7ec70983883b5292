#pragma once
// A ByteSource seen as one array of which only the touched blocks are loaded. The array is reserved, not
// filled: memory is used for touched blocks alone, and views stay valid as long as the LazyBytes lives.
// Not safe for use by two threads at once.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "hive/byte_source.h"

namespace hive {

class LazyBytes {
 public:
  /// Block for look-ups: one page of a hive, the unit that Windows itself writes (hives.md 6).
  static constexpr std::size_t kLookupBlockBytes = 4096;
  /// Block for walks over everything: large enough that system calls no longer count.
  static constexpr std::size_t kWalkBlockBytes = 256 * 1024;

  /// Errors: limit_exceeded when the source is larger than limits::kMaxHiveBytes or memory is refused.
  static Result<LazyBytes> open(std::shared_ptr<const ByteSource> source);

  std::uint64_t size_bytes() const { return size_; }
  /// Bytes loaded from the source so far.
  std::uint64_t loaded_bytes() const { return loaded_; }
  const ByteSource& source() const { return *source_; }

  /// `count` bytes at `offset`. Errors: truncated when they do not lie inside the source (or it shrank),
  /// io when reading failed. The view lives as long as this object.
  Result<Bytes> view(std::uint64_t offset, std::uint64_t count) const {
    if (!fits(offset, count, size_)) return outside(offset, count);
    if (count == 0) return Bytes{};
    const std::uint64_t first = offset / kLookupBlockBytes;
    const std::uint64_t last = (offset + count - 1) / kLookupBlockBytes;
    for (std::uint64_t block = first; block <= last; ++block) {
      if (!is_loaded(block)) {
        if (auto failed = load(first, last)) return *std::move(failed);
        break;
      }
    }
    return Bytes(bytes_.get() + offset, static_cast<std::size_t>(count));
  }

  /// The same when the bytes are there already, else an empty view: the cheap question of a hot path,
  /// which turns to `view` for loading and for the reason of a failure.
  Bytes view_if_loaded(std::uint64_t offset, std::uint64_t count) const {
    if (count == 0 || !fits(offset, count, size_)) return {};
    const std::uint64_t last = (offset + count - 1) / kLookupBlockBytes;
    for (std::uint64_t block = offset / kLookupBlockBytes; block <= last; ++block) {
      if (!is_loaded(block)) return {};
    }
    return Bytes(bytes_.get() + offset, static_cast<std::size_t>(count));
  }

  /// From now on load at least this many bytes on each touch (a walk is coming). A multiple of the block.
  void read_ahead(std::size_t bytes) const { ahead_blocks_ = bytes / kLookupBlockBytes; }

 private:
  LazyBytes() = default;
  bool is_loaded(std::uint64_t block) const {
    return (present_[static_cast<std::size_t>(block >> 6U)] >> (block & 63U) & 1U) != 0;
  }
  Error outside(std::uint64_t offset, std::uint64_t count) const;
  std::optional<Error> load(std::uint64_t first, std::uint64_t last) const;

  std::shared_ptr<const ByteSource> source_;
  std::unique_ptr<std::byte[]> bytes_;  // NOLINT(modernize-avoid-c-arrays): reserved, never value-initialised
  std::uint64_t size_ = 0;
  mutable std::vector<std::uint64_t> present_;
  mutable std::uint64_t loaded_ = 0;
  mutable std::size_t ahead_blocks_ = 1;
};

}  // namespace hive
