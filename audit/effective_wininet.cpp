// WinINet of one user: os.md 16.3 and 11. Policy of the machine, policy of the user, setting of the user, setting
// of the machine, default of Internet Explorer; the first valid value counts.

#include <fmt/format.h>

#include <algorithm>

#include "audit/effective_stacks.h"

namespace audit {
namespace {

const char* const kMachinePolicy = "HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\CurrentVersion\\Internet Settings";
const char* const kUserPolicy = "HKCU\\Software\\Policies\\Microsoft\\Windows\\CurrentVersion\\Internet Settings";
const char* const kUser = "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings";
const char* const kMachine = "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Internet Settings";
const char* const kName = "SecureProtocols";
constexpr std::uint32_t kLegalBits = 0x2AA8;

/// One place where the set may be written.
struct Written {
  std::string words;  ///< a noun phrase that begins a sentence
  bool is_policy;
  Number value;
  bool counts() const { return value.is == Number::Is::number; }
};

/// What the values make of the set, before a version of Windows removes bits.
struct Sets {
  std::vector<Mask> masks;              ///< the values that may count, each for itself
  std::optional<Written> first;         ///< the first of policy and user's setting
  std::vector<Written> of_machine;      ///< per view; looked at when nothing before decided
  std::optional<std::uint32_t> beside;  ///< what counts if Security_HKLM_only does not reach this value
  bool uses_default;                    ///< the default rows decide, or may
  Why why;                              ///< why there are several
  Why unseen;                           ///< a place of higher rank lies in a hive that is absent
};

class Places {
 public:
  Places(const Machine& machine, std::size_t user, Draft& draft, Sets& sets)
      : machine_(&machine), user_(user), draft_(&draft), sets_(&sets) {}

  Written look(const char* key, const char* words, bool wow64 = false) {
    Written written{words, key == std::string_view(kMachinePolicy) || key == std::string_view(kUserPolicy),
                    read_number(machine_->registry, in_view(key_of(key), wow64), kName, user_)};
    const Number& value = written.value;
    draft_->step(fmt::format("{}: {}", words, told(value)), value.seen);
    if (value.is == Number::Is::wrong_type) {
      draft_->step("A value of another type is passed over.");
      draft_->confidence = rules::Confidence::low;
    } else if (value.is == Number::Is::unknown && value.why.doubt == Doubt::hive_absent) {
      sets_->unseen = value.why;
    } else if (value.is == Number::Is::unknown) {
      may_be_anything(words, value.why);
    }
    return written;
  }

  void may_be_anything(const char* words, const Why& why) {
    add_any_mask(sets_->masks, ~0U, "policy", words);
    sets_->why = stronger(sets_->why, why);
  }

