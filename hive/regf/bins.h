#pragma once
// Hive bins (published format specification, "Hive bin"). Windows gives up a bin whose header is broken, with all
// of its cells, so an answer out of such a bin says so. Offsets:
//   0 "hbin" | 4 own offset from the first bin | 8 size, a multiple of 4,096 | 20 FILETIME (first bin) | 32 cells

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "hive/regf/cell.h"

namespace hive::regf {

/// What is wrong with the header of a bin; its size, or the smallest one, behind which the next may begin.
struct BinHeader {
  Damage flaw{};
  std::uint64_t size = kBinUnit;
};
/// `at` is absolute; `bins_end` as in Cells.
BinHeader read_bin_header(const LazyBytes& bytes, std::uint64_t at, std::uint64_t bins_end);

/// The bins that were looked at so far. Each page is looked at once.
class KnownBins {
 public:
  /// What is wrong with the bin of a cell that was read.
  Damage flaw_of(const LazyBytes& bytes, std::uint32_t cell, std::uint64_t bins_end) {
    const std::uint64_t page = cell / kBinUnit;
    if (page < sound_.size() && sound_[static_cast<std::size_t>(page)]) return {};
    return look_at(bytes, page, bins_end);
  }

 private:
  Damage look_at(const LazyBytes& bytes, std::uint64_t page, std::uint64_t bins_end);

  std::vector<bool> sound_;
  std::unordered_map<std::uint64_t, Damage> flawed_;
};

}  // namespace hive::regf
