#pragma once
// One field of a hive set to a value that its meaning makes interesting.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "tests/fuzz/hive_map.h"
#include "tests/fuzz/mutate_hive.h"

namespace fuzz {

/// Little-endian; no effect where it does not fit into the file.
void put(std::vector<std::byte>& file, std::size_t at, std::size_t width, std::uint64_t value);

void mutate_base_field(std::vector<std::byte>& hive, const HiveMap& map, Random& random);
void mutate_bin_field(std::vector<std::byte>& hive, const HiveMap& map, std::uint32_t bin, Random& random);
/// The cell's own size, or a field of the record in it.
void mutate_record_field(std::vector<std::byte>& hive, const HiveMap& map, const CellPlace& cell, Random& random);

}  // namespace fuzz
