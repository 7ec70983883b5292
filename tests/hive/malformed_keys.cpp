// Malformed: keys, their names and their places.

#include "tests/support/malformed_machine.h"

namespace hiveaudit_tests {
namespace {

using hive::Presence;

constexpr std::uint64_t kKeyFlags = 4 + 2;
constexpr std::uint64_t kLayer = 4 + 13;
constexpr std::uint64_t kParent = 4 + 16;
constexpr std::uint64_t kNameLength = 4 + 72;
constexpr std::uint64_t kName = 4 + 76;

Malformed field16(std::uint64_t field, std::uint32_t number, const char* code) {
  Machine machine;
  const std::uint64_t key = machine.at(CellKind::key, kClient);
  return machine.set16(key + field, number).broken(code).at(key);
}

Malformed layer(std::uint32_t number, Presence decided) {
  Machine machine;
  const std::uint64_t key = machine.at(CellKind::key, kClient);
  return machine.set8(key + kLayer, number).broken("layered-key").at(key).still(decided);
}

/// A second protocol whose name is shown like that of the first, or spoils a line or a terminal, with TLS 1.2 on.
Malformed neighbour(const std::string& name) {
  Machine machine([&](hive::regf::BuildKey& root) {
    hive::regf::BuildKey& other = descend_to(root, kProtocols).child(name).child("Client");
    other.set(dword_named(kSwitch, 1));
    other.set(dword_named("DisabledByDefault", 0));
  });
  return machine.broken("").still(Presence::present);
}

}  // namespace

const std::vector<MalformedClass>& malformed_keys() {
  static const std::vector<MalformedClass> rows = {
      {"KeyNameBeyondItsCell",
       [] { return field16(kNameLength, 0xFFF0, "bad-key-name").telling("found 65520 bytes"); }},
      {"KeyNameEmpty", [] { return field16(kNameLength, 0, "bad-key-name"); }},
      {"KeyNameShortened", [] { return field16(kNameLength, 3, "wrong-hash"); }},
      {"KeyNameOfHalfACharacter",
       [] {
         Machine machine;
         const std::uint64_t key = machine.at(CellKind::key, kClient);
         return machine.set16(key + kKeyFlags, 0).set16(key + kNameLength, 5).broken("bad-key-name").at(key);
       }},
      {"KeyNameChanged", [] { return field16(kName, 0x7878, "wrong-hash"); }},
      {"KeyIsNoKey", [] { return field16(4, 0x7878, "not-a-key").telling("0x7878"); }},
      {"KeyNameOfSixtyThousand",
       [] {
         Machine machine;
         const std::uint32_t parent = machine.cell(CellKind::key, kProtocol);
         const std::uint32_t key = machine.add_cell(key_body(std::string(60'000, 'C'), parent));
         machine.set(machine.at(CellKind::subkey_list, kProtocol) + 8, key);
         return machine.broken("bad-key-name").at(0x1000ULL + key);
       }},
      {"KeyNameWithNul", [] { return neighbour(std::string("TLS 1.2\0", 8)); }},
      {"KeyNameWithLines", [] { return neighbour("TLS 1.2\r\nTLS 1.2"); }},
      {"KeyNameWithEscapes", [] { return neighbour("TLS 1.2\x1b[2J\x07"); }},
      {"KeyNameWithLoneSurrogate", [] { return neighbour("TLS 1.2\xED\xA0\x80"); }},
      {"KeyNameWithMarks", [] { return neighbour("TLS 1.2\xE2\x80\xAE"); }},
      {"KeyNameOfSlashes", [] { return neighbour("TLS 1.2/Client"); }},
      {"TwoKeysOfOneName",
       [] {
         Machine machine;
         const std::string other = std::string(kProtocols) + "\\TLS 1.1";
         const std::uint64_t list = machine.at(CellKind::subkey_list, kProtocols) + 8;
         machine.set8(machine.at(CellKind::key, other) + kName + 6, '2');
         machine.set(list + 16 + 4, machine.read(list + 24 + 4));  // its hash too
         return machine.broken("duplicate-key").still(Presence::ambiguous);
       }},
      {"TwoKeysOfOneNameAndOneHash",
       [] {
         Machine machine;
         machine.set8(machine.at(CellKind::key, std::string(kProtocols) + "\\TLS 1.1") + kName + 6, '2');
         return machine.broken("duplicate-key").still(Presence::ambiguous);
       }},
      {"ParentIsAnother",
       [] {
         Machine machine;
         const std::uint64_t key = machine.at(CellKind::key, kClient);
         return machine.set(key + kParent, 0x20).broken("wrong-parent").at(key).still(Presence::present);
       }},
      {"ParentIsAnotherAndTheValueElsewhere",
       [] {
         Machine machine;
         const std::uint64_t key = machine.at(CellKind::key, kClient);
         return machine.set(key + kParent, 0x20)
             .set(key + 4 + 36, 0)
             .set(key + 4 + 40, 0xFFFF'FFFF)
             .broken("wrong-parent")
             .at(key);
       }},
      {"Tombstone", [] { return layer(1, Presence::unreadable); }},
      {"SupersedeLocal", [] { return layer(2, Presence::present); }},
      {"SupersedeTree", [] { return layer(3, Presence::present); }},
      {"SixHundredLevels",
       [] {
         Machine machine([](hive::regf::BuildKey& root) {
           hive::regf::BuildKey* key = &descend_to(root, kClient);
           for (int i = 0; i < 600; ++i) key = &key->child("Down");
         });
         return machine.broken("key-depth").still(Presence::present);
       }},
  };
  return rows;
}

}  // namespace hiveaudit_tests
