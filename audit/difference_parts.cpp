#include "audit/difference_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <map>
#include <utility>

#include "audit/report_words.h"

namespace audit {
namespace {

struct Machine {
  const InstallationRow* installation;
  std::string target;
  std::string label;  ///< empty when its target has no other
  std::string name;
};

std::vector<Machine> machines_of(const Report& report) {
  std::vector<Machine> machines;
  for (const TargetRow& target : report.targets) {
    const bool several = target.installations.size() > 1;
    for (const InstallationRow& installation : target.installations) {
      const std::string label = several ? installation.label : "";
      machines.push_back({&installation, target.name, label, several ? target.name + " " + label : target.name});
    }
  }
  return machines;
}

std::string listed(const std::vector<std::string>& words) {
  if (words.empty()) return "nothing";
  std::string text = words.front();
  for (std::size_t i = 1; i < words.size(); ++i) text += (i + 1 == words.size() ? " and " : ", ") + words[i];
  return text;
}

std::string state_words(const std::string& state) {
  if (state == "explicit-only") return "only for programs that ask for it";
  return state.empty() ? "not told" : state;
}

/// The stack is told on one side alone: a user came or went.
std::string one_sided(const StackDifference& row, bool is_new) {
  std::vector<std::string> on;
  for (const ProtocolDifference& it : row.protocols) {
    if ((is_new ? it.after : it.before) == "on") on.push_back(it.protocol);
  }
  return is_new ? "told only now, offers " + listed(on) : "told only before, offered " + listed(on);
}

std::string changes_of(const StackDifference& row) {
  std::vector<std::string> lost;
  std::vector<std::string> gained;
  std::string other;
  for (const ProtocolDifference& it : row.protocols) {
    if (it.after == "on") {
      gained.push_back(it.protocol);
    } else if (it.before == "on" && (it.after == "off" || it.after == "unsupported")) {
      lost.push_back(it.protocol);
    } else {
      other += fmt::format("{}{} was {} and is {}", other.empty() ? "" : "; ", it.protocol, state_words(it.before),
                           state_words(it.after));
    }
  }
  if (lost.empty() && gained.empty()) return other;
  const std::string moved = fmt::format("lost {}, gained {}", listed(lost), listed(gained));
  return other.empty() ? moved : moved + "; " + other;
}

bool lost_tls12(const ProtocolDifference& it) {
  return it.protocol == "TLS 1.2" && it.before == "on" &&
         (it.after == "off" || it.after == "unsupported" || it.after == "explicit-only");
}

std::string sentence_of(const StackDifference& row, const std::string& arch) {
  std::string text = stack_name(row.stack, arch).title;
  if (row.scope != "HKLM") text += " of " + scope_name(row.scope);
  const bool is_new = std::ranges::all_of(row.protocols, &std::string::empty, &ProtocolDifference::before);
  const bool is_gone = std::ranges::all_of(row.protocols, &std::string::empty, &ProtocolDifference::after);
  return text + ": " + (is_new || is_gone ? one_sided(row, is_new) : changes_of(row));
}

using HivePlace = std::pair<std::string, std::string>;  // role, user

HivePlace place_of(const HiveRow& hive) { return {hive.role, hive.user.value_or("")}; }

}  // namespace

std::vector<MachinePair> machine_pairs(const Report& before, const Report& after, Difference& difference,
                                       std::vector<MachinePair>& alone) {
  static const InstallationRow kNothing;
  std::vector<std::string>& notes = difference.notes;
  std::vector<Machine> left = machines_of(before);
  const std::vector<Machine> right = machines_of(after);
  std::vector<MachinePair> pairs;
  if (left.size() == 1 && right.size() == 1) {
    if (left[0].name != right[0].name) {
      notes.push_back(fmt::format("{} is compared with {}: each side has one machine.", left[0].name, right[0].name));
    }
    return {{left[0].installation, right[0].installation, right[0].name}};
  }
  for (const Machine& machine : right) {
    const auto partner = std::ranges::find_if(left, [&machine](const Machine& other) {
      return other.target == machine.target && other.label == machine.label;
    });
    if (partner == left.end()) {
      ++difference.unmatched;
      alone.push_back({&kNothing, machine.installation, machine.name});
      notes.push_back(fmt::format("{} is in the newer report alone.", machine.name));
      continue;
    }
    pairs.push_back({partner->installation, machine.installation, machine.name});
    left.erase(partner);
  }
  for (const Machine& machine : left) notes.push_back(fmt::format("{} is in the older report alone.", machine.name));
  difference.unmatched += left.size();
  difference.missing = left.size();
  return pairs;
}

void compare_effective(const MachinePair& pair, Difference& difference) {
  using Cells = std::map<std::pair<std::string, std::string>, std::map<std::string, std::string>>;
  const auto cells_of = [](const InstallationRow& machine) {
    Cells cells;
    for (const EffectiveRow& row : machine.effective) cells[{row.scope, row.stack}][row.protocol] = row.state;
    return cells;
  };
  const Cells before = cells_of(*pair.before);
  const Cells after = cells_of(*pair.after);
  const auto state_in = [](const Cells& cells, const EffectiveRow& row) {
    const auto stack = cells.find({row.scope, row.stack});
    if (stack == cells.end()) return std::string();
    const auto state = stack->second.find(row.protocol);
    return state == stack->second.end() ? std::string() : state->second;
  };
  std::vector<StackDifference> changed;
  std::map<std::pair<std::string, std::string>, std::size_t> places;  // of the stacks in `changed`
  const auto add = [&](const EffectiveRow& row) {
    ProtocolDifference protocol{row.protocol, state_in(before, row), state_in(after, row)};
    if (protocol.before == protocol.after) return;
    const auto [stack, is_new] = places.try_emplace({row.scope, row.stack}, changed.size());
    if (is_new) changed.push_back({pair.name, row.scope, row.stack, {}, ""});
    changed[stack->second].protocols.push_back(std::move(protocol));
  };
  for (const EffectiveRow& row : pair.after->effective) add(row);
  for (const EffectiveRow& row : pair.before->effective) {
    if (state_in(after, row).empty()) add(row);
  }
  for (StackDifference& row : changed) {
    row.sentence = sentence_of(row, pair.after->os.arch);
    row.lost_tls12 = std::ranges::any_of(row.protocols, lost_tls12);
    difference.effective.push_back(std::move(row));
  }
}

void compare_facts(const MachinePair& pair, Difference& difference) {
  using Values = std::map<std::string_view, std::optional<std::string>>;
  const auto values_of = [](const InstallationRow& machine) {
    Values values;
    for (const FactRow& fact : machine.facts) {
      values[fact.id] = fact.state == "unknown" ? std::nullopt : std::optional(fact.value);
    }
    return values;
  };
  const Values before = values_of(*pair.before);
  const Values after = values_of(*pair.after);
  const auto value_in = [](const Values& values, const std::string& id) {
    const auto value = values.find(id);
    return value == values.end() ? std::nullopt : value->second;
  };
  const auto add = [&](const std::string& id) {
    FactDifference row{pair.name, id, value_in(before, id), value_in(after, id)};
    if (row.before != row.after) difference.facts.push_back(std::move(row));
  };
  for (const FactRow& fact : pair.after->facts) add(fact.id);
  for (const FactRow& fact : pair.before->facts) {
    if (!after.contains(fact.id)) add(fact.id);
  }
}

void compare_hives(const MachinePair& pair, Difference& difference) {
  std::map<HivePlace, std::deque<const HiveRow*>> left;
  for (const HiveRow& hive : pair.before->hives) left[place_of(hive)].push_back(&hive);
  for (const HiveRow& after : pair.after->hives) {
    auto& partners = left[place_of(after)];
    HiveDifference row{pair.name, after.role, after.user, "added", std::nullopt, after.sha256};
    if (!partners.empty()) {
      const HiveRow& before = *partners.front();
      partners.pop_front();
      row.before = before.sha256;
      const bool hashed = before.sha256 && after.sha256;
      const bool same_size = before.size_bytes == after.size_bytes;
      row.state = hashed ? (before.sha256 == after.sha256 ? "" : "changed") : (same_size ? "not_hashed" : "changed");
    }
    if (!row.state.empty()) difference.hives.push_back(std::move(row));
  }
  for (const auto& [place, hives] : left) {
    for (const HiveRow* before : hives) {
      difference.hives.push_back({pair.name, before->role, before->user, "removed", before->sha256, std::nullopt});
    }
  }
}

}  // namespace audit
