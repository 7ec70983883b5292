#include "tests/fuzz/mutate_field.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

namespace fuzz {
namespace {

using File = std::vector<std::byte>;

enum class Meaning : std::uint8_t { count, size, length, cell, flags, hash, number, time, magic, type, content };

struct Field {
  std::uint16_t at;
  std::uint8_t width;
  Meaning meaning;
};

constexpr std::array<Field, 14> kBase{{{0, 4, Meaning::magic},
                                       {4, 4, Meaning::number},
                                       {8, 4, Meaning::number},
                                       {12, 8, Meaning::time},
                                       {20, 4, Meaning::type},
                                       {24, 4, Meaning::type},
                                       {28, 4, Meaning::type},
                                       {32, 4, Meaning::type},
                                       {36, 4, Meaning::cell},
                                       {40, 4, Meaning::size},
                                       {44, 4, Meaning::count},
                                       {48, 64, Meaning::content},
                                       {144, 4, Meaning::flags},
                                       {508, 4, Meaning::hash}}};
constexpr std::array<Field, 5> kBin{{{0, 4, Meaning::magic},
                                     {4, 4, Meaning::cell},
                                     {8, 4, Meaning::size},
                                     {12, 8, Meaning::number},
                                     {20, 8, Meaning::time}}};
constexpr std::array<Field, 16> kKey{{{0, 2, Meaning::magic},
                                      {2, 2, Meaning::flags},
                                      {4, 8, Meaning::time},
                                      {12, 4, Meaning::flags},
                                      {16, 4, Meaning::cell},
                                      {20, 4, Meaning::count},
                                      {24, 4, Meaning::count},
                                      {28, 4, Meaning::cell},
                                      {36, 4, Meaning::count},
                                      {40, 4, Meaning::cell},
                                      {44, 4, Meaning::cell},
                                      {48, 4, Meaning::cell},
                                      {52, 4, Meaning::size},
                                      {72, 2, Meaning::length},
                                      {74, 2, Meaning::length},
                                      {76, 12, Meaning::content}}};
constexpr std::array<Field, 7> kValue{{{0, 2, Meaning::magic},
                                       {2, 2, Meaning::length},
                                       {4, 4, Meaning::size},
                                       {8, 4, Meaning::cell},
                                       {12, 4, Meaning::type},
                                       {16, 2, Meaning::flags},
                                       {20, 12, Meaning::content}}};
constexpr std::array<Field, 4> kList{
    {{0, 2, Meaning::magic}, {2, 2, Meaning::count}, {4, 4, Meaning::cell}, {8, 4, Meaning::hash}}};
constexpr std::array<Field, 3> kBigData{{{0, 2, Meaning::magic}, {2, 2, Meaning::count}, {4, 4, Meaning::cell}}};
constexpr std::array<Field, 4> kSecurity{
    {{4, 4, Meaning::cell}, {8, 4, Meaning::cell}, {12, 4, Meaning::count}, {16, 4, Meaning::size}}};
constexpr std::array<Field, 2> kValueList{{{0, 4, Meaning::cell}, {4, 4, Meaning::cell}}};
constexpr std::array<Field, 2> kRaw{{{0, 4, Meaning::number}, {0, 40, Meaning::content}}};

std::span<const Field> fields_of(RecordKind kind) {
  switch (kind) {
    case RecordKind::key:
      return kKey;
    case RecordKind::value:
      return kValue;
    case RecordKind::security:
      return kSecurity;
    case RecordKind::subkey_list:
    case RecordKind::list_of_lists:
      return kList;
    case RecordKind::big_data:
      return kBigData;
    case RecordKind::value_list:
      return kValueList;
    case RecordKind::raw:
      break;
  }
  return kRaw;
}

std::uint64_t get(const File& file, std::size_t at, std::size_t width) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < width && at + i < file.size(); ++i) {
    value |= std::to_integer<std::uint64_t>(file[at + i]) << (8 * i);
  }
  return value;
}

// Words that the product looks for, and those that text must survive.
constexpr std::array<std::string_view, 20> kWords{"TLS 1.2",      "TLS 1.0",
                                                  "Enabled",      "Client",
                                                  "Server",       "DisabledByDefault",
                                                  "SCHANNEL",     "Current",
                                                  "\xC3\x9F",     "\x1B[2J",
                                                  "]]>",          "<script>",
                                                  "\\",           "=cmd",
                                                  "\r\n",         "CurrentControlSet",
                                                  "10.0.19045",   "\x7F\x80\xFF",
                                                  "\xE2\x80\xAE", "SymbolicLinkValue"};

void write_content(File& file, std::size_t at, std::size_t most, Random& random) {
  if (at >= file.size()) return;
  most = std::min(most, file.size() - at);
  const std::size_t place = at + below(random, most);
  switch (below(random, 5)) {
    case 0: {
      const std::string_view word = kWords[below(random, kWords.size())];
      const std::size_t step = below(random, 2) + 1;  // Latin-1, or the UTF-16 of it
      for (std::size_t i = 0; i < word.size() && place + i * step < file.size(); ++i) {
        file[place + i * step] = static_cast<std::byte>(word[i]);
      }
      break;
    }
    case 1:
      file[place] = std::byte{0};
      break;
    case 2:
      file[place] ^= std::byte{0x20};  // the other letter case
      break;
    case 3:
      put(file, place / 2 * 2, 2, 0xD800 + below(random, 0x800));  // half a pair
      break;
    default:
      file[place] = std::byte{static_cast<unsigned char>(random())};
  }
}

