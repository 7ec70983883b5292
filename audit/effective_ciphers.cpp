// TLS 1.2 or 1.3 without a cipher suite is off, whatever the protocol keys say: os.md 16.1, cipher feasibility.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>

#include "audit/cipher_suites.h"
#include "audit/one_text.h"
#include "audit/suite_list.h"
#include "rules/vocabulary.h"

namespace audit {
namespace {

constexpr std::string_view kSwitches = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\";
constexpr std::string_view kRsaKeys = "KeyExchangeAlgorithms\\PKCS";
/// os.md 5: either of them switched off makes TLS 1.2 unusable. At best, only the suites that name it are lost.
constexpr std::array kSha2 = {std::string_view("Hashes\\SHA256"), std::string_view("Hashes\\SHA384")};

bool is_off(const Number& number) {
  return number.is == Number::Is::wrong_type || (number.is == Number::Is::number && number.number == 0);
}

/// The switches that were looked at, each read once.
class Switches {
 public:
  explicit Switches(const Machine& machine) : machine_(&machine) {}

  Is all_on(const std::vector<std::string_view>& keys, Why& why) {
    Is all = Is::yes;
    for (const std::string_view key : keys) {
      auto found = read_.find(key);
      if (found == read_.end()) {
        found =
            read_.emplace(key, read_number(machine_->registry, key_of(one_text({kSwitches, key})), "Enabled")).first;
      }
      const Number& number = found->second;
      if (number.is == Number::Is::wrong_type && machine_->at_best()) continue;
      if (is_off(number)) all = Is::no;
      if (number.is != Number::Is::unknown) continue;
      why = stronger(why, number.why);
      if (all == Is::yes) all = Is::unknown;
    }
    return all;
  }
  const std::map<std::string_view, Number>& looked_at() const { return read_; }

 private:
  const Machine* machine_;
  std::map<std::string_view, Number> read_;
};

/// How many names of a list get how far.
struct Count {
  std::size_t known = 0;
  std::size_t implemented = 0;  ///< known, and surely or perhaps implemented
  std::size_t usable = 0;       ///< surely
  std::size_t perhaps = 0;
  std::vector<std::string_view> accepted_by;  ///< services that take one of those that are surely usable
  Why why;                                    ///< when there are some of those
};

/// What else stands between a suite and its use, the same for all suites of a machine.
struct Limits {
  bool fips;
  Curves curves;
  bool keys_of_2048;  ///< os.md 5: RSA keys of the usual length are not refused

  bool allows(std::string_view name) const {
    return !name.starts_with("TLS_ECDHE_") || !curves.limited || !curves.names.empty();
  }
  /// Whether a service that takes the suite takes it with these limits too (os.md C6).
  bool reaches(std::string_view name, std::string_view service) const {
    if (!keys_of_2048 && name.find("RSA_") != std::string_view::npos) return false;
    if (!curves.limited || name.starts_with("TLS_RSA_")) return true;
    const auto is_common = [&](const std::string& curve) {
      return curve.starts_with("NistP") || (curve == "curve25519" && service == "microsoft-365");
    };
    return std::ranges::any_of(curves.names, is_common);
  }
};

Limits read_limits(const Machine& machine, bool has_curves, Draft& draft) {
  Limits limits{};
  limits.fips = is_fips_on(read_fips(machine));
  if (has_curves) limits.curves = curves_in_use(machine, limits.fips, draft);
  const hive::RegistryPath key = key_of(std::string(kSwitches) + std::string(kRsaKeys));
  const Number least = read_number(machine.registry, key, "ClientMinKeyBitLength");
  const Number most = read_number(machine.registry, key, "ClientMaxKeyBitLength");
  const bool too_long = least.is == Number::Is::number && least.number > 2048;
  const bool too_short = most.is == Number::Is::number && most.number != 0 && most.number < 2048;
  limits.keys_of_2048 = !too_long && !too_short;
  if (too_long)
    draft.step(fmt::format("{}: {}, which refuses RSA keys of 2048 bits", kRsaKeys, told(least)), least.seen);
  if (too_short)
    draft.step(fmt::format("{}: {}, which refuses RSA keys of 2048 bits", kRsaKeys, told(most)), most.seen);
  return limits;
}

/// The suites of one protocol in the list that counts, one by one.
class Counter {
 public:
  Counter(const Machine& machine, std::size_t protocol, bool own_list)
      : protocol_(protocol), own_list_(own_list), machine_(machine), implemented_(machine), switches_(machine) {}

