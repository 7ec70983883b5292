#include "tests/fuzz/hive_map.h"

#include <algorithm>
#include <optional>

namespace fuzz {
namespace {

constexpr std::uint32_t kBinMagic = 0x6E696268;
constexpr std::uint32_t kBinBytes = 4096;

std::uint32_t u32(hive::Bytes hive, std::size_t at) { return hive::ByteReader(hive).u32(at).value_or(0); }

RecordKind kind_of(hive::Bytes hive, std::uint32_t body) {
  switch (hive::ByteReader(hive).u16(body).value_or(0)) {
    case 0x6B6E:
      return RecordKind::key;
    case 0x6B76:
      return RecordKind::value;
    case 0x6B73:
      return RecordKind::security;
    case 0x666C:
    case 0x686C:
    case 0x696C:
      return RecordKind::subkey_list;
    case 0x6972:
      return RecordKind::list_of_lists;
    case 0x6264:
      return RecordKind::big_data;
    default:
      return RecordKind::raw;
  }
}

void map_cells(hive::Bytes hive, std::uint32_t begin, std::uint32_t end, HiveMap& map) {
  for (std::uint32_t at = begin; at + 8 <= end;) {
    const std::uint32_t field = u32(hive, at);
    const bool allocated = field > 0x8000'0000U;
    const std::uint32_t size = allocated ? 0U - field : field;
    if (size < 8 || size % 8 != 0 || size > end - at) {
      at += 8;
      continue;
    }
    if (allocated) map.cells.push_back({at, size, kind_of(hive, at + 4)});
    at += size;
  }
}

// Lists of values carry no signature; only their keys know them.
void name_value_lists(hive::Bytes hive, HiveMap& map) {
  std::vector<std::uint32_t> lists;
  for (const CellPlace& cell : map.cells) {
    if (cell.kind == RecordKind::key && u32(hive, cell.body() + 36) != 0) lists.push_back(u32(hive, cell.body() + 40));
  }
  std::sort(lists.begin(), lists.end());
  for (CellPlace& cell : map.cells) {
    if (cell.kind == RecordKind::raw && std::binary_search(lists.begin(), lists.end(), cell.stored())) {
      cell.kind = RecordKind::value_list;
    }
  }
}

}  // namespace

HiveMap map_hive(hive::Bytes hive) {
  HiveMap map;
  const auto whole = static_cast<std::uint32_t>(std::min<std::size_t>(hive.size(), 0x7FFF'FFFF));
  for (std::uint32_t bin = kBinBytes; bin + 32 <= whole;) {
    std::uint32_t size = kBinBytes;
    if (u32(hive, bin) == kBinMagic) {
      const std::uint32_t claimed = u32(hive, bin + 8);
      if (claimed >= kBinBytes && claimed % kBinBytes == 0 && claimed <= whole - bin) size = claimed;
    }
    map.bins.push_back(bin);
    map_cells(hive, bin + 32, std::min(whole, bin + size), map);
    bin += size;
  }
  name_value_lists(hive, map);
  return map;
}

}  // namespace fuzz
