// Malformed: lists of values, values and their data.

#include "tests/support/malformed_machine.h"
#include "tests/support/regf_patch.h"

namespace hiveaudit_tests {
namespace {

using hive::Presence;

constexpr std::uint64_t kValueCount = 4 + 36;
constexpr std::uint64_t kValueList = 4 + 40;
constexpr std::uint64_t kDataSize = 4 + 4;
constexpr std::uint64_t kDataCell = 4 + 8;
constexpr std::uint64_t kType = 4 + 12;
constexpr std::uint64_t kName = 4 + 20;
constexpr std::uint32_t kInline = 0x8000'0000;

Malformed of_key(std::uint64_t field, std::uint32_t number, const char* code) {
  Machine machine;
  machine.set(machine.at(CellKind::key, kClient) + field, number);
  return machine.broken(code);
}

Malformed of_value(std::uint64_t field, std::uint32_t number, const char* code) {
  Machine machine;
  const std::uint64_t value = machine.at(CellKind::value, kClient, kSwitch);
  return machine.set(value + field, number).broken(code).at(value);
}

/// The switch declares data of this size in its own record; fewer or more than four bytes are no REG_DWORD.
Malformed inline_size(std::uint32_t size, const char* code) {
  Malformed value = of_value(kDataSize, kInline | size, code).still(Presence::present);
  if (size < 5) value.offset.reset();
  return value;
}

/// A list of one value named again and again.
Malformed one_value_many_times(std::size_t name_size) {
  Machine machine;
  std::vector<std::byte> body(20 + name_size, std::byte{'V'});
  put(body, 0, 0x0000'6B76U | static_cast<std::uint32_t>(name_size) << 16U);
  put(body, 4, kInline | 4U);
  put(body, 12, 4);
  put(body, 16, 1);
  const std::uint32_t value = machine.add_cell(body);
  std::vector<std::byte> list(200'000 * 4);
  for (std::uint64_t i = 0; i < list.size(); i += 4) put(list, i, value);
  const std::uint32_t cell = machine.add_cell(list);
  const std::uint64_t key = machine.at(CellKind::key, kClient);
  machine.set(key + kValueCount, 200'000).set(key + kValueList, cell);
  return machine.broken("repeated-entry").at(0x1000ULL + cell);
}

/// The switch becomes a large value in segments; `list` and `count` are what its record says of them.
Malformed big_value(std::uint32_t count, std::size_t listed, std::uint32_t size, const char* code) {
  Machine machine;
  const std::uint32_t segment = machine.add_cell(std::vector<std::byte>(16'344 + 4, std::byte{1}));
  std::vector<std::byte> entries(listed * 4);
  for (std::uint64_t i = 0; i < entries.size(); i += 4) put(entries, i, segment);
  std::vector<std::byte> record(8);
  put(record, 0, 0x0000'6264U | count << 16U);  // "db"
  put(record, 4, machine.add_cell(entries));
  const std::uint32_t data = machine.add_cell(record);
  const std::uint64_t value = machine.at(CellKind::value, kClient, kSwitch);
  machine.set(value + kType, 3).set(value + kDataSize, size).set(value + kDataCell, data);
  return machine.broken(code);
}

}  // namespace

const std::vector<MalformedClass>& malformed_values() {
  static const std::vector<MalformedClass> rows = {
      {"ValueCountHuge", [] { return of_key(kValueCount, 0x4000'0000, "list-too-long").still(Presence::present); }},
      {"ValueCountZero", [] { return of_key(kValueCount, 0, "value-count"); }},
      {"ValueCountTooLow",
       [] {
         Machine machine;
         const std::uint64_t key = machine.at(CellKind::key, kClient);
         // The switch stands last in the list, beyond what the key counts.
         const std::uint64_t list = machine.at(CellKind::value_list, kClient) + 4;
         const std::uint32_t first = machine.read(list);
         machine.set(list, machine.read(list + 4)).set(list + 4, first);
         return machine.set(key + kValueCount, 1).broken("value-count").at(key);
       }},
      {"ValueListOfManyMore",
       [] {
         Machine machine;
         const std::uint64_t key = machine.at(CellKind::key, kClient);
         const std::uint64_t list = machine.at(CellKind::value_list, kClient) + 4;
         std::vector<std::byte> longer(2'000'000);
         const std::uint32_t other = machine.cell(CellKind::value, "Select", "Current");
         for (std::uint64_t i = 0; i < longer.size(); i += 4) put(longer, i, i < 8 ? machine.read(list + i) : other);
         return machine.set(key + kValueList, machine.add_cell(longer))
             .broken("value-count")
             .at(key)
             .still(Presence::present);
       }},
      {"ValueListOutside", [] { return of_key(kValueList, 0x7FFF'0000, "bad-cell").at(0x7FFF'1000); }},
      {"ValueListMissing", [] { return of_key(kValueList, 0xFFFF'FFFF, "bad-cell").telling("a cell is missing"); }},
      {"OneValueManyTimes", [] { return one_value_many_times(8); }},
      {"OneLongValueManyTimes", [] { return one_value_many_times(60'000); }},
      {"ValueIsNoValue", [] { return of_value(4, 0x0007'7878, "not-a-value"); }},
      {"ValueNameBeyondItsCell", [] { return of_value(4, 0xFFF0'6B76, "bad-value-name"); }},
      {"ValueNameGone", [] { return of_value(4, 0x0000'6B76, "bad-value-name"); }},
      {"TwoValuesOfOneName",
       [] {
         Machine machine([](hive::regf::BuildKey& root) { descend_to(root, kClient).set(dword_named("Enableq", 1)); });
         machine.set8(machine.at(CellKind::value, kClient, "Enableq") + kName + 6, 'D');
         return machine.broken("duplicate-value")
             .at(machine.at(CellKind::value, kClient, kSwitch))
             .still(Presence::ambiguous);
       }},
      {"ValueNameWithNul",
       [] {
         Machine machine([](hive::regf::BuildKey& root) {
           descend_to(root, kClient).set(dword_named(std::string("Enabled\0", 8), 1));
         });
         return machine.broken("").still(Presence::present);
       }},
      {"ValueNameWithLines",
       [] {
         Machine machine([](hive::regf::BuildKey& root) {
           descend_to(root, kClient).set(dword_named("Enabled\"=dword:1\r\n\x1b[0m", 1));
         });
         return machine.broken("").still(Presence::present);
       }},
      {"InlineSize0", [] { return inline_size(0, "wrong_type"); }},
      {"InlineSize1", [] { return inline_size(1, "wrong_type"); }},
      {"InlineSize2", [] { return inline_size(2, "wrong_type"); }},
      {"InlineSize3", [] { return inline_size(3, "wrong_type"); }},
      {"InlineSize4", [] { return inline_size(4, ""); }},
      {"InlineSize5", [] { return inline_size(5, "short-data"); }},
      {"InlineSizeHuge", [] { return inline_size(0x7FFF'FFFF, "short-data"); }},
      {"DataLargerThanItsCell",
       [] {
         Machine machine;
         const std::uint64_t value = machine.at(CellKind::value, kClient, kSwitch);
         const std::uint32_t data = machine.add_cell(std::vector<std::byte>(4));
         machine.set(value + kDataSize, 5000).set(value + kDataCell, data);
         return machine.broken("short-data").at(value).still(Presence::present);
       }},
      {"DataOfTwoGigabytes", [] { return of_value(kDataSize, 0x7FFF'FFFF, "oversized-data"); }},
      {"DataLargerThanTheHive", [] { return big_value(2000, 2000, 0x0200'0000 - 8000, "oversized-data"); }},
      {"DwordOfEightBytes",
       [] {
         Machine machine;
         const std::uint64_t value = machine.at(CellKind::value, kClient, kSwitch);
         const std::uint32_t data = machine.add_cell(std::vector<std::byte>(8, std::byte{1}));
         machine.set(value + kDataSize, 8).set(value + kDataCell, data);
         return machine.broken("wrong_type").telling("8 bytes").still(Presence::present);
       }},
      {"SwitchIsAText",
       [] {
         Malformed text = of_value(kType, 1, "wrong_type").telling("REG_SZ").still(Presence::present);
         text.offset.reset();
         return text;
       }},
      {"TextOfOddSize",
       [] {
         Machine machine;
         const std::uint64_t value = machine.at(CellKind::value, kClient, kSwitch);
         machine.set(value + kType, 1).set(value + kDataSize, kInline | 3U).set(value + kDataCell, 0x0030'0031);
         return machine.broken("wrong_type").telling("REG_SZ").still(Presence::present);
       }},
      {"OneSegmentManyTimes",
       [] { return big_value(65'535, 65'535, 100'000, "bad-big-data").telling("found 1").still(Presence::present); }},
      {"SegmentCountBeyondItsList",
       [] { return big_value(65'535, 1, 30'000, "bad-big-data").telling("found 1").still(Presence::present); }},
      {"SegmentCountTooLow", [] { return big_value(0, 2, 30'000, "bad-big-data").still(Presence::present); }},
  };
  return rows;
}

}  // namespace hiveaudit_tests