  Count count(const rules::CipherDefault& row, const std::vector<std::string>& names, const Limits& limits) {
    Count count;
    for (const std::string& name : names) {
      const rules::CipherDefault::Suite* suite = known_suite(row, name, protocol_, own_list_);
      if (suite != nullptr) add(count, row, *suite, name, limits);
    }
    return count;
  }
  SharedLookup seen() const { return implemented_.seen(); }
  const Switches& switches() const { return switches_; }

 private:
  void add(Count& count, const rules::CipherDefault& row, const rules::CipherDefault::Suite& suite,
           const std::string& name, const Limits& limits) {
    auto keys = switches_of(suite.name);
    if (!keys) return;
    if (loses_all_with_sha2()) keys->insert(keys->end(), kSha2.begin(), kSha2.end());
    ++count.known;
    Why why;
    const bool exact = row.curve_in_name && !own_list_;
    const Is is_there = implemented_.has(name, exact, why);
    if (is_there == Is::no) return;
    ++count.implemented;
    const Is on = switches_.all_on(*keys, why);
    if (on == Is::no || (limits.fips && !suite.in_fips) || !limits.allows(suite.name)) return;
    const Why curves = suite.name.starts_with("TLS_ECDHE_") ? limits.curves.why : Why{};
    const bool sure = is_there == Is::yes && on == Is::yes && curves.doubt == Doubt::none;
    ++(sure ? count.usable : count.perhaps);
    if (!sure) {
      count.why = stronger(stronger(count.why, why), curves);
      return;
    }
    for (const std::string& service : suite.accepted_by) {
      const bool is_known = std::ranges::find(count.accepted_by, std::string_view(service)) != count.accepted_by.end();
      if (!is_known && limits.reaches(suite.name, service)) count.accepted_by.push_back(service);
    }
  }

  /// Where both are on, there is nothing to read in two ways.
  bool loses_all_with_sha2() {
    if (!loses_all_) {
      Why why;
      loses_all_ = switches_.all_on({kSha2.begin(), kSha2.end()}, why) != Is::yes && !machine_.at_best();
    }
    return *loses_all_;
  }

