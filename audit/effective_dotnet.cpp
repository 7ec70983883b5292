// .NET Framework: os.md 16.4 and 12.1. Two values and two switches say whether a program that does not choose by
// itself follows SCHANNEL, gets the strong set, or the weak one; what is read and what absence means depends on
// what the program was built for, which is data.

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "audit/dotnet_overrides.h"
#include "audit/effective_stacks.h"
#include "hive/utf16.h"

namespace audit {
namespace {

const char* const kFramework = "HKLM\\SOFTWARE\\Microsoft\\.NETFramework";

/// What may be true of a switch that is on or off, and why both may.
struct Flag {
  bool may_be_on;
  bool may_be_off;
  Why why;
};

/// An AppContext switch of the machine (os.md N11): text "true" or "false"; anything else is not there.
struct Switch {
  enum class Is { yes, no, unset, unknown };
  Is is = Is::unset;
  Why why{};  ///< when unknown
};

Switch read_switch(const Machine& machine, bool wow64, const std::string& name, Draft& draft) {
  const hive::RegistryPath key = in_view(hive::child(key_of(kFramework), "AppContext"), wow64);
  const SharedLookup& found = machine.registry.find_value(key, name);
  const hive::Lookup& seen = *found;
  if (seen.presence == hive::Presence::absent) return {};
  if (seen.presence != hive::Presence::present || !seen.value->complete) {
    Switch unread{Switch::Is::unknown, why_unread(seen)};
    draft.step(fmt::format("The switch {} is not known: {}.", name, unread.why.text), found);
    return unread;
  }
  std::string text;
  if (seen.value->type == hive::ValueType::sz) {
    if (const auto read = hive::read_string(*seen.value)) text = *read;
  }
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (text != "true" && text != "false") {
    draft.step(fmt::format("The switch {} holds neither true nor false and is ignored.", name), found);
    return {};
  }
  draft.step(fmt::format("The switch {} is {}, which changes what an absent value means.", name, text), found);
  return {text == "true" ? Switch::Is::yes : Switch::Is::no};
}

/// What an absent value means once the switch, which is named after the weak choice, was asked.
Flag default_of(bool by_row, const Switch& weak) {
  switch (weak.is) {
    case Switch::Is::yes:
      return {false, true, {}};
    case Switch::Is::no:
      return {true, false, {}};
    case Switch::Is::unset:
      return {by_row, !by_row, {}};
    case Switch::Is::unknown:
      break;
  }
  return {true, true, weak.why};
}

/// os.md N1 to N3: with default off only exactly 1 turns on; with default on only exactly 0 turns off.
Flag flag_of(const Number& value, const Flag& by_default) {
  if (value.is == Number::Is::unknown) return {true, true, value.why};
  const bool is_number = value.is == Number::Is::number;
  return {.may_be_on = (by_default.may_be_on && !(is_number && value.number == 0)) ||
                       (by_default.may_be_off && is_number && value.number == 1),
          .may_be_off = (by_default.may_be_on && is_number && value.number == 0) ||
                        (by_default.may_be_off && !(is_number && value.number == 1)),
          .why = by_default.why};
}

/// Both values of one view, and the switches that stand behind them.
struct Settings {
  Number strong;
  Number system_default;
  Switch weak_crypto;
  Switch no_system_default;
};

Settings read_settings(const Machine& machine, bool clr4, bool wow64, Draft& draft) {
  const hive::RegistryPath key = in_view(hive::child(key_of(kFramework), clr4 ? "v4.0.30319" : "v2.0.50727"), wow64);
  Settings settings;
  settings.strong = read_number(machine.registry, key, "SchUseStrongCrypto");
  settings.system_default = read_number(machine.registry, key, "SystemDefaultTlsVersions");
  for (const Number* value : {&settings.strong, &settings.system_default}) {
    draft.step(told(*value) + (value->is == Number::Is::wrong_type ? ", which .NET passes over" : ""), value->seen);
  }
  if (!clr4) return settings;
  settings.weak_crypto = read_switch(machine, wow64, "Switch.System.Net.DontEnableSchUseStrongCrypto", draft);
  settings.no_system_default =
      read_switch(machine, wow64, "Switch.System.Net.DontEnableSystemDefaultTlsVersions", draft);
  return settings;
}

std::string program_words(std::string_view clr, std::string_view target) {
  if (clr == "2") return "A .NET 2.0 to 3.5 program";
  if (target == "46") return "A program built for .NET 4.6 to 4.6.2";
  if (target == "47") return "A program built for .NET 4.7 or later";
  return "A program built for .NET 4.5.2 or earlier";
}

/// What one row leaves possible: to follow SCHANNEL, or one of two masks.
struct Choices {
  std::vector<Mask> masks;
  bool may_follow = false;
  bool may_be_weak = false;      ///< a program that does not follow SCHANNEL may get the old set
  bool perhaps_follows = false;  ///< or takes the masks: this version may lack the update that reads the value
  std::string follow_basis = "application";
  Why why;
};

void add_row(Choices& out, const rules::DotNetDefault& row, Settings settings, const std::string& program) {
  if (!row.reads_switches) settings.weak_crypto = settings.no_system_default = Switch{};
  const bool has_system = settings.system_default.is == Number::Is::number;
  const bool has_strong = settings.strong.is == Number::Is::number;
  Flag system{false, true, {}};
  if (row.reads_system_default) {
    system = flag_of(settings.system_default, default_of(row.system_default_on, settings.no_system_default));
  }
  if (row.perhaps_reads_system_default && system.may_be_on) {
    out.perhaps_follows = true;
    system.may_be_off = true;
  }
  Flag strong{false, true, {}};
  if (row.reads_strong) strong = flag_of(settings.strong, default_of(row.strong_default_on, settings.weak_crypto));
  out.may_be_weak = out.may_be_weak || strong.may_be_off;
  if (system.may_be_on) {
    out.may_follow = true;
    if (has_system && settings.system_default.number == 1) out.follow_basis = "value";
  }
  const std::string_view basis =
      (has_strong && row.reads_strong) || (has_system && row.reads_system_default) ? "value" : "application";
  if (system.may_be_off && strong.may_be_on) {
    out.masks.push_back({row.strong_mask, std::string(basis), program + " gets the strong set, which"});
  }
  if (system.may_be_off && strong.may_be_off) {
    out.masks.push_back({row.weak_mask, std::string(basis), program + " gets the old set, which"});
  }
  for (const Flag* flag : {&system, &strong}) {
    if (flag->may_be_on && flag->may_be_off) out.why = stronger(out.why, flag->why);
  }
}

/// Where only an update that leaves no trace makes the value count, both answers are tried: what the system offers,
/// and what the masks do.
Choices settled(const Machine& machine, Choices choices, const Cell& client, std::size_t protocol) {
  if (!choices.perhaps_follows) return choices;
  const auto has = [&](const Mask& mask) { return (mask.bits & rules::kClientBits[protocol]) != 0; };
  const bool by_system = may_be(client, CellState::on);
  const bool by_mask =
      std::ranges::all_of(choices.masks, has) && (by_system || may_be(client, CellState::explicit_only));
  const bool follow = by_system == by_mask || machine.at_best() == by_system;
  if (follow) choices.masks.clear();
  if (!follow) choices.may_follow = false;
  return choices;
}

/// Known not to be installed. A row that names builds says that those ship it, whatever the keys of the setup say.
const Fact* not_installed(const Facts& facts, std::string_view clr, const Chosen<rules::DotNetDefault>& chosen) {
  const auto is_absent = [&](std::string_view id) {
    const Fact* fact = facts.find(id);
    return fact != nullptr && fact->state == Fact::State::absent ? fact : nullptr;
  };
  if (clr == "2") return is_absent("dotnet35.installed");
  const bool shipped =
      std::ranges::any_of(chosen.rows, [](const rules::DotNetDefault* row) { return !row->applies.machines.empty(); });
  if (shipped || is_absent("dotnet4.release") == nullptr) return nullptr;
  return is_absent("dotnet4.installed");
}

}  // namespace

Cells dotnet_cells(const Machine& machine, std::string_view clr, std::string_view target, bool wow64,
                   const Cells& client) {
  const auto chosen = choose(machine.defaults.dotnet, machine.facts, [&](const rules::DotNetDefault& row) {
    return row.clr == clr && (row.target == target || row.target == "any");
  });
  const std::string program = program_words(clr, target);
  const Fact* missing = not_installed(machine.facts, clr, chosen);

  Draft shared;
  Choices all;
  LeftOut left_out;
  if (missing == nullptr) {
    const Settings settings = read_settings(machine, clr == "4", wow64, shared);
    for (const rules::DotNetDefault* row : chosen.rows) {
      shared.rest_on(row->basis);
      rest_on_facts(shared, row->applies.facts, machine.facts);
      add_row(all, *row, settings, program);
    }
    if (clr == "4") left_out = find_left_out(shared, machine, wow64, all.may_be_weak);
    all.why = stronger(all.why, chosen.why);
    if (chosen.may_be_none) {
      add_any_mask(all.masks, ~0U, "application", program + " gets a set that");
    }
  }

  Cells cells;
  for (std::size_t protocol = 0; protocol < cells.size(); ++protocol) {
    Draft draft = shared;
    if (missing != nullptr) {
      const bool never = client[protocol].state == CellState::unsupported;
      if (never) rest_on_client(draft, machine, client, protocol);
      draft.step(fmt::format("{}: not found", missing->title), missing->seen);
      draft.may_be({CellState::unsupported, never ? "default" : "application",
                    never ? client[protocol].reason
                          : std::string(clr == "2" ? ".NET Framework 3.5 is not installed, so no such program runs."
                                                   : ".NET Framework 4 is not installed, so no such program runs.")});
      cells[protocol] = finish(std::move(draft), protocol);
      continue;
    }
    rest_on_client(draft, machine, client, protocol);
    const Choices choices = settled(machine, all, client[protocol], protocol);
    if (choices.may_follow) {
      offer_system_default(draft, program, choices.follow_basis, client[protocol], protocol);
      // Where all masks agree with SCHANNEL there is one answer, and this reason is not asked.
      if (!choices.masks.empty()) draft.doubt(choices.why);
    }
    if (!choices.masks.empty()) offer(draft, machine, choices.masks, choices.why, client, protocol);
    cells[protocol] = finish(std::move(draft), protocol);
  }
  cells[rules::kTls12].left_out = std::move(left_out.programs);
  cells[rules::kTls12].left_out_doubt = left_out.doubt;
  return cells;
}

}  // namespace audit
