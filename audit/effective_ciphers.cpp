// TLS 1.2 without a cipher suite is off, whatever the protocol keys say: os.md 16.1, cipher feasibility.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "audit/cipher_suites.h"
#include "audit/effective_parts.h"

namespace audit {
namespace {

// os.md 8.1
constexpr std::string_view kPolicy = "HKLM\\SOFTWARE\\Policies\\Microsoft\\Cryptography\\Configuration\\SSL\\00010002";
constexpr std::string_view kLocal =
    "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Cryptography\\Configuration\\Local\\SSL\\00010002";
constexpr std::string_view kImplemented =
    "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Cryptography\\Configuration\\Local\\Default\\00010002";
constexpr std::string_view kSwitches = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\";

enum class Is { yes, no, unknown };

/// A list of cipher suites as far as it is known.
struct SuiteList {
  enum class State { absent, read, odd_type, unknown };
  State state = State::absent;
  std::string title;  ///< a noun phrase
  std::vector<std::string> names;
  bool other_type = false;  ///< readable, but not of the type that Windows writes
  Why why;                  ///< when unknown
  hive::Lookup seen;
};

/// os.md C4: a list of the other text type is taken as it is meant.
SuiteList read_list(const Machine& machine, std::string_view key, std::string title, hive::ValueType usual) {
  SuiteList list;
  list.title = std::move(title);
  list.seen = machine.registry.find_value(key_of(key), "Functions");
  if (list.seen.presence == hive::Presence::absent) return list;
  if (list.seen.presence != hive::Presence::present || !list.seen.value->complete) {
    list.state = SuiteList::State::unknown;
    list.why = why_unread(list.seen);
    return list;
  }
  list.state = SuiteList::State::read;
  list.other_type = list.seen.value->type != usual;
  if (auto lines = hive::read_multi_string(*list.seen.value)) {
    list.names = *std::move(lines);
    if (list.other_type) list.names = split_suites(fmt::format("{}", fmt::join(list.names, ",")));
  } else if (const auto line = hive::read_string(*list.seen.value)) {
    list.names = split_suites(*line);
    if (list.names.empty() && !line->empty()) list.names.push_back(*line);
  } else {
    list.state = SuiteList::State::odd_type;
  }
  return list;
}

bool decides(const SuiteList& policy) {
  return policy.state == SuiteList::State::odd_type || policy.state == SuiteList::State::unknown ||
         !policy.names.empty();
}

/// What this installation can do at all (os.md 8.3).
class Implemented {
 public:
  explicit Implemented(const Machine& machine) : found_(machine.registry.subkeys(key_of(kImplemented))) {
    for (const hive::Key& key : found_.items.items) {
      exact_.insert(key.name);
      plain_.insert(std::string(without_curve(key.name)));
    }
  }
  const hive::Lookup& seen() const { return found_.key; }

  /// `exact`: the curve counts too.
  Is has(const std::string& name, bool exact, Why& why) const {
    if (found_.key.presence == hive::Presence::absent) return Is::yes;
    if (found_.key.presence != hive::Presence::present) {
      why = stronger(why, why_unread(found_.key));
      return Is::unknown;
    }
    if (exact ? exact_.contains(name) : plain_.contains(std::string(without_curve(name)))) return Is::yes;
    if (found_.key.hive_absent) {
      why = stronger(why, why_unread(found_.key));
      return Is::unknown;
    }
    if (found_.items.error) {
      why = stronger(why, {Doubt::unreadable, "the list of implemented cipher suites could not be read to its end"});
      return Is::unknown;
    }
    return exact_.empty() ? Is::yes : Is::no;
  }

 private:
  hive::Registry::SubkeyNames found_;
  std::set<std::string> exact_;
  std::set<std::string> plain_;
};

/// The switches that were looked at, each read once.
class Switches {
 public:
  explicit Switches(const Machine& machine) : machine_(&machine) {}

  Is all_on(const std::vector<std::string>& keys, Why& why) {
    Is all = Is::yes;
    for (const std::string& key : keys) {
      auto found = read_.find(key);
      if (found == read_.end()) {
        found =
            read_.emplace(key, read_number(machine_->registry, key_of(std::string(kSwitches) + key), "Enabled")).first;
      }
      const Number& number = found->second;
      if (is_off(number)) all = Is::no;
      if (number.is != Number::Is::unknown) continue;
      why = stronger(why, number.why);
      if (all == Is::yes) all = Is::unknown;
    }
    return all;
  }

  static bool is_off(const Number& number) {
    return number.is == Number::Is::wrong_type || (number.is == Number::Is::number && number.number == 0);
  }
  const std::map<std::string, Number>& looked_at() const { return read_; }

