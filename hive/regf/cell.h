#pragma once
// Cells: everything in a hive lives in one. A cell begins with its size as a signed 32-bit number,
// negative while it is in use; sizes and offsets are multiples of 8 (published format specification,
// "Hive bin"). References count from the start of the hive bins.
//   0 size | 4 body

#include <cstdint>

#include "hive/bytes.h"
#include "hive/lazy_bytes.h"
#include "hive/regf/damage.h"

namespace hive::regf {

inline constexpr std::uint32_t kNoCell = 0xFFFF'FFFF;

/// Reads cells in place. Cheap to copy; the bytes must outlive it and the views that it gives.
class Cells {
 public:
  /// `bins_end` is absolute; cells must end before it. The file may end earlier.
  Cells(const LazyBytes& bytes, std::uint64_t bins_end) : bytes_(&bytes), bins_end_(bins_end) {}

  /// The body of the allocated cell at `offset` (from the start of the bins), at most `most` bytes of it.
  Checked<Bytes> body(std::uint32_t offset, std::uint32_t least, std::uint32_t most = kNoCell) const;

  /// True when a cell could begin there: aligned and inside the bins. Touches nothing.
  bool plausible(std::uint32_t offset) const;

  std::uint64_t bins_end() const { return bins_end_; }

 private:
  Damage outside(std::uint32_t offset) const;

  const LazyBytes* bytes_;
  std::uint64_t bins_end_;
};

/// The place in the file of a cell.
std::uint64_t file_offset(std::uint32_t cell);

}  // namespace hive::regf
