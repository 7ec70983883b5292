#pragma once
// Where the records of a hive lie, found bin by bin and cell by cell without trusting any of them: the map that
// mutations are drawn on. Reads whatever is there; a place that makes no sense is stepped over.

#include <cstdint>
#include <vector>

#include "hive/bytes.h"

namespace fuzz {

enum class RecordKind : std::uint8_t { key, value, security, subkey_list, list_of_lists, big_data, value_list, raw };

struct CellPlace {
  std::uint32_t at = 0;    ///< of its size field, absolute
  std::uint32_t size = 0;  ///< with its size field; lies inside the file
  RecordKind kind = RecordKind::raw;

  std::uint32_t body() const { return at + 4; }
  std::uint32_t stored() const { return at - 4096; }  ///< as other records refer to it
};

struct HiveMap {
  std::vector<std::uint32_t> bins;  ///< absolute
  std::vector<CellPlace> cells;     ///< in file order
};

HiveMap map_hive(hive::Bytes hive);

}  // namespace fuzz
