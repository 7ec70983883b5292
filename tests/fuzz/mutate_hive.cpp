#include "tests/fuzz/mutate_hive.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

#include "hive/regf/builder.h"
#include "tests/fuzz/hive_map.h"
#include "tests/fuzz/mutate_field.h"
#include "tests/fuzz/mutate_log.h"
#include "tests/fuzz/regf_files.h"

namespace fuzz {
namespace {

using File = std::vector<std::byte>;
constexpr std::size_t kPageBytes = 4096;

const CellPlace* pick(const HiveMap& map, RecordKind kind, Random& random) {
  if (map.cells.empty()) return nullptr;
  // From a random place on, the first of the kind: cheap, and even enough.
  const std::size_t from = below(random, map.cells.size());
  for (std::size_t i = 0; i < map.cells.size(); ++i) {
    const CellPlace& cell = map.cells[(from + i) % map.cells.size()];
    if (cell.kind == kind) return &cell;
  }
  return nullptr;
}

constexpr std::array kKinds{RecordKind::key,        RecordKind::key,         RecordKind::value,
                            RecordKind::value,      RecordKind::subkey_list, RecordKind::subkey_list,
                            RecordKind::value_list, RecordKind::raw,         RecordKind::list_of_lists,
                            RecordKind::big_data,   RecordKind::security};

void set_a_field(File& hive, const HiveMap& map, Random& random) {
  const CellPlace* cell = pick(map, kKinds[below(random, kKinds.size())], random);
  if (cell == nullptr || below(random, 12) == 0) {
    mutate_base_field(hive, map, random);
  } else {
    mutate_record_field(hive, map, *cell, random);
  }
}

// Entries of a list of subkeys are 4 or 8 bytes behind its header, those of a list of values 4 from its start.
struct Entries {
  std::size_t first = 0;
  std::size_t width = 4;
  std::size_t count = 0;  ///< as many as its cell holds, whatever it claims
};

Entries entries_of(const File& hive, const CellPlace& list) {
  Entries entries{list.body(), 4, 0};
  if (list.kind != RecordKind::value_list) {
    entries.first += 4;
    const auto second = std::to_integer<char>(hive[list.body() + 1]);
    if (list.kind == RecordKind::subkey_list && second != 'i') entries.width = 8;
  }
  entries.count = (list.at + list.size - entries.first) / entries.width;
  if (list.kind != RecordKind::value_list) {
    const std::size_t claimed = hive::ByteReader(hive).u16(list.body() + 2).value_or(0);
    entries.count = std::min(entries.count, claimed);
  }
  return entries;
}

void change_a_list(File& hive, const HiveMap& map, Random& random) {
  constexpr std::array kLists{RecordKind::subkey_list, RecordKind::value_list, RecordKind::list_of_lists};
  const CellPlace* list = pick(map, kLists[below(random, kLists.size())], random);
  if (list == nullptr) return;
  const Entries entries = entries_of(hive, *list);
  if (entries.count == 0) return;
  const auto entry = [&](std::size_t index) {
    return hive.begin() + static_cast<std::ptrdiff_t>(entries.first + index * entries.width);
  };
  const auto width = static_cast<std::ptrdiff_t>(entries.width);
  const std::size_t one = below(random, entries.count);
  const std::size_t other = below(random, entries.count);
  switch (below(random, 5)) {
    case 0:  // doubled over another
      std::copy(entry(one), entry(one) + width, entry(other));
      break;
    case 1:  // out of order
      std::swap_ranges(entry(one), entry(one) + width, entry(other));
      break;
    case 2:  // dropped, the rest moves up
      std::copy(entry(one) + width, entry(entries.count), entry(one));
      if (list->kind != RecordKind::value_list && below(random, 2) == 0) {
        put(hive, list->body() + 2, 2, entries.count - 1);
      }
      break;
    case 3:  // the order turned round
      for (std::size_t i = 0; i < entries.count / 2; ++i) {
        std::swap_ranges(entry(i), entry(i) + width, entry(entries.count - 1 - i));
      }
      break;
    default: {  // another cell of the hive
      const CellPlace& cell = map.cells[below(random, map.cells.size())];
      put(hive, entries.first + one * entries.width, 4, cell.stored());
    }
  }
}

// What one key has, another gets: its list of subkeys or values with the count, or the whole record.
void bend_a_record(File& hive, const HiveMap& map, Random& random) {
  const RecordKind kind = below(random, 3) == 0 ? RecordKind::value : RecordKind::key;
  const CellPlace* from = pick(map, kind, random);
  const CellPlace* to = pick(map, kind, random);
  if (from == nullptr || to == nullptr || from == to) return;
  struct Part {
    std::uint32_t at;
    std::uint32_t bytes;
  };
  constexpr std::array<Part, 4> kOfKeys{{{20, 4}, {28, 4}, {36, 8}, {4, 68}}};
  constexpr std::array<Part, 4> kOfValues{{{4, 4}, {8, 4}, {12, 4}, {4, 12}}};
  const Part part = (kind == RecordKind::key ? kOfKeys : kOfValues)[below(random, 4)];
  if (part.at + part.bytes + 4 > std::min(from->size, to->size)) return;
  const auto begin = hive.begin() + from->body() + part.at;
  std::copy(begin, begin + part.bytes, hive.begin() + to->body() + part.at);
}

void change_the_file(File& hive, const HiveMap& map, Random& random) {
  const std::size_t page = kPageBytes * below(random, hive.size() / kPageBytes + 1);
  const auto at = hive.begin() + static_cast<std::ptrdiff_t>(std::min(page, hive.size()));
  const auto after = at + std::min<std::ptrdiff_t>(kPageBytes, hive.end() - at);
  switch (below(random, 6)) {
    case 0:
      hive.resize(below(random, hive.size() + 1));
      break;
    case 1:
      hive.resize(page);
      break;
    case 2:
      if (page != 0) hive.erase(at, after);
      break;
    case 3: {
      const File copy(at, after);
      hive.insert(at, copy.begin(), copy.end());
      break;
    }
    case 4:
      std::fill(at, after, std::byte{static_cast<unsigned char>(below(random, 2) * 0xFF)});
      break;
    default:
      if (!map.bins.empty()) mutate_bin_field(hive, map, map.bins[below(random, map.bins.size())], random);
  }
}

void change_bytes(File& hive, Random& random) {
  for (std::size_t times = below(random, 4) + 1; times != 0 && !hive.empty(); --times) {
    const std::size_t at = below(random, hive.size());
    hive[at] = below(random, 2) == 0 ? hive[at] ^ std::byte{static_cast<unsigned char>(1U << below(random, 8))}
                                     : std::byte{static_cast<unsigned char>(random())};
  }
}

}  // namespace

void mutate_hive(File& hive, Random& random) {
  if (hive.size() < kPageBytes) return change_bytes(hive, random);
  const HiveMap map = map_hive(hive);
  const std::size_t choice = below(random, 32);
  if (choice < 20) {
    set_a_field(hive, map, random);
  } else if (choice < 25) {
    change_a_list(hive, map, random);
  } else if (choice < 28) {
    bend_a_record(hive, map, random);
  } else if (choice < 30) {
    change_the_file(hive, map, random);
  } else {
    change_bytes(hive, random);
  }
  if (hive.size() >= kSectorBytes && below(random, 16) != 0) hive::regf::repair_checksum(hive);
}

void mutate_files(File& files, Random& random) {
  std::vector<File> parts;
  for (const hive::Bytes part : regf_files(files)) parts.push_back(copy_of(part));
  const std::size_t times = below(random, 8) == 0 ? 2 : 1;
  for (std::size_t i = 0; i < times; ++i) {
    File& part = parts[below(random, parts.size())];
    is_log(part) ? mutate_log(part, random) : mutate_hive(part, random);
  }
  if (parts.size() > 1 && below(random, 64) == 0) {
    std::swap(parts[below(random, parts.size())], parts[below(random, parts.size())]);
  }
  files.clear();
  for (const File& part : parts) {
    files.resize((files.size() + kSectorBytes - 1) / kSectorBytes * kSectorBytes);
    files.insert(files.end(), part.begin(), part.end());
  }
}

}  // namespace fuzz
