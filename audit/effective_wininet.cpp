// WinINet of one user: os.md 16.3 and 11. Policy of the machine, policy of the user, setting of the user, setting
// of the machine, default of Internet Explorer; the first valid value counts.

#include <fmt/format.h>

#include <algorithm>

#include "audit/effective_parts.h"

namespace audit {
namespace {

const char* const kMachinePolicy = "HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\CurrentVersion\\Internet Settings";
const char* const kUserPolicy = "HKCU\\Software\\Policies\\Microsoft\\Windows\\CurrentVersion\\Internet Settings";
const char* const kUser = "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings";
const char* const kMachine = "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings";
const char* const kName = "SecureProtocols";

/// What the values make of the set, before a version of Windows removes bits.
struct Sets {
  std::vector<Mask> masks;
  bool uses_default = false;  ///< no value surely counts: the default rows decide, or may
  Why why;                    ///< why there are several
  Why unseen;                 ///< a place of higher rank lies in a hive that is absent
};

struct Places {
  const Machine& machine;
  std::size_t user;
  Draft& draft;
  Sets& sets;

  /// Looks at one place. True when it decides and nothing below counts.
  bool look(const char* key, const char* words, bool wow64 = false) {
    const std::optional<std::size_t> reader = user;
    const Number value = read_number(machine.registry, in_view(key_of(key), wow64), kName, reader);
    draft.step(fmt::format("{}: {}", words, told(value)), value.seen);
    switch (value.is) {
      case Number::Is::absent:
        return false;
      case Number::Is::wrong_type:
        draft.step("A value of another type is passed over.");
        draft.confidence = rules::Confidence::low;
        return false;
      case Number::Is::unknown:
        if (value.why.doubt == Doubt::hive_absent) {
          sets.unseen = value.why;
        } else {
          sets.masks.push_back({0, "policy", words});
          sets.masks.push_back({~0U, "policy", words});
          sets.why = stronger(sets.why, value.why);
        }
        return false;
      case Number::Is::number:
        break;
    }
    const bool policy = key == std::string_view(kMachinePolicy) || key == std::string_view(kUserPolicy);
    sets.masks.push_back(
        {value.number, policy ? "policy" : "value", fmt::format("{} ({} {:#010x})", words, kName, value.number)});
    return true;
  }

