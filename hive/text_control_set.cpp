#include "hive/text_control_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "hive/control_set_name.h"
#include "hive/regf/builder.h"
#include "hive/upcase.h"

namespace hive {
namespace {

ControlSet named(std::string key_name) {
  ControlSet set;
  set.number = control_set_number(key_name).value_or(0);
  set.key_name = std::move(key_name);
  set.from_select = true;
  return set;
}

}  // namespace

void TextControlSets::look_at(const RegTextKey& key, bool covers) {
  if (key.root != "HKEY_LOCAL_MACHINE" || key.deleted) return;
  if (key.segments.empty()) whole_system_ = whole_system_ || covers;
  if (key.segments.empty() || !equal_names(key.segments[0], "SYSTEM")) return;
  if (key.segments.size() == 1) {
    whole_system_ = whole_system_ || covers;
    return;
  }
  const std::string& name = key.segments[1];
  const bool known = std::ranges::any_of(sets_, [&](const std::string& set) { return equal_names(set, name); });
  if (control_set_number(name) && !known) sets_.push_back(name);
  names_current_ = names_current_ || equal_names(name, "CurrentControlSet");
  if (key.segments.size() != 2 || !equal_names(name, "Select")) return;
  constexpr std::array<std::string_view, 3> kAsked{"Current", "Default", "Failed"};
  for (const Value& value : key.values) {
    if (std::ranges::none_of(kAsked, [&](std::string_view asked) { return equal_names(asked, value.name); })) continue;
    std::erase_if(select_, [&](const Value& other) { return equal_names(other.name, value.name); });
    select_.push_back(value);
  }
}

ControlSet TextControlSets::current(const std::string& path) const {
  if (select_.empty() && names_current_) {
    if (sets_.size() > 1) return named("CurrentControlSet");
    return sets_.empty() ? named("ControlSet001") : named(sets_.front());
  }
  if (select_.empty() && !whole_system_) {
    if (sets_.empty()) return {};  // no question about it can be answered
    if (sets_.size() == 1) {
      ControlSet set = named(sets_.front());
      set.from_select = false;
      set.notes.push_back(fmt::format(
          "no text holds SYSTEM\\Select; {} is the only control set that they name and is taken", set.key_name));
      return set;
    }
  }
  // The same question to a hive with these keys is answered with the same words.
  regf::BuildKey root{.name = "ROOT"};
  if (!select_.empty()) {
    regf::BuildKey& select = root.child("Select");
    for (const Value& value : select_) select.set(value);
  }
  for (const std::string& set : sets_) root.child(set);
  for (const Value& value : select_) {
    const auto number = read_dword(value);
    // Where a text holds a part of SYSTEM, or the set by its other name, the set that boots need not be named.
    const bool may_be_elsewhere = names_current_ || !whole_system_;
    if (equal_names(value.name, "Current") && number && may_be_elsewhere) {
      root.child(fmt::format("ControlSet{:03}", *number));
    }
  }
  auto hive = Hive::open(open_memory(regf::build_hive(root)), path);
  if (hive) return find_control_set(*hive);
  ControlSet none;
  none.error = hive.error();
  return none;
}

}  // namespace hive
