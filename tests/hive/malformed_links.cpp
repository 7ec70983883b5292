// Malformed: symbolic links, and the selection of the control set.

#include <algorithm>

#include "tests/support/malformed_machine.h"

namespace hiveaudit_tests {
namespace {

using hive::Presence;
using hive::ValueType;

hive::Value link_to(std::string_view target) {
  hive::Value value{"SymbolicLinkValue", ValueType::link, {}, 0, true};
  for (const char c : target) {
    value.data.push_back(static_cast<std::byte>(c));
    value.data.push_back(std::byte{0});
  }
  return value;
}

void make_link(Machine& machine, std::string_view key) {
  const std::uint64_t flags = machine.at(CellKind::key, key) + 4 + 2;
  machine.set16(flags, (machine.read(flags) & 0xFFFFU) | 0x10U);
}

/// The protocol's key becomes a link with this value.
Malformed link(const hive::Value& target, const char* code, const char* says) {
  Machine machine([&](hive::regf::BuildKey& root) { descend_to(root, kProtocol).set(target); });
  make_link(machine, kProtocol);
  return machine.broken(code).telling(says);
}

Malformed link_chain() {
  const auto name = [](int i) { return "Chain" + std::to_string(100 + i); };
  constexpr int kLinks = 12;
  Machine machine([&](hive::regf::BuildKey& root) {
    for (int i = 0; i < kLinks; ++i) {
      root.child(name(i)).set(link_to("\\Registry\\Machine\\System\\" + name(i + 1)));
    }
    descend_to(root, name(kLinks) + "\\Client").set(dword_named(kSwitch, 1));
    descend_to(root, kProtocol).set(link_to("\\Registry\\Machine\\System\\" + name(0)));
  });
  make_link(machine, kProtocol);
  for (int i = 0; i < kLinks; ++i) make_link(machine, name(i));
  return machine.broken("limit_exceeded").telling("lead to each other");
}

/// Another control set, in which TLS 1.2 is on: taking it by mistake would pass the machine.
void add_second_set(hive::regf::BuildKey& root) {
  hive::regf::BuildKey other = descend_to(root, "ControlSet001");
  other.name = "ControlSet002";
  root.subkeys.push_back(other);
  descend_to(root, "ControlSet002\\Control\\SecurityProviders\\SCHANNEL\\Protocols").remove_child("TLS 1.2");
}

Malformed select_says(const hive::Value& current, const char* says) {
  Machine machine([&](hive::regf::BuildKey& root) {
    add_second_set(root);
    root.child("Select").set(current);
  });
  return machine.broken("corrupt").telling(says);
}

}  // namespace

const std::vector<MalformedClass>& malformed_links() {
  static const std::vector<MalformedClass> rows = {
      {"LinkToItself",
       [] {
         return link(link_to("\\Registry\\Machine\\System\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL"
                             "\\Protocols\\TLS 1.2"),
                     "limit_exceeded", "lead to each other");
       }},
      {"LinkChain", link_chain},
      {"LinkOutOfTheHives", [] { return link(link_to("\\Registry\\User\\S-1-5-18"), "unsupported", "out of the"); }},
      {"LinkToAnotherHive",
       [] { return link(link_to("\\Registry\\Machine\\SAM\\SAM"), "unsupported", "not among the inputs"); }},
      {"LinkWithoutTarget", [] { return link(dword_named("Other", 1), "corrupt", "no single target"); }},
      {"LinkOfAnotherType", [] { return link(dword_named("SymbolicLinkValue", 1), "wrong_type", "another type"); }},
      {"SelectIsAText",
       [] {
         hive::Value text = dword_named("Current", 1);
         text.type = ValueType::sz;
         return select_says(text, "is not a REG_DWORD");
       }},
      {"SelectNamesNoSet", [] { return select_says(dword_named("Current", 7), "does not exist"); }},
      {"SelectIsHuge", [] { return select_says(dword_named("Current", 0xFFFF'FFFF), "does not exist"); }},
      {"SelectIsMissing",
       [] {
         Machine machine([](hive::regf::BuildKey& root) {
           add_second_set(root);
           root.remove_child("Select");
         });
         return machine.broken("corrupt").telling("Select is absent");
       }},
      {"SelectCountsNoValues",
       [] {
         Machine machine(add_second_set);
         const std::uint64_t key = machine.at(CellKind::key, "Select");
         return machine.set(key + 4 + 36, 0).broken("value-count").at(key);
       }},
  };
  return rows;
}

}  // namespace hiveaudit_tests
