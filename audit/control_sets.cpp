#include "audit/control_sets.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "hive/upcase.h"

namespace audit {
namespace {

const std::vector<std::string> kSystem{"SYSTEM"};

std::uint32_t number_of(const std::string& key_name) {
  constexpr std::string_view kStem = "ControlSet";
  if (key_name.size() != kStem.size() + 3 || !hive::equal_names(key_name.substr(0, kStem.size()), kStem)) return 0;
  std::uint32_t number = 0;
  const char* last = key_name.data() + key_name.size();
  const auto [end, failed] = std::from_chars(key_name.data() + kStem.size(), last, number);
  return failed == std::errc() && end == last ? number : 0;
}

}  // namespace

std::vector<NamedSet> control_sets(const hive::Registry& registry) {
  std::vector<NamedSet> sets;
  if (!registry.has_machine_hive(kSystem.front())) return sets;
  for (const hive::Key& key : registry.subkeys({hive::Root::hklm, kSystem}).items.items) {
    if (const std::uint32_t number = number_of(key.name)) sets.push_back({number, key.name});
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