 private:
  const Machine* machine_;
  std::map<std::string, Number> read_;
};

/// How many names of a list get how far.
struct Count {
  std::size_t known = 0;
  std::size_t implemented = 0;  ///< known, and surely or perhaps implemented
  std::size_t usable = 0;       ///< surely
  std::size_t perhaps = 0;
  Why why;  ///< when there are some of those
};

Count count_usable(const rules::CipherDefault& row, const std::vector<std::string>& names, bool own_list,
                   const Implemented& implemented, Switches& switches) {
  Count count;
  for (const std::string& name : names) {
    const auto plain = own_list ? std::optional<std::string_view>(name) : known_suite(row, name);
    const auto keys = plain ? switches_of(*plain) : std::nullopt;
    if (!keys) continue;
    ++count.known;
    Why why;
    const Is is_there = implemented.has(name, row.curve_in_name && !own_list, why);
    if (is_there == Is::no) continue;
    ++count.implemented;
    const Is on = switches.all_on(*keys, why);
    if (on == Is::no) continue;
    const bool sure = is_there == Is::yes && on == Is::yes;
    ++(sure ? count.usable : count.perhaps);
    if (!sure) count.why = stronger(count.why, why);
  }
  return count;
}

std::string why_none(const SuiteList& list, const Count& count, const Switches& switches) {
  if (list.state == SuiteList::State::odd_type) {
    return fmt::format("{} is {}, and what Windows makes of that is not documented", list.title,
                       hive::name_of(list.seen.value->type));
  }
  if (count.known == 0) {
    return fmt::format("{} names none that this version of Windows can use for it", list.title);
  }
  if (count.implemented == 0) return fmt::format("this installation has none of those that {} names", list.title);
  std::vector<std::string> off;
  for (const auto& [key, number] : switches.looked_at()) {
    if (Switches::is_off(number)) off.push_back(key);
  }
  return fmt::format("all that {} names need an algorithm that is switched off ({})", list.title, fmt::join(off, ", "));
}

std::vector<std::string> default_names(const rules::CipherDefault& row) {
  std::vector<std::string> names;
  for (const rules::CipherDefault::Suite& suite : row.suites) {
    if (suite.is_default) names.push_back(suite.name);
  }
  return names;
}

bool is_spoken(const Answer& answer) {
  return answer.state == CellState::on || answer.state == CellState::explicit_only;
}

/// The list that counts, with the steps that lead to it.
SuiteList list_of(const Machine& machine, Draft& draft) {
  SuiteList policy = read_list(machine, kPolicy, "the cipher suite policy", hive::ValueType::sz);
  if (policy.state == SuiteList::State::unknown && policy.seen.hive_absent) {
    draft.step("the policy for cipher suites was not seen: its hive is not among the inputs", policy.seen);
    draft.confidence = rules::weaker(draft.confidence, rules::Confidence::medium);
  } else if (decides(policy)) {
    return policy;
  } else {
    draft.step("no cipher suite policy is set", policy.seen);
  }
  return read_list(machine, kLocal, "the local list of cipher suites", hive::ValueType::multi_sz);
}

}  // namespace

void require_cipher(Draft& draft, const Machine& machine) {
  if (std::ranges::none_of(draft.answers, is_spoken)) return;
  const auto chosen = choose(machine.defaults.ciphers, machine.facts, [](const rules::CipherDefault&) { return true; });
  if (chosen.rows.empty()) return;

  SuiteList list = list_of(machine, draft);
  const bool own_list = list.state == SuiteList::State::absent;
  if (own_list) {
    draft.step("no local list of cipher suites is stored, so the one that Windows comes with counts", list.seen);
    list.title = "the list that Windows comes with";
  }
  const Implemented implemented(machine);
  Switches switches(machine);
  bool some = false;
  std::string none;
  for (const rules::CipherDefault* row : chosen.rows) {
    draft.rest_on(row->basis);
    if (list.state == SuiteList::State::unknown) {
      some = true;
      none = list.why.text;
      draft.doubt(list.why);
      draft.step(list.title + " is not known: " + list.why.text, list.seen);
      break;
    }
    const std::vector<std::string> names = own_list ? default_names(*row) : list.names;
    const Count count = count_usable(*row, names, own_list, implemented, switches);
    if (!own_list) {
      draft.step(fmt::format("{} names {} suites; {} of them can serve TLS 1.2", list.title, names.size(),
                             count.usable + count.perhaps),
                 list.seen);
    }
    some = some || count.usable > 0 || count.perhaps > 0;
    if (count.usable > 0) continue;
    none = why_none(list, count, switches);
    if (count.perhaps > 0) draft.doubt(count.why);
    if (count.implemented < count.known) draft.step("not every suite is implemented", implemented.seen());
  }
  for (const auto& [key, number] : switches.looked_at()) {
    if (Switches::is_off(number)) draft.step(fmt::format("{}: {}", key, told(number)), number.seen);
    if (Switches::is_off(number) && number.is == Number::Is::wrong_type && !none.empty()) {
      draft.confidence = rules::Confidence::low;
    }
  }
  if (list.other_type || list.state == SuiteList::State::odd_type) draft.confidence = rules::Confidence::low;
  if (none.empty()) return;

  Answer off{CellState::off, "cipher", fmt::format("No cipher suite that TLS 1.2 needs is left: {}.", none)};
  if (some) {
    draft.doubt(chosen.why);
    draft.may_be(std::move(off));
    return;
  }
  std::erase_if(draft.answers, [](const Answer& answer) { return answer.state != CellState::unsupported; });
  draft.may_be(std::move(off));
}

}  // namespace audit
