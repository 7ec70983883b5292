#pragma once
// A ByteSource seen as one array of which only the touched blocks are loaded. Blocks that are asked for one at a time
// are packed side by side, because the price of a look-up is the pages of memory that it makes the system provide;
// what reaches over several blocks stands in an array of the source's size, which is reserved, not filled. Memory is
// used for touched blocks alone, twice at most, and views stay valid as long as the LazyBytes lives.
// Not safe for use by two threads at once.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
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
    if (!all_.empty()) return all_.subspan(static_cast<std::size_t>(offset), static_cast<std::size_t>(count));
    if (const std::byte* ready = find(offset, count)) return Bytes(ready, static_cast<std::size_t>(count));
    if (auto failed = load(offset / kLookupBlockBytes, (offset + count - 1) / kLookupBlockBytes)) {
      return *std::move(failed);
    }
    return Bytes(find(offset, count), static_cast<std::size_t>(count));
  }

  /// The same when the bytes are there already, else an empty view: the cheap question of a hot path,
  /// which turns to `view` for loading and for the reason of a failure.
  Bytes view_if_loaded(std::uint64_t offset, std::uint64_t count) const {
    if (count == 0 || !fits(offset, count, size_)) return {};
    if (!all_.empty()) return all_.subspan(static_cast<std::size_t>(offset), static_cast<std::size_t>(count));
    const std::byte* ready = find(offset, count);
    return ready == nullptr ? Bytes{} : Bytes(ready, static_cast<std::size_t>(count));
  }

  /// What is looked at soon, of a source that is in memory itself.
  void expect(std::uint64_t offset) const { hive::expect(all_, offset); }

  /// From now on load at least this many bytes on each touch (a walk is coming). A multiple of the block.
  void read_ahead(std::size_t bytes) const { ahead_blocks_ = bytes / kLookupBlockBytes; }

 private:
  /// Blocks stand on pages of memory, so that loading one touches one page and not two.
  static constexpr std::align_val_t kAlignment{kLookupBlockBytes};
  struct Release {
    void operator()(std::byte* bytes) const { ::operator delete(bytes, kAlignment); }
  };
  using Blocks = std::unique_ptr<std::byte, Release>;
  static Blocks reserve(std::uint64_t size_bytes);

  /// Where the blocks of one walk's read are; nullptr: not loaded.
  static constexpr std::uint64_t kGroup = kWalkBlockBytes / kLookupBlockBytes;
  using Group = std::array<std::byte*, kGroup>;

  LazyBytes() = default;
  std::byte* place(std::uint64_t block) const {
    const auto& group = groups_[static_cast<std::size_t>(block / kGroup)];
    return group == nullptr ? nullptr : (*group)[block % kGroup];
  }
  void put(std::uint64_t block, std::byte* where) const;
  /// The bytes, when they are loaded and stand together.
  const std::byte* find(std::uint64_t offset, std::uint64_t count) const {
    const std::uint64_t first = offset / kLookupBlockBytes;
    const std::uint64_t last = (offset + count - 1) / kLookupBlockBytes;
    const std::byte* begin = place(first);
    if (begin == nullptr) return nullptr;
    for (std::uint64_t block = first + 1; block <= last; ++block) {
      if (place(block) != begin + (block - first) * kLookupBlockBytes) return nullptr;
    }
    return begin + offset % kLookupBlockBytes;
  }
  std::uint64_t bytes_of(std::uint64_t block) const {
    return std::min<std::uint64_t>(kLookupBlockBytes, size_ - block * kLookupBlockBytes);
  }
  Error outside(std::uint64_t offset, std::uint64_t count) const;
  std::optional<Error> load(std::uint64_t first, std::uint64_t last) const;
  /// Loads one block behind those that were loaded alone before.
  std::optional<Error> load_alone(std::uint64_t block) const;
  std::optional<Error> fill(std::uint64_t offset, std::byte* into, std::size_t wanted) const;

  std::shared_ptr<const ByteSource> source_;
  Bytes all_;     ///< of a source that is in memory itself: nothing is loaded then
  Blocks whole_;  ///< each block at its own offset
  std::uint64_t size_ = 0;
  mutable std::vector<std::unique_ptr<Group>> groups_;
  mutable std::vector<Blocks> packs_;    ///< of blocks loaded alone
  mutable std::uint64_t pack_left_ = 0;  ///< blocks that still fit into the last one
  mutable std::uint64_t loaded_ = 0;
  mutable std::size_t ahead_blocks_ = 1;
};

}  // namespace hive