 private:
  const Machine* machine_;
  std::size_t user_;
  Draft* draft_;
  Sets* sets_;
};

Sets read_sets(const Machine& machine, std::size_t user, Draft& draft) {
  Sets sets{};
  Places places{machine, user, draft, sets};
  Written policy = places.look(kMachinePolicy, "The policy of the machine");
  if (policy.counts()) {
    sets.first = std::move(policy);
    return sets;
  }
  Written own = places.look(kUserPolicy, "The policy of the user");
  const Number machine_only = read_number(machine.registry, key_of(kMachinePolicy), "Security_HKLM_only");
  draft.step(told(machine_only), machine_only.seen);
  // Only 1 is documented; what another number or a text does is not, and then either setting may count.
  const bool only_machine =
      machine_only.is == Number::Is::wrong_type || (machine_only.is == Number::Is::number && machine_only.number != 0);
  if (machine_only.is == Number::Is::unknown && machine_only.why.doubt != Doubt::hive_absent) {
    places.may_be_anything("The setting of the machine", machine_only.why);
  }
  if (!own.counts()) own = places.look(kUser, "The setting of the user");
  if (own.counts() && !only_machine) {
    sets.first = std::move(own);
    return sets;
  }
  // os.md 11.1: known for zones; that it holds for the protocols too is concluded.
  if (own.counts()) sets.beside = own.value.number;
  sets.of_machine.push_back(places.look(kMachine, "The setting of the machine"));
  if (machine.facts.text("os.arch") != "x86") {
    sets.of_machine.push_back(places.look(kMachine, "The setting of the machine for 32-bit programs", true));
  }
  return sets;
}

/// What a value makes of a default: itself; with a bit that no version knows, perhaps the default all the same.
std::uint32_t bits_of(const Machine& machine, std::uint32_t value, std::uint32_t by_default) {
  return (value & ~kLegalBits) == 0 ? value : machine.either(value, by_default);
}

bool is_odd(const Written& written) { return written.counts() && (written.value.number & ~kLegalBits) != 0; }

bool needs_default(const Sets& sets) {
  if (sets.first) return is_odd(*sets.first);
  return std::ranges::any_of(sets.of_machine, [](const Written& w) { return !w.counts() || is_odd(w); });
}

/// The set that one default leads to.
Mask resolved(const Machine& machine, const Sets& sets, std::uint32_t by_default, std::string_view default_words) {
  const auto mask_of = [&](const Written& written) {
    return Mask{bits_of(machine, written.value.number, by_default), written.is_policy ? "policy" : "value",
                fmt::format("{} ({} {:#010x})", written.words, kName, written.value.number)};
  };
  if (sets.first) return mask_of(*sets.first);
  Mask mask{by_default, "default", std::string(default_words)};
  std::optional<std::uint32_t> bits;
  for (const Written& written : sets.of_machine) {
    const std::uint32_t view = written.counts() ? bits_of(machine, written.value.number, by_default) : by_default;
    if (written.counts()) mask = mask_of(written);
    bits = bits ? machine.either(*bits, view) : view;
  }
  mask.bits = bits.value_or(by_default);
  if (!sets.beside) return mask;
  return {machine.either(mask.bits, *sets.beside), "value", "With Security_HKLM_only, the setting that counts"};
}

/// EnableInsecureTlsFallback brings removed protocols back, wherever it is not 0 (os.md 11.3, 16.3).
struct Fallback {
  bool may_be_on = false;
  bool is_on = false;
  Why why;
};

Fallback read_fallback(const Machine& machine, std::size_t user, Draft& draft) {
  Fallback fallback;
  const auto look = [&](const hive::RegistryPath& key) {
    const Number value = read_number(machine.registry, key, "EnableInsecureTlsFallback", user);
    draft.step(told(value), value.seen);
    if (value.is == Number::Is::number && value.number != 0) fallback.is_on = true;
    if (value.is == Number::Is::unknown) {
      fallback.may_be_on = true;
      fallback.why = stronger(fallback.why, value.why);
    }
  };
  for (const char* key : {kMachinePolicy, kUserPolicy, kUser, kMachine}) look(key_of(key));
  if (machine.facts.text("os.arch") != "x86") look(in_view(key_of(kMachine), true));
  fallback.may_be_on = fallback.may_be_on || fallback.is_on;
  return fallback;
}

/// The default rows: what they remove, and the sets that they lead to.
struct Removed {
  std::uint32_t may = 0;
  std::uint32_t must = 0;
};

Removed apply_rows(const Machine& machine, const Chosen<rules::WinInetDefault>& chosen, Sets& sets, Draft& draft) {
  Removed removed{0, chosen.may_be_none ? 0 : ~0U};
  for (const rules::WinInetDefault* row : chosen.rows) {
    removed.may |= row->removes;
    removed.must &= row->removes;
    if (sets.uses_default || row->removes != 0) {
      draft.rest_on(row->basis);
      rest_on_facts(draft, row->applies.facts, machine.facts);
    }
    if (!sets.uses_default) continue;
    draft.step(fmt::format("The default of WinINet here is {:#010x}.", row->mask));
    sets.masks.push_back(resolved(machine, sets, row->mask, "The default of WinINet in this version of Windows"));
  }
  if (!sets.uses_default) sets.masks.push_back(resolved(machine, sets, 0, ""));
  if (sets.uses_default && chosen.may_be_none) {
    for (const std::uint32_t bits : {0U, ~0U, ~rules::kClientBits[rules::kSsl20]})
      sets.masks.push_back(resolved(machine, sets, bits, "The default of WinINet"));
  }
  return removed;
}

}  // namespace

Cells wininet_cells(const Machine& machine, const hive::User& user, const Cells& client) {
  const auto chosen =
      choose(machine.defaults.wininet, machine.facts, [](const rules::WinInetDefault&) { return true; });
  Draft shared;
  Sets sets = read_sets(machine, user.registry_user, shared);
  sets.uses_default = needs_default(sets);
  Removed removed = apply_rows(machine, chosen, sets, shared);
  if (sets.uses_default) {
    sets.why = stronger(sets.why, chosen.why);
    sets.why = stronger(sets.why, sets.unseen);
  }
  const Fallback fallback = removed.may != 0 ? read_fallback(machine, user.registry_user, shared) : Fallback{};
  if (fallback.is_on) removed = {0, 0};

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
    if ((removed.may & bit) != 0) {
      const Mask none{0, "default", "This version of Windows, whatever is stored,"};
      if ((removed.must & bit) != 0 && !fallback.may_be_on) {
        masks = {none};
      } else {
        masks.push_back(none);
        why = stronger(why, (removed.must & bit) != 0 ? fallback.why : chosen.why);
        why = stronger(why, fallback.why);
      }
    }
    rest_on_client(draft, machine, client, protocol);
    offer(draft, machine, masks, why, client, protocol);
    cells[protocol] = finish(std::move(draft), protocol);
  }
  return cells;
}

}  // namespace audit