  /// The machine's setting as native and as 32-bit programs see it; both must decide for the default not to.
  bool look_at_machine() {
    const bool native = look(kMachine, "The setting of the machine");
    if (machine.facts.text("os.arch") == "x86") return native;
    const bool wow64 = look(kMachine, "The setting of the machine for 32-bit programs", true);
    if (native || wow64) {
      sets.why = stronger(sets.why, Why{Doubt::unknown_fact, "64-bit and 32-bit programs may read different settings"});
    }
    return native && wow64;
  }
};

Sets read_sets(const Machine& machine, std::size_t user, Draft& draft) {
  Sets sets;
  Places places{machine, user, draft, sets};
  if (places.look(kMachinePolicy, "The policy of the machine")) return sets;
  if (places.look(kUserPolicy, "The policy of the user")) return sets;
  const Number machine_only = read_number(machine.registry, key_of(kMachinePolicy), "Security_HKLM_only");
  draft.step(told(machine_only), machine_only.seen);
  const bool only_machine = machine_only.is == Number::Is::number && machine_only.number == 1;
  if (machine_only.is == Number::Is::unknown && machine_only.why.doubt != Doubt::hive_absent) {
    sets.masks.push_back({0, "policy", "The setting of the machine"});
    sets.masks.push_back({~0U, "policy", "The setting of the machine"});
    sets.why = stronger(sets.why, machine_only.why);
  }
  if (!only_machine && places.look(kUser, "The setting of the user")) return sets;
  sets.uses_default = !places.look_at_machine();
  return sets;
}

/// EnableInsecureTlsFallback brings removed protocols back, wherever it is not 0 (os.md 11.3, 16.3).
struct Fallback {
  bool may_be_on = false;
  bool is_on = false;
  Why why;
};

Fallback read_fallback(const Machine& machine, std::size_t user, Draft& draft) {
  Fallback fallback;
  for (const char* key : {kMachinePolicy, kUserPolicy, kUser, kMachine}) {
    const Number value = read_number(machine.registry, key_of(key), "EnableInsecureTlsFallback", user);
    draft.step(told(value), value.seen);
    if (value.is == Number::Is::number && value.number != 0) fallback.is_on = true;
    if (value.is == Number::Is::unknown) {
      fallback.may_be_on = true;
      fallback.why = stronger(fallback.why, value.why);
    }
  }
  fallback.may_be_on = fallback.may_be_on || fallback.is_on;
  return fallback;
}

}  // namespace

Cells wininet_cells(const Machine& machine, const hive::User& user, const Cells& client) {
  const auto chosen =
      choose(machine.defaults.wininet, machine.facts, [](const rules::WinInetDefault&) { return true; });
  Draft shared;
  Sets sets = read_sets(machine, user.registry_user, shared);
  std::uint32_t may_remove = 0;
  std::uint32_t must_remove = chosen.may_be_none ? 0 : ~0U;
  for (const rules::WinInetDefault* row : chosen.rows) {
    may_remove |= row->removes;
    must_remove &= row->removes;
    if (sets.uses_default || row->removes != 0) {
      shared.rest_on(row->basis);
      rest_on_facts(shared, row->applies.facts, machine.facts);
    }
    if (!sets.uses_default) continue;
    shared.step(fmt::format("The default of WinINet here is {:#010x}.", row->mask));
    sets.masks.push_back({row->mask, "default", "The default of WinINet in this version of Windows"});
  }
  if (sets.uses_default && chosen.may_be_none) {
    sets.masks.push_back({0, "default", "The default of WinINet"});
    sets.masks.push_back({~0U, "default", "The default of WinINet"});
  }
  if (sets.uses_default) {
    sets.why = stronger(sets.why, chosen.why);
    sets.why = stronger(sets.why, sets.unseen);
  }
  const Fallback fallback = may_remove != 0 ? read_fallback(machine, user.registry_user, shared) : Fallback{};
  if (fallback.is_on) may_remove = must_remove = 0;

  Cells cells;
  for (std::size_t protocol = 0; protocol < cells.size(); ++protocol) {
    const std::uint32_t bit = rules::kClientBits[protocol];
    Draft draft = shared;
    std::vector<Mask> masks = sets.masks;
    Why why = sets.why;
    const bool some = std::ranges::any_of(masks, [&](const Mask& mask) { return (mask.bits & bit) != 0; });
    if (sets.unseen.doubt != Doubt::none && (some || sets.uses_default)) {
      // A policy that we did not see could say otherwise; only what is off already is told all the same.
      draft.step(fmt::format("The policy of the machine was not seen: {}.", sets.unseen.text));
      if (sets.uses_default) masks.push_back({bit, "default", "A setting of the machine"});
      masks.push_back({0, "policy", "A policy of the machine"});
      why = stronger(why, sets.unseen);
    } else if (sets.unseen.doubt != Doubt::none) {
      draft.step("The policy of the machine was not seen, and nobody else offers this protocol.");
      draft.confidence = rules::weaker(draft.confidence, rules::Confidence::medium);
    }
    if ((may_remove & bit) != 0) {
      const Mask removed{0, "default", "This version of Windows, whatever is stored,"};
      if ((must_remove & bit) != 0 && !fallback.may_be_on) {
        masks = {removed};
      } else {
        masks.push_back(removed);
        why = stronger(why, (must_remove & bit) != 0 ? fallback.why : chosen.why);
        why = stronger(why, fallback.why);
      }
    }
    rest_on_client(draft, client[protocol]);
    offer(draft, masks, why, client[protocol], protocol);
    cells[protocol] = finish(std::move(draft), protocol);
  }
  return cells;
}

}  // namespace audit
