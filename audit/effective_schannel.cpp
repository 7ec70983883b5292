// SCHANNEL: os.md 16.1, with the defaults of os.md 4.2 as data.

#include <fmt/format.h>

#include "audit/effective_stacks.h"

namespace audit {
namespace {

/// What the algorithm tells apart in a value.
enum class Setting { unset, zero, nonzero, bad };

std::vector<Setting> settings_of(const Machine& machine, const Number& number) {
  switch (number.is) {
    case Number::Is::absent:
      return {Setting::unset};
    case Number::Is::number:
      return {number.number == 0 ? Setting::zero : Setting::nonzero};
    case Number::Is::wrong_type:
      return {machine.at_best() ? Setting::unset : Setting::bad};
    case Number::Is::unknown:
      break;
  }
  return {Setting::unset, Setting::zero, Setting::nonzero, Setting::bad};
}

/// The values of one protocol and role.
struct Pair {
  Setting enabled = Setting::unset;
  Setting disabled_by_default = Setting::unset;
};

constexpr std::string_view kUndocumented = "what Windows makes of that is not documented";

/// os.md 16.1, the state of one protocol.
Answer answer(const Machine& machine, const rules::SchannelDefault::Protocol& row, const Pair& pair,
              std::string_view name) {
  using enum Setting;
  const bool offered = row.support == rules::Support::offered;
  if (row.support == rules::Support::unsupported) {
    return {CellState::unsupported, "default", fmt::format("This version of Windows cannot speak {}.", name)};
  }
  if (pair.enabled == zero) {
    return {CellState::off, "value", fmt::format("Enabled is 0, which turns {} off for every program.", name)};
  }
  if (pair.enabled == bad) {
    return {CellState::off, "value",
            fmt::format("Enabled has the wrong type; {}, so {} is taken as off.", kUndocumented, name)};
  }
  if (row.explicit_needs_value && pair.enabled != nonzero && pair.disabled_by_default != zero) {
    return {CellState::off, pair.disabled_by_default == unset ? "default" : "value",
            fmt::format("This version of Windows no longer offers {} unless a value turns it on.", name)};
  }
  if (pair.disabled_by_default == unset && pair.enabled == unset) {
    if (offered)
      return {CellState::on, "default", fmt::format("Nothing is set, and this version of Windows offers {}.", name)};
    return {
        CellState::explicit_only, "default",
        fmt::format("Nothing is set, and this version of Windows offers {} only to programs that ask for it.", name)};
  }
  if (pair.disabled_by_default == unset) {
    // os.md P8, R17: the pair with one value is not specified; the edition of 2023 would call it on.
    if (offered || !row.enabled_alone_is_explicit || machine.at_best()) {
      return {CellState::on, "value", fmt::format("Enabled is not 0, which turns {} on.", name)};
    }
    return {CellState::explicit_only, "value",
            fmt::format("Enabled is not 0, but DisabledByDefault is not set to 0 and this version of Windows offers {} "
                        "only to programs that ask for it.",
                        name)};
  }
  if (pair.disabled_by_default == bad) {
    return {CellState::explicit_only, "value",
            fmt::format("DisabledByDefault has the wrong type; {}, so {} is taken as kept for programs that ask.",
                        kUndocumented, name)};
  }
  if (pair.disabled_by_default == nonzero) {
    return {CellState::explicit_only, "value",
            fmt::format("DisabledByDefault is not 0, so {} is offered only to programs that ask for it.", name)};
  }
  return {CellState::on, "value", fmt::format("DisabledByDefault is 0, which turns {} on.", name)};
}

std::string_view word_of(rules::Support support) {
  switch (support) {
    case rules::Support::offered:
      return "offered to every program";
    case rules::Support::supported:
      return "offered only to programs that ask";
    case rules::Support::unsupported:
      break;
  }
  return "not supported";
}

/// FIPS mode removes SSL 2.0 and 3.0 (os.md 9, 16.1).
bool fips_removes(std::size_t protocol) { return protocol == rules::kSsl20 || protocol == rules::kSsl30; }

struct Fips {
  Number value;
  bool may_be_on() const { return value.is == Number::Is::unknown || is_on(); }
  bool is_on() const { return is_fips_on(value); }
};

Draft draft_protocol(const Machine& machine, const Chosen<rules::SchannelDefault>& chosen, std::size_t protocol,
                     bool server, const Fips& fips) {
  const std::string_view name = rules::kProtocols[protocol];
  const hive::RegistryPath key{hive::Root::hklm,
                               {"SYSTEM", "CurrentControlSet", "Control", "SecurityProviders", "SCHANNEL", "Protocols",
                                std::string(name), server ? "Server" : "Client"}};
  const Number enabled = read_number(machine.registry, key, "Enabled");
  const Number by_default = read_number(machine.registry, key, "DisabledByDefault");

  Draft draft;
  draft.step(told(enabled), enabled.seen);
  draft.step(told(by_default), by_default.seen);
  if (fips_removes(protocol)) draft.step("FIPS mode: " + told(fips.value), fips.value.seen);
  for (const rules::SchannelDefault* row : chosen.rows) {
    const rules::SchannelDefault::Protocol& own = row->protocols[protocol];
    draft.rest_on(row->basis);
    rest_on_facts(draft, row->applies.facts, machine.facts);
    draft.step(fmt::format("When nothing is set, {} is {} by this version of Windows.", name, word_of(own.support)));
    for (const Setting en : settings_of(machine, enabled)) {
      for (const Setting dbd : settings_of(machine, by_default)) {
        const Answer plain = answer(machine, own, Pair{en, dbd}, name);
        const bool removable = fips_removes(protocol) && plain.state != CellState::unsupported &&
                               plain.state != CellState::off && fips.may_be_on();
        if (!removable || !fips.is_on()) draft.may_be(plain);
        if (removable) draft.may_be({CellState::off, "fips", fmt::format("FIPS mode is on, which removes {}.", name)});
      }
    }
  }
  if (chosen.rows.empty()) {
    // No row: nothing is known of this Windows, only that Enabled=0 would turn the protocol off.
    const rules::SchannelDefault::Protocol any{.support = rules::Support::offered};
    for (const Setting en : settings_of(machine, enabled))
      draft.may_be(answer(machine, any, Pair{en, Setting::unset}, name));
    draft.may_be({CellState::unsupported, "default", fmt::format("This version of Windows cannot speak {}.", name)});
  } else if (chosen.may_be_none) {
    // Some rows may hold and none surely does: a Windows that no row covers may lack the protocol.
    draft.may_be({CellState::unsupported, "default", fmt::format("This version of Windows cannot speak {}.", name)});
  }
  draft.doubt(chosen.why);
  draft.doubt(enabled.why);
  draft.doubt(by_default.why);
  if (fips_removes(protocol)) draft.doubt(fips.value.why);
  const bool bad = enabled.is == Number::Is::wrong_type || by_default.is == Number::Is::wrong_type;
  if (bad) draft.confidence = rules::Confidence::low;
  if (protocol == rules::kTls12 || protocol == rules::kTls13) require_cipher(draft, machine, protocol);
  return draft;
}

/// A hello in the format of SSL 2.0 cannot offer TLS 1.2 (os.md P17, 16.1).
void note_old_hello(Cells& cells) {
  const auto is_usable = [](const Cell& cell) {
    return cell.state == CellState::on || cell.state == CellState::explicit_only;
  };
  Cell& tls12 = cells[rules::kTls12];
  if (cells[rules::kSsl20].state != CellState::on || !is_usable(tls12)) return;
  tls12.chain.insert(tls12.chain.end() - 1,
                     Step{"SSL 2.0 is on too: a greeting in its old format keeps TLS 1.2 from being used.", {}});
}

}  // namespace

Number read_fips(const Machine& machine) {
  const auto key = key_of("HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa");
  const auto build = machine.facts.number("os.build");
  if (build && *build < 6000) return read_number(machine.registry, key, "FIPSAlgorithmPolicy");
  return read_number(machine.registry, hive::child(key, "FIPSAlgorithmPolicy"), "Enabled");
}

bool is_fips_on(const Number& fips) { return fips.is == Number::Is::number && fips.number == 1; }

Cells schannel_cells(const Machine& machine, bool server) {
  const std::string_view role = server ? "server" : "client";
  const auto chosen = choose(machine.defaults.schannel, machine.facts,
                             [&](const rules::SchannelDefault& row) { return row.role == role || row.role == "both"; });
  const Fips fips{read_fips(machine)};
  Cells cells;
  for (std::size_t protocol = 0; protocol < cells.size(); ++protocol) {
    cells[protocol] = finish(draft_protocol(machine, chosen, protocol, server, fips), protocol);
  }
  if (server) return cells;
  note_old_hello(cells);
  for (const std::size_t protocol : {rules::kTls12, rules::kTls13}) {
    const auto& left = machine.pass.feasible[protocol];
    if (left && left->none.empty()) cells[protocol].unreachable = left->unreachable;
  }
  return cells;
}

}  // namespace audit
