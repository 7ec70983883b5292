#pragma once
// Data above 16,344 bytes in hives of format 1.4 and later: the record `db` (published format
// specification, "Big data"). Offsets inside the cell's body:
//   0 "db" | 2 number of segments | 4 cell of the list of segments (one 32-bit cell offset each)
// Every segment holds 16,344 bytes, the last one what is left; cells have 4 bytes of padding behind.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "hive/regf/cell.h"

namespace hive::regf {

inline constexpr std::uint32_t kBigDataSegmentBytes = 16'344;
inline constexpr std::uint32_t kBigDataMinor = 4;

struct BigData {
  bool is_big_data = false;  ///< false: the cell holds the data themselves
  std::uint32_t cell = 0;
  std::uint32_t segments = 0;
  std::uint32_t list = 0;
};

Checked<BigData> read_big_data(const Cells& cells, std::uint32_t cell);

/// Puts the segments together up to `size` bytes; stops at the first that is missing or short and says so.
Damage copy_big_data(const Cells& cells, const BigData& big, std::uint32_t size, std::vector<std::byte>& out);

}  // namespace hive::regf