std::uint64_t near_value(std::uint64_t now, Random& random) {
  constexpr std::array<std::int64_t, 10> kSteps{1, -1, 2, -2, 4, -4, 8, -8, 4096, -4096};
  return now + static_cast<std::uint64_t>(kSteps[below(random, kSteps.size())]);
}

std::uint64_t boundary(Random& random) {
  constexpr std::array<std::uint64_t, 26> kBoundaries{
      0,      1,      2,           3,           4,           5,           7,           8,          16,
      0x7F,   0xFF,   0x100,       507,         508,         1016,        0x3FD8,      0x3FD9,     0x7FFF,
      0x8000, 0xFFFF, 0x7FFF'FFFF, 0x8000'0000, 0x8000'0001, 0x8000'0004, 0xFFFF'FFF8, 0xFFFF'FFFF};
  return kBoundaries[below(random, kBoundaries.size())];
}

std::uint64_t new_cell(const File& hive, const HiveMap& map, std::uint64_t now, Random& random) {
  if (!map.cells.empty() && below(random, 2) == 0) return map.cells[below(random, map.cells.size())].stored();
  switch (below(random, 6)) {
    case 0:
      return 0xFFFF'FFFF;
    case 1:
      return 0;
    case 2:
      return now + 4 * (below(random, 5) + 1);  // the middle of the cell
    case 3:
      return hive.size() - 4096 - 8 * below(random, 4);
    case 4:
      return below(random, hive.size()) / 8 * 8;
    default:
      return random();
  }
}

std::uint64_t new_value(const File& hive, const HiveMap& map, Meaning meaning, std::uint64_t now, Random& random) {
  switch (meaning) {
    case Meaning::cell:
      return new_cell(hive, map, now, random);
    case Meaning::flags:
      return now ^ (1ULL << below(random, 16));
    case Meaning::hash:
      return below(random, 2) == 0 ? now ^ (1ULL << below(random, 32)) : random();
    case Meaning::type:
      return below(random, 2) == 0 ? below(random, 13) : near_value(now, random);
    case Meaning::time:
      return below(random, 2) == 0 ? boundary(random) << 32U : ~boundary(random);
    case Meaning::magic: {
      constexpr std::array<std::uint64_t, 9> kMagics{0x6B6E, 0x6B76, 0x686C, 0x666C, 0x696C, 0x6972, 0x6264, 0x6B73, 0};
      return kMagics[below(random, kMagics.size())];
    }
    case Meaning::count:
    case Meaning::size:
    case Meaning::length:
    case Meaning::number:
    case Meaning::content:
      break;
  }
  switch (below(random, 4)) {
    case 0:
      return near_value(now, random);
    case 1:
      return now ^ 0x8000'0000U;
    case 2:
      return meaning == Meaning::number ? random() : below(random, 4 * now + 16);
    default:
      return boundary(random);
  }
}

void mutate_field(File& hive, const HiveMap& map, std::size_t record, const Field& field, Random& random) {
  const std::size_t at = record + field.at;
  if (field.meaning == Meaning::content) return write_content(hive, at, field.width, random);
  put(hive, at, field.width, new_value(hive, map, field.meaning, get(hive, at, field.width), random));
}

template <std::size_t N>
const Field& any_of(const std::array<Field, N>& fields, Random& random) {
  return fields[below(random, N)];
}

}  // namespace

void put(File& file, std::size_t at, std::size_t width, std::uint64_t value) {
  if (at > file.size() || width > file.size() - at) return;
  for (std::size_t i = 0; i < width; ++i) file[at + i] = static_cast<std::byte>(value >> (8 * i));
}

void mutate_base_field(File& hive, const HiveMap& map, Random& random) {
  mutate_field(hive, map, 0, any_of(kBase, random), random);
}

void mutate_bin_field(File& hive, const HiveMap& map, std::uint32_t bin, Random& random) {
  mutate_field(hive, map, bin, any_of(kBin, random), random);
}

void mutate_record_field(File& hive, const HiveMap& map, const CellPlace& cell, Random& random) {
  if (below(random, 8) == 0) {
    constexpr Field kCellSize{0, 4, Meaning::size};
    const std::uint64_t size = new_value(hive, map, Meaning::size, cell.size, random);
    put(hive, cell.at, kCellSize.width, below(random, 3) == 0 ? size : 0 - size);
    return;
  }
  const std::span<const Field> fields = fields_of(cell.kind);
  Field field = fields[below(random, fields.size())];
  // Any entry of a list, not only the first.
  const bool entry = (cell.kind == RecordKind::value_list || cell.kind == RecordKind::subkey_list) && field.at >= 4;
  if (entry) field.at = static_cast<std::uint16_t>(field.at + 4 * below(random, std::min(cell.size / 4, 4096U)));
  if (cell.body() + field.at >= cell.at + cell.size) return;
  mutate_field(hive, map, cell.body(), field, random);
}

}  // namespace fuzz
