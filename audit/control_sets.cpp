#include "audit/control_sets.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "hive/control_set_name.h"

namespace audit {
namespace {

const std::vector<std::string> kSystem{"SYSTEM"};

}  // namespace

std::vector<NamedSet> control_sets(const hive::Registry& registry) {
  std::vector<NamedSet> sets;
  if (!registry.has_machine_hive(kSystem.front())) return sets;
  for (const hive::Key& key : registry.subkeys({hive::Root::hklm, kSystem}).items.items) {
    // No Select names the number 0.
    if (const auto number = hive::control_set_number(key.name).value_or(0)) sets.push_back({number, key.name});
  }
  std::ranges::sort(sets, {}, &NamedSet::number);
  const auto same = [](const NamedSet& left, const NamedSet& right) { return left.number == right.number; };
  sets.erase(std::unique(sets.begin(), sets.end(), same), sets.end());
  for (const char* name : {"Current", "Default", "LastKnownGood", "Failed"}) {
    const hive::Lookup seen = registry.find_value({hive::Root::hklm, {"SYSTEM", "Select"}}, name);
    if (!seen.value) continue;
    const auto number = hive::read_dword(*seen.value);
    for (NamedSet& set : sets) {
      if (number && *number == set.number) set.called.emplace_back(name);
    }
  }
  return sets;
}

std::string shown_name(const NamedSet& set) {
  return set.called.empty() ? set.key_name : fmt::format("{} ({})", set.key_name, fmt::join(set.called, ", "));
}

hive::ControlSet as_control_set(const NamedSet& set) {
  hive::ControlSet chosen;
  chosen.number = set.number;
  chosen.key_name = set.key_name;
  return chosen;
}

}  // namespace audit