  std::size_t protocol_;
  bool own_list_;
  const Machine& machine_;
  std::optional<bool> loses_all_;
  Implemented implemented_;
  Switches switches_;
};

std::string why_none(const SuiteList& list, const Count& count, const Limits& limits, const Switches& switches) {
  if (list.state == SuiteList::State::odd_type) {
    return fmt::format("{} is {}, and what Windows makes of that is not documented", list.title,
                       hive::name_of(list.seen->value->type));
  }
  if (count.known == 0) {
    return fmt::format("{} names none that this version of Windows can use for it", list.title);
  }
  if (count.implemented == 0) return fmt::format("this installation has none of those that {} names", list.title);
  std::vector<std::string_view> off;
  for (const auto& [key, number] : switches.looked_at()) {
    if (is_off(number)) off.push_back(key);
  }
  if (!off.empty()) {
    return fmt::format("all that {} names need an algorithm that is switched off ({})", list.title,
                       fmt::join(off, ", "));
  }
  if (limits.curves.limited && limits.curves.names.empty()) return "no curve is left that they could use";
  return fmt::format("FIPS mode removes all that {} names", list.title);
}

std::vector<std::string> names_of(const rules::CipherDefault& row, std::size_t protocol) {
  std::vector<std::string> names;
  for (const rules::CipherDefault::Suite& suite : row.suites) {
    if (suite.is_default && suite.protocol == protocol) names.push_back(suite.name);
  }
  return names;
}

bool has_suites(const rules::CipherDefault& row, std::size_t protocol) {
  return std::ranges::any_of(row.suites, [&](const auto& suite) { return suite.protocol == protocol; });
}

/// What each service accepts for TLS 1.2 is known; for TLS 1.3, where a suite says so.
void note_unreachable(Feasible& left, const rules::CipherDefault& row, std::size_t protocol, const Count& count) {
  const auto has = [](const auto& services, std::string_view service) {
    return std::ranges::find(services, service) != services.end();
  };
  const auto is_told = [&](std::string_view service) {
    return protocol == rules::kTls12 || std::ranges::any_of(row.suites, [&](const auto& suite) {
             return suite.protocol == protocol && has(suite.accepted_by, service);
           });
  };
  for (const std::string_view service : rules::kServiceWords) {
    if (!is_told(service) || has(count.accepted_by, service) || has(left.unreachable, service)) continue;
    left.unreachable.emplace_back(service);
  }
}

/// os.md 16.1, 8.5: what the suites that are left cannot do.
void tell_unreachable(Feasible& left, std::string_view protocol) {
  const auto lacks = [&](std::string_view service) {
    return std::ranges::find(left.unreachable, service) != left.unreachable.end();
  };
  if (lacks("microsoft-365")) {
    left.found.step(fmt::format(
        "{} is possible, but not with Microsoft 365, which accepts none of the cipher suites that are left.",
        protocol));
  }
  if (lacks("front-door-older")) {
    left.found.step("Services behind Azure Front Door accept none of the cipher suites that are left.");
  } else if (lacks("front-door")) {
    left.found.step("Services behind Azure Front Door accept what is left only at endpoints with the older policy.");
  }
}

Feasible find_feasible(const Machine& machine, std::size_t protocol) {
  Feasible left;
  const auto chosen = choose(machine.defaults.ciphers, machine.facts,
                             [&](const rules::CipherDefault& row) { return has_suites(row, protocol); });
  if (chosen.rows.empty()) return left;
  left.some = false;
  Draft& draft = left.found;

  SuiteList list = list_in_use(machine, draft);
  const bool own_list = list.state == SuiteList::State::absent;
  if (own_list) {
    draft.step("no local list of cipher suites is stored, so the one that Windows comes with counts", list.seen);
    list.title = "the list that Windows comes with";
  }
  const bool has_curves = std::ranges::any_of(chosen.rows, [](const auto* row) { return !row->curve_in_name; });
  const Limits limits = read_limits(machine, has_curves, draft);
  Counter counter(machine, protocol, own_list);
  for (const rules::CipherDefault* row : chosen.rows) {
    draft.rest_on(row->basis);
    if (list.state == SuiteList::State::unknown) {
      left.some = true;
      left.none = list.why.text;
      draft.doubt(list.why);
      draft.step(list.title + " is not known: " + list.why.text, list.seen);
      break;
    }
    const std::vector<std::string> names = own_list ? names_of(*row, protocol) : list.names;
    const Count count = counter.count(*row, names, limits);
    if (!own_list) {
      draft.step(fmt::format("{} names {} suites; {} of them can serve {}", list.title, names.size(),
                             count.usable + count.perhaps, rules::kProtocols[protocol]),
                 list.seen);
    }
    if (count.usable > 0) {
      left.some = true;
      note_unreachable(left, *row, protocol, count);
      continue;
    }
    left.none = why_none(list, count, limits, counter.switches());
    if (count.perhaps > 0) {
      left.some = true;
      draft.doubt(count.why);
    }
    if (count.implemented < count.known) draft.step("not every suite is implemented", counter.seen());
  }
  for (const auto& [key, number] : counter.switches().looked_at()) {
    if (!is_off(number)) continue;
    draft.step(fmt::format("{}: {}", key, told(number)), number.seen);
    if (number.is == Number::Is::wrong_type && !left.none.empty()) draft.confidence = rules::Confidence::low;
  }
  if (list.other_type || list.state == SuiteList::State::odd_type) draft.confidence = rules::Confidence::low;
  if (!left.none.empty()) draft.doubt(chosen.why);
  if (left.none.empty()) tell_unreachable(left, rules::kProtocols[protocol]);
  return left;
}

bool is_spoken(const Answer& answer) {
  return answer.state == CellState::on || answer.state == CellState::explicit_only;
}

}  // namespace

void require_cipher(Draft& draft, const Machine& machine, std::size_t protocol) {
  if (std::ranges::none_of(draft.answers, is_spoken)) return;
  std::optional<Feasible>& known = machine.pass.feasible.at(protocol);
  if (!known) known = find_feasible(machine, protocol);
  const Feasible& left = *known;
  draft.chain.insert(draft.chain.end(), left.found.chain.begin(), left.found.chain.end());
  draft.confidence = rules::weaker(draft.confidence, left.found.confidence);
  draft.doubt(left.found.why);
  if (left.none.empty()) return;
  Answer off{CellState::off, "cipher",
             fmt::format("No cipher suite that {} needs is left: {}.", rules::kProtocols[protocol], left.none)};
  if (!left.some) {
    std::erase_if(draft.answers, [](const Answer& answer) { return answer.state != CellState::unsupported; });
  }
  draft.may_be(std::move(off));
}

}  // namespace audit
