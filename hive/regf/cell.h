#pragma once
// Cells: everything in a hive lives in one. A cell begins with its size as a signed 32-bit number,
// negative while it is in use; sizes and offsets are multiples of 8 (published format specification,
// "Hive bin"). References count from the start of the hive bins.
//   0 size | 4 body

#include <algorithm>
#include <cstdint>

#include "hive/bytes.h"
#include "hive/lazy_bytes.h"
#include "hive/regf/base_block.h"
#include "hive/regf/damage.h"

namespace hive::regf {

inline constexpr std::uint32_t kNoCell = 0xFFFF'FFFF;
inline constexpr std::uint32_t kBinMagic = 0x6E696268;  // "hbin"
/// Bins are multiples of this size.
inline constexpr std::uint64_t kBinUnit = 4096;
/// A hive bin begins with a header of 32 bytes; the first cell follows (format specification, "Hive bin").
inline constexpr std::uint32_t kFirstCell = 32;
/// The size in front of the body.
inline constexpr std::uint32_t kCellSizeBytes = 4;

/// Reads cells in place. Cheap to copy; the bytes must outlive it and the views that it gives.
class Cells {
 public:
  /// `bins_end` is absolute; cells must end before it. The file may end earlier.
  Cells(const LazyBytes& bytes, std::uint64_t bins_end) : bytes_(&bytes), bins_end_(bins_end) {}

  /// The body of the allocated cell at `offset` (from the start of the bins), at most `most` bytes of it.
  Checked<Bytes> body(std::uint32_t offset, std::uint32_t least, std::uint32_t most = kNoCell) const;

  /// The same when all is well and loaded, else an empty view; ask `body` then. `least` must not be 0.
  Bytes peek(std::uint32_t offset, std::uint32_t least, std::uint32_t most = kNoCell) const;

  /// True when a cell could begin there: aligned and inside the bins. Touches nothing.
  bool plausible(std::uint32_t offset) const {
    return (offset & 7U) == 0 && offset >= kFirstCell && fits(kBinsStart + offset, 8, bins_end_);
  }

  /// Bytes of the bins that the file holds.
  std::uint64_t held_bytes() const {
    const std::uint64_t end = std::min(bins_end_, bytes_->size_bytes());
    return end - std::min(end, kBinsStart);
  }

 private:
  Damage outside(std::uint32_t offset) const;

  const LazyBytes* bytes_;
  std::uint64_t bins_end_;
};

/// The place in the file of a cell.
constexpr std::uint64_t file_offset(std::uint32_t cell) { return kBinsStart + cell; }

inline Bytes Cells::peek(std::uint32_t offset, std::uint32_t least, std::uint32_t most) const {
  if (!plausible(offset)) return {};
  const std::uint64_t place = file_offset(offset);
  const Bytes head = bytes_->view_if_loaded(place, kCellSizeBytes);
  if (head.empty()) return {};
  const std::uint32_t size = 0U - ByteReader(head).u32(0).value_or(0);
  // A free cell has a positive size; negated it lies above every size that fits.
  if (size > 0x8000'0000U || (size & 7U) != 0 || size < kCellSizeBytes + least) return {};
  if (!fits(place, size, bins_end_)) return {};
  return bytes_->view_if_loaded(place + kCellSizeBytes, std::min(size - kCellSizeBytes, most));
}

}  // namespace hive::regf
