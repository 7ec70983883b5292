#include "hive/control_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "hive/control_set_name.h"
#include "hive/upcase.h"

namespace hive {
namespace {

Error located(Error error, const Hive& system, std::string key) {
  if (error.where.path.empty()) error.where.path = system.path();
  if (error.where.key.empty()) error.where.key = std::move(key);
  return error;
}

Error two_of(const Hive& system, const std::string& key, const std::string& what) {
  return Error{ErrorCode::corrupt, fmt::format("{} exists twice, so no control set can be named", what), "one " + what,
               "2", Location{system.path(), {}, key, {}}};
}

ControlSet failed(Error error) {
  ControlSet none;
  none.error = std::move(error);
  return none;
}

/// One DWORD of Select: its number, nothing with a reason, or an error.
struct Selected {
  std::optional<std::uint32_t> number;
  std::string why_not;
  std::optional<Error> error;
};

Selected read_selected(const Hive& system, const Key& select, const std::string& name) {
  const ValueLookup found = system.find_value(select, name);
  Selected selected;
  switch (found.presence) {
    case Presence::absent:
      selected.why_not = fmt::format("Select\\{} is absent", name);
      break;
    case Presence::ambiguous:
      selected.error = two_of(system, "Select", "Select\\" + name);
      break;
    case Presence::unreadable:
      selected.error = located(found.error.value_or(Error{}), system, "Select");
      break;
    case Presence::present:
      if (const auto number = read_dword(*found.value)) {
        selected.number = *number;
      } else {
        selected.why_not = fmt::format("Select\\{} is not a REG_DWORD of 4 bytes (found {}, {} bytes)", name,
                                       name_of(found.value->type), found.value->data.size());
      }
  }
  return selected;
}

void note_boot_history(const Hive& system, const Key& select, std::uint32_t current, std::vector<std::string>& notes) {
  const Selected by_default = read_selected(system, select, "Default");
  if (by_default.number && *by_default.number != current) {
    notes.push_back(
        fmt::format("Select\\Default is {} and Select\\Current is {}: the next boot may use another control set",
                    *by_default.number, current));
  }
  const Selected good = read_selected(system, select, "LastKnownGood");
  if (good.number && *good.number != 0) {
    const std::array<std::string, 1> path{fmt::format("ControlSet{:03}", *good.number)};
    if (system.find_key(path).presence == Presence::absent) {
      notes.push_back(fmt::format("Select\\LastKnownGood is {}, but {} does not exist", *good.number, path[0]));
    }
  }
  const Selected fail = read_selected(system, select, "Failed");
  if (fail.number && *fail.number != 0) {
    notes.push_back(
        fmt::format("Select\\Failed is {}: a boot failed and the last known good set was used", *fail.number));
  }
}

/// Without a usable Select: the only set (os.md 2.3). Of several any could be the one that boots; taking one
/// of them could hide what the other says.
ControlSet guess(const Hive& system, const Key& root, std::string reason) {
  Listing<Key> subkeys = system.list_subkeys(root);
  if (subkeys.error) return failed(located(*subkeys.error, system, ""));
  std::vector<ControlSet> sets;
  bool has_link_name = false;
  for (const Key& key : subkeys.items) {
    if (const auto number = control_set_number(key.name)) {
      ControlSet& set = sets.emplace_back();
      set.number = *number;
      set.key_name = key.name;
    }
    has_link_name = has_link_name || equal_names(key.name, "CurrentControlSet");
  }
  if (sets.size() != 1) {
    return failed(Error{ErrorCode::corrupt, fmt::format("no control set can be named: {}", reason),
                        "Select\\Current that names a ControlSetNNN, or a single ControlSetNNN",
                        has_link_name
                            ? fmt::format("{} ControlSetNNN and a key CurrentControlSet, which Windows ignores "
                                          "in a file",
                                          sets.size())
                            : fmt::format("{} ControlSetNNN", sets.size()),
                        Location{system.path(), {}, "Select", {}}});
  }
  ControlSet set = sets.front();
  set.notes.push_back(fmt::format("{}; {} is the only control set and is taken", reason, set.key_name));
  return set;
}

/// The set that Select names, when it exists; nothing with a reason when it does not.
std::optional<ControlSet> named_set(const Hive& system, std::uint32_t number, std::string& why_not) {
  ControlSet set;
  set.number = number;
  set.key_name = fmt::format("ControlSet{:03}", number);
  set.from_select = true;
  const std::array<std::string, 1> path{set.key_name};
  const KeyLookup key = system.find_key(path);
  switch (key.presence) {
    case Presence::present:
      return set;
    case Presence::ambiguous:
      return failed(two_of(system, set.key_name, set.key_name));
    case Presence::unreadable:
      return failed(located(key.error.value_or(Error{}), system, set.key_name));
    case Presence::absent:
      break;
  }
  why_not = fmt::format("Select\\Current is {}, but {} does not exist", number, set.key_name);
  return std::nullopt;
}

}  // namespace

ControlSet find_control_set(const Hive& system) {
  const KeyLookup root = system.root();
  if (!root.key) return failed(located(root.error.value_or(Error{}), system, ""));
  const KeyLookup select = system.find_key(std::array<std::string, 1>{"Select"});
  switch (select.presence) {
    case Presence::absent:
      return guess(system, *root.key, "the key Select is absent");
    case Presence::ambiguous:
      return failed(two_of(system, "Select", "Select"));
    case Presence::unreadable:
      return failed(located(select.error.value_or(Error{}), system, "Select"));
    case Presence::present:
      break;
  }
  const Selected current = read_selected(system, *select.key, "Current");
  if (current.error) return failed(*current.error);
  if (!current.number) return guess(system, *root.key, current.why_not);
  std::string why_not;
  std::optional<ControlSet> set = named_set(system, *current.number, why_not);
  if (!set) return guess(system, *root.key, why_not);
  if (!set->error) note_boot_history(system, *select.key, *current.number, set->notes);
  return *std::move(set);
}

}  // namespace hive
