// Malformed: lists of subkeys.

#include <fmt/format.h>

#include <algorithm>

#include "tests/support/malformed_machine.h"

namespace hiveaudit_tests {
namespace {

using hive::Presence;

constexpr std::uint64_t kSubkeyCount = 4 + 20;
constexpr std::uint64_t kSubkeyList = 4 + 28;
constexpr std::uint64_t kListCount = 4 + 2;
constexpr std::uint64_t kListEntries = 4 + 4;

/// The list of all protocols is replaced.
Machine& with_list(Machine& machine, std::uint32_t list, std::uint32_t count) {
  const std::uint64_t key = machine.at(CellKind::key, kProtocols);
  return machine.set(key + kSubkeyList, list).set(key + kSubkeyCount, count);
}

Malformed list_of_itself() {
  Machine machine;
  const std::uint32_t list = machine.add_list("ri", {0});
  machine.set(0x1000 + list + kListEntries, list);
  return with_list(machine, list, 4).broken("list-cycle").at(0x1000 + list);
}

Malformed list_of_lists() {
  Machine machine;
  const std::uint32_t leaf = machine.cell(CellKind::subkey_list, kProtocols);
  const std::uint32_t inner = machine.add_list("ri", {leaf});
  const std::uint32_t outer = machine.add_list("ri", {inner});
  return with_list(machine, outer, 4).broken("list-nesting").at(0x1000 + inner);
}

/// Thirty levels, each naming the next one twice: 2^30 ways down.
Malformed lists_of_many_ways() {
  Machine machine;
  std::uint32_t list = machine.cell(CellKind::subkey_list, kProtocols);
  for (int level = 0; level < 30; ++level) list = machine.add_list("ri", {list, list});
  return with_list(machine, list, 4).broken("list-cycle").at(0x1000 + list);
}

Malformed one_leaf_many_times() {
  Machine machine;
  const std::uint32_t leaf = machine.cell(CellKind::subkey_list, kProtocols);
  const std::uint32_t list = machine.add_list("ri", std::vector<std::uint32_t>(4000, leaf));
  return with_list(machine, list, 4).broken("list-cycle").at(0x1000 + list).still(Presence::present);
}

/// Thirty thousand leaves of one entry, the last of them twice: none can be skipped without looking at all.
Malformed many_leaves_one_twice() {
  Machine machine;
  const std::uint32_t key = machine.cell(CellKind::key, fmt::format("{}\\SSL 3.0", kProtocols));
  std::vector<std::byte> body(8);
  put(body, 0, 0x0001'696C);  // "li", one entry
  put(body, 4, key);
  std::vector<std::uint32_t> leaves = machine.add_cells(std::vector<std::vector<std::byte>>(30'000, body));
  leaves.push_back(leaves.back());
  const std::uint32_t list = machine.add_list("ri", leaves);
  return with_list(machine, list, 30'001).broken("list-cycle").at(0x1000 + list);
}

/// The same key 65,535 times: copied each time, its long name alone would fill gigabytes.
Malformed one_key_many_times() {
  Machine machine;
  const std::uint32_t key =
      machine.add_cell(key_body(std::string(65'000, 'n'), machine.cell(CellKind::key, kProtocols)));
  const std::uint32_t list = machine.add_list("li", std::vector<std::uint32_t>(65'535, key));
  return with_list(machine, list, 65'535).broken("bad-key-name").at(0x1000 + key);
}
Malformed one_sound_key_many_times() {
  Machine machine;
  const std::uint32_t key = machine.cell(CellKind::key, fmt::format("{}\\TLS 1.0", kProtocols));
  const std::uint32_t list = machine.add_list("li", std::vector<std::uint32_t>(65'535, key));
  return with_list(machine, list, 65'535).broken("repeated-entry").at(0x1000 + list);
}

Malformed child_is(const char* key) {
  Machine machine;
  const std::uint32_t child = machine.cell(CellKind::key, key);
  const std::uint64_t entry = machine.at(CellKind::subkey_list, kProtocol) + kListEntries;
  return machine.set(entry, child).broken("key-cycle").at(0x1000 + child);
}

/// Thirty keys below the switch's own, each naming the next one twice.
Malformed keys_of_many_ways() {
  Machine machine;
  const std::vector<std::vector<std::byte>> bodies(30, key_body("Down", machine.cell(CellKind::key, kClient)));
  std::vector<std::uint32_t> keys = machine.add_cells(bodies);
  keys.insert(keys.begin(), machine.cell(CellKind::key, kClient));
  for (std::size_t i = 0; i + 1 < keys.size(); ++i) {
    const std::uint32_t list = machine.add_list("li", {keys[i + 1], keys[i + 1]});
    machine.set(0x1000 + keys[i] + kSubkeyList, list).set(0x1000 + keys[i] + kSubkeyCount, 2);
    machine.set(0x1000 + keys[i + 1] + 4 + 16, keys[i]);
  }
  return machine.broken("key-cycle").at(0x1000 + keys[1]).still(Presence::present);
}

Machine::Edit many_children() {
  return [](hive::regf::BuildKey& root) {
    hive::regf::BuildKey& parent = descend_to(root, kProtocols);
    parent.subkeys.reserve(160'004);
    for (int i = 0; i < 160'000; ++i) parent.subkeys.push_back({.name = "Key" + std::to_string(1'000'000 + i)});
  };
}

Malformed many_broken_children() {
  Machine machine(many_children());
  for (std::uint64_t cell = 4096 + 32; cell + 8 <= machine.size();) {
    const std::uint32_t raw = machine.read(cell);
    const std::uint32_t size = (raw & 0x8000'0000U) != 0 ? 0U - raw : raw;
    if (machine.read(cell + 4) << 16U == 0x6B6E'0000U && machine.read(cell + 4 + 76) == 0x3179'654B) {  // "Key1"
      machine.set16(cell + 4, 0x7878);
    }
    cell += size;
    if (cell % 4096 == 0) cell += 32;
  }
  return machine.broken("not-a-key").still(Presence::present);
}

Malformed swapped_entries() {
  Machine machine;
  const std::uint64_t first = machine.at(CellKind::subkey_list, kProtocols) + kListEntries;
  std::vector<std::byte>& bytes = machine.bytes();
  const auto entry = bytes.begin() + static_cast<std::ptrdiff_t>(first);
  std::swap_ranges(entry, entry + 8, entry + 24);  // the first and the last of four
  return machine.broken("unsorted-list").at(first - kListEntries).still(Presence::present);
}

Malformed count_of_key(std::uint32_t count) {
  Machine machine;
  const std::uint64_t key = machine.at(CellKind::key, kProtocol);
  return machine.set(key + kSubkeyCount, count).broken("subkey-count").at(key);
}

Malformed list_field(std::uint64_t field, std::uint32_t number, const char* code) {
  Machine machine;
  const std::uint64_t list = machine.at(CellKind::subkey_list, kProtocol);
  return machine.set16(list + field, number).broken(code).at(list);
}

}  // namespace

const std::vector<MalformedClass>& malformed_lists() {
  static const std::vector<MalformedClass> rows = {
      {"ListOfItself", list_of_itself},
      {"ListOfLists", list_of_lists},
      {"ListsOfManyWays", lists_of_many_ways},
      {"OneLeafManyTimes", one_leaf_many_times},
      {"ManyLeavesOneTwice", many_leaves_one_twice},
      {"OneKeyManyTimes", one_key_many_times},
      {"OneSoundKeyManyTimes", one_sound_key_many_times},
      {"KeyListsItself", [] { return child_is(kProtocol); }},
      {"KeyListsAnAncestor", [] { return child_is("ControlSet001"); }},
      {"KeysOfManyWays", keys_of_many_ways},
      {"ManyChildren", [] { return Machine(many_children()).broken("").still(Presence::present); }},
      {"ManyBrokenChildren", many_broken_children},
      {"SubkeyCountHuge", [] { return count_of_key(0x4000'0000).still(Presence::present); }},
      {"SubkeyCountZero", [] { return count_of_key(0); }},
      {"SubkeyCountTooHigh", [] { return count_of_key(2).still(Presence::present); }},
      {"ListCountHuge", [] { return list_field(kListCount, 0xFFFF, "list-too-long").still(Presence::present); }},
      {"ListCountZero",
       [] {
         Malformed none = list_field(kListCount, 0, "subkey-count");
         none.offset.reset();
         return none;
       }},
      {"ListOfAnotherKind", [] { return list_field(4, 0x7878, "not-a-list"); }},
      {"ListOutOfOrder", swapped_entries},
      {"HashWrong",
       [] {
         Machine machine;
         machine.set(machine.at(CellKind::subkey_list, kProtocol) + kListEntries + 4, 0x0BAD'0BAD);
         return machine.broken("wrong-hash").at(machine.at(CellKind::key, kClient)).still(Presence::present);
       }},
      {"EntryRepeated",
       [] {
         Machine machine;
         const std::uint64_t list = machine.at(CellKind::subkey_list, kProtocols);
         const std::uint64_t last = list + kListEntries + 24;
         return machine.set(last, machine.read(last - 8)).broken("repeated-entry").at(list);
       }},
  };
  return rows;
}

}  // namespace hiveaudit_tests
