// Malformed: the size of a cell, and references that lead to no cell.

#include "tests/support/malformed_machine.h"

namespace hiveaudit_tests {
namespace {

constexpr std::uint64_t kSubkeyList = 4 + 28;
constexpr std::uint64_t kListEntries = 4 + 4;
constexpr std::uint64_t kDataCell = 4 + 8;

/// The cell of the key that holds the switch gets another size.
Malformed size_of_key(std::uint32_t size, const char* says) {
  Machine machine;
  const std::uint64_t key = machine.at(CellKind::key, kClient);
  return machine.set(key, size).broken("bad-cell").telling(says).at(key);
}

/// The list of the protocol's subkeys is looked for elsewhere.
Malformed list_at(std::uint32_t reference, const char* code, const char* says) {
  Machine machine;
  machine.set(machine.at(CellKind::key, kProtocol) + kSubkeyList, reference);
  return machine.broken(code).telling(says).at(0x1000ULL + reference);
}

/// The only entry of the protocol's list leads elsewhere.
Malformed entry_at(std::int64_t moved, const char* code, const char* says) {
  Machine machine;
  const std::uint64_t entry = machine.at(CellKind::subkey_list, kProtocol) + kListEntries;
  const auto reference = static_cast<std::uint32_t>(machine.cell(CellKind::key, kClient) + moved);
  return machine.set(entry, reference).broken(code).telling(says).at(0x1000ULL + reference);
}

}  // namespace

const std::vector<MalformedClass>& malformed_cells() {
  static const std::vector<MalformedClass> rows = {
      {"CellSizeHighestBit", [] { return size_of_key(0x8000'0000, "found 2147483648 bytes"); }},
      {"CellSizeMinusOne", [] { return size_of_key(0xFFFF'FFFF, "an impossible size"); }},
      {"CellSizeZero", [] { return size_of_key(0, "leads to a free cell"); }},
      {"CellSizeNoMultipleOf8", [] { return size_of_key(0U - 84U, "a multiple of 8"); }},
      {"CellLargerThanItsBins", [] { return size_of_key(0U - 0x0100'0000U, "reaches beyond the hive bins"); }},
      {"CellTooShort", [] { return size_of_key(0U - 16U, "too short for its record"); }},
      {"CellShorterThanItsSize", [] { return size_of_key(0xFFFF'FFF8U, "expected at least 76 bytes, found 4 bytes"); }},
      {"CellIsFree", [] { return size_of_key(88, "found size 0x00000058"); }},
      {"ListMissing", [] { return list_at(0xFFFF'FFFF, "bad-cell", "a cell is missing"); }},
      {"ListOutside", [] { return list_at(0x7FFF'0000, "bad-cell", "outside the hive bins"); }},
      {"ListInVolatileStorage", [] { return list_at(0x8000'0020, "bad-cell", "outside the hive bins"); }},
      {"ListMisaligned", [] { return list_at(0x24, "bad-cell", "a multiple of 8"); }},
      {"ListInABinHeader", [] { return list_at(0, "bad-cell", "outside the hive bins"); }},
      {"EntryInTheMiddleOfACell", [] { return entry_at(8, "bad-cell", ""); }},
      {"EntryLeadsToAValue",
       [] {
         Machine machine;
         const std::uint64_t value = machine.at(CellKind::value, kClient, kSwitch);
         machine.set(machine.at(CellKind::subkey_list, kProtocol) + kListEntries,
                     static_cast<std::uint32_t>(value - 4096));
         return machine.broken("bad-cell").telling("too short").at(value);
       }},
      {"DataOutside",
       [] {
         Machine machine;
         const std::uint64_t value = machine.at(CellKind::value, kClient, kSwitch);
         return machine.set(value + 8, 4).set(value + kDataCell, 0x7FFF'FFF8).broken("bad-cell").at(0x8000'0FF8);
       }},
      {"DataInAFreeCell",
       [] {
         Machine machine;
         const std::uint64_t value = machine.at(CellKind::value, kClient, kSwitch);
         const std::uint32_t bin = machine.add_bin(0);
         machine.set(value + 8, 4).set(value + kDataCell, bin);
         return machine.broken("bad-cell").telling("free cell").at(0x1000ULL + bin);
       }},
  };
  return rows;
}

}  // namespace hiveaudit_tests
