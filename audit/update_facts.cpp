#include <fmt/format.h>

#include <algorithm>

#include "audit/collect_facts.h"
#include "hive/upcase.h"
#include "hive/utf16.h"
#include "rules/expectation.h"

namespace audit {
namespace {

/// CurrentState of a package (Microsoft, Tip of the Day 2015-10-12, "CBS package states"; os.md 3.1). The content of a
/// superseded package lives on in a newer one; what is pending is there at the next start.
enum PackageState : std::uint32_t {
  kAbsent = 0x00,
  kUninstallPending = 0x05,
  kResolving = 0x10,
  kResolved = 0x20,
  kStaging = 0x30,
  kStaged = 0x40,
  kSuperseded = 0x50,
  kInstallPending = 0x60,
  kInstalled = 0x70,
  kPermanent = 0x80,
};

constexpr std::string_view kDigits = "0123456789";

/// Takes `word` from the front of `text`, without case.
bool take(std::string_view& text, std::string_view word) {
  if (text.size() < word.size() || !hive::equal_names(text.substr(0, word.size()), word)) return false;
  text.remove_prefix(word.size());
  return true;
}

std::string_view take_digits(std::string_view& text) {
  const std::string_view digits = text.substr(0, std::min(text.size(), text.find_first_not_of(kDigits)));
  text.remove_prefix(digits.size());
  return digits;
}

bool is_alphanumeric(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

std::string_view first_number(std::string_view version) { return version.substr(0, version.find('.')); }

/// The answer of one way, and what it saw.
struct Way {
  Truth truth;
  SharedLookup seen;
  bool likely = false;
};

Way met(SharedLookup seen, bool likely) { return Way{Truth{}, std::move(seen), likely}; }
Way not_met(SharedLookup seen) { return Way{Truth{Truth::Is::no, Doubt::none, {}}, std::move(seen), false}; }
Way undecided(Doubt doubt, std::string why, SharedLookup seen) {
  return Way{Truth{Truth::Is::unknown, doubt, std::move(why)}, std::move(seen), false};
}

/// The way through the package list, for packages that `wanted` picks.
template <class Wanted>
Way by_packages(const Packages& packages, bool likely, const Wanted& wanted) {
  const hive::Registry::SubkeyNames& listing = packages.listing();
  std::optional<Packages::State> unclear;
  for (const Packages::Package& package : packages.items()) {
    if (!wanted(package)) continue;
    Packages::State state = packages.state_of(package);
    if (state.standing == Packages::Standing::in_force) return met(std::move(state.seen), likely);
    if (state.standing == Packages::Standing::unclear && !unclear) unclear = std::move(state);
  }
  if (unclear) {
    const Doubt doubt = unclear->seen->presence == hive::Presence::present ? Doubt::unknown_fact : Doubt::unreadable;
    return undecided(doubt, unclear->told, std::move(unclear->seen));
  }
  if (listing.key.hive_absent) {
    return undecided(Doubt::hive_absent, "the SOFTWARE hive, which lists installed updates, is not among the inputs",
                     packages.listed());
  }
  if (listing.key.presence == hive::Presence::absent) {
    return undecided(Doubt::unknown_fact, "the SOFTWARE hive holds no list of installed updates", packages.listed());
  }
  if (listing.key.presence != hive::Presence::present || listing.items.error) {
    return undecided(Doubt::unreadable, "the list of installed updates could not be read whole", packages.listed());
  }
  return not_met(packages.listed());
}

Way by_revision(const rules::UpdateEvidence& evidence, const Packages& packages, const Facts& facts) {
  const auto build = facts.number("os.build");
  const Fact* ubr_fact = facts.find("os.ubr");
  const auto seen = ubr_fact != nullptr ? ubr_fact->seen : nullptr;
  if (!build) {
    const Fact* fact = facts.find("os.build");
    return undecided(Doubt::unknown_os, fact != nullptr ? fact->why_unknown : "the build is not known", nullptr);
  }
  if (*build != evidence.build) return not_met(seen);
  const auto ubr = facts.number("os.ubr");
  if (!ubr) {
    const Doubt doubt = packages.listing().key.hive_absent ? Doubt::hive_absent : Doubt::unknown_fact;
    return undecided(doubt, "the update revision of Windows is not known", seen);
  }
  if (*ubr < evidence.min_ubr) return not_met(seen);
  return Way{Truth{}, seen, evidence.likely};
}

std::string_view all_but_last_number(std::string_view version) { return version.substr(0, version.rfind('.')); }

/// The files that the update brought. Their versions are what Windows runs: one that is too old denies the update.
Way by_files(const rules::UpdateEvidence& evidence, const Facts& facts) {
  Way way = undecided(Doubt::hive_absent, "", nullptr);
  // The files of another Windows than the one that starts tell nothing of it.
  if (!all_but_last_number(evidence.min_version).ends_with(fmt::format(".{}", facts.text("os.build")))) return way;
  std::size_t enough = 0;
  for (const std::string& id : evidence.files) {
    const Fact* fact = facts.find(id);
    const bool told = fact != nullptr && fact->state == Fact::State::known &&
                      all_but_last_number(fact->value) == all_but_last_number(evidence.min_version);
    if (!told) continue;
    way.seen = fact->seen;
    if (rules::compare_versions(fact->value, evidence.min_version).value_or(-1) < 0) {
      way = not_met(fact->seen);
      way.truth.why = fmt::format("{} is {}, and the update brings {}", in_sentence(*fact),
                                  hive::printable(fact->value), evidence.min_version);
      return way;
    }
    ++enough;
  }
  return enough == evidence.files.size() ? met(way.seen, false) : way;
}

/// The package is there, and its files come with the next start.
bool is_pending(const Way& way) {
  if (!way.seen || way.seen->presence != hive::Presence::present || !way.seen->value) return false;
  const auto state = hive::read_dword(*way.seen->value);
  return state && *state == kInstallPending;
}

Way judge(const rules::UpdateEvidence& evidence, const Packages& packages, const Facts& facts) {
  using Kind = rules::UpdateEvidence::Kind;
  switch (evidence.kind) {
    case Kind::package:
      return by_packages(packages, evidence.likely,
                         [&](const Packages::Package& package) { return package.kb == evidence.name; });
    case Kind::rollup:
      // Builds of one family share their first number; a package of another family proves nothing, however
      // high its version is.
      return by_packages(packages, evidence.likely, [&](const Packages::Package& package) {
        return hive::equal_names(package.stem(), evidence.name) &&
               first_number(package.version()) == first_number(evidence.min_version) &&
               rules::compare_versions(package.version(), evidence.min_version).value_or(-1) >= 0;
      });
    case Kind::ubr:
      return by_revision(evidence, packages, facts);
    case Kind::files:
      return by_files(evidence, facts);
    case Kind::in_system: {
      const Fact* build = facts.find("os.build");
      return Way{holds(evidence.machines, facts), build != nullptr ? build->seen : nullptr, evidence.likely};
    }
  }
  return undecided(Doubt::unknown_fact, "an unknown kind of evidence", nullptr);
}

}  // namespace

std::string_view kb_of_package(std::string_view identity) {
  std::string_view rest = identity;
  if (!take(rest, "Package_")) return {};
  if (!take_digits(rest).empty() && !take(rest, "_")) return {};
  if (!take(rest, "for_KB")) return {};
  const std::string_view kb = take_digits(rest);
  if (kb.empty()) return {};
  if (take(rest, "_")) {
    const std::size_t suffix = static_cast<std::size_t>(std::ranges::find_if_not(rest, is_alphanumeric) - rest.begin());
    if (suffix == 0) return {};
    rest.remove_prefix(suffix);
  }
  if (!rest.starts_with('~')) return {};
  return kb;
}

std::string_view Packages::Package::stem() const { return identity.substr(0, identity.find('~')); }

std::string_view Packages::Package::version() const {
  const std::size_t at = identity.rfind('~');
  return at == std::string_view::npos ? std::string_view() : identity.substr(at + 1);
}

Packages::Packages(AskedOnce& asked)
    : asked_(asked),
      path_{hive::Root::hklm,
            {"SOFTWARE", "Microsoft", "Windows", "CurrentVersion", "Component Based Servicing", "Packages"}},
      listing_(asked.subkeys(path_)),
      listed_(key_of_listing(listing_)) {
  items_.reserve(listing_->items.items.size());
  for (const hive::Key& key : listing_->items.items) items_.push_back(Package{key.name, kb_of_package(key.name)});
}

Packages::State Packages::state_of(const Package& package) const {
  State state;
  state.seen = asked_.find_value(hive::child(path_, std::string(package.identity)), "CurrentState");
  const std::string name = hive::printable(package.identity);
  if (state.seen->presence != hive::Presence::present) {
    state.told = fmt::format("the state of the package {} could not be told", name);
    return state;
  }
  const hive::Result<std::uint32_t> code = hive::read_dword(*state.seen->value);
  if (!code) {
    state.told = fmt::format("the state of the package {} is no REG_DWORD", name);
    return state;
  }
  switch (*code) {
    case kSuperseded:
    case kInstallPending:
    case kInstalled:
    case kPermanent:
      state.standing = Standing::in_force;
      break;
    case kAbsent:
    case kUninstallPending:
    case kResolving:
    case kResolved:
    case kStaging:
    case kStaged:
      state.standing = Standing::not_in_force;
      break;
    default:
      state.told = fmt::format("the package {} is in state {:#x}, neither installed nor absent", name, *code);
      break;
  }
  return state;
}

Fact update_fact(const rules::FactRule& rule, const Packages& packages, const Facts& facts) {
  std::optional<Way> open;
  std::optional<Way> looked;
  std::optional<Way> best;
  std::optional<Way> by_file;
  for (const rules::UpdateEvidence& evidence : rule.evidence) {
    const bool of_files = evidence.kind == rules::UpdateEvidence::Kind::files;
    if (best && !best->likely && !of_files) continue;
    Way way = judge(evidence, packages, facts);
    if (of_files) {
      if (way.truth.is != Truth::Is::unknown) by_file = std::move(way);
    } else if (way.truth.is == Truth::Is::unknown) {
      if (!open || worse(open->truth.doubt, way.truth.doubt) != open->truth.doubt) open = std::move(way);
    } else if (way.truth.is == Truth::Is::no) {
      if (!looked) looked = std::move(way);
    } else if (!best || !way.likely) {
      best = std::move(way);
    }
  }
  if (by_file) {
    const bool denied = by_file->truth.is == Truth::Is::no;
    const bool claimed = best && !best->likely;
    if (!denied) {
      best = std::move(by_file);
    } else if (claimed && !is_pending(*best)) {
      open = undecided(Doubt::unknown_fact, fmt::format("it is installed as the hives say, but {}", by_file->truth.why),
                       by_file->seen);
      best.reset();
    } else if (!claimed) {
      open.reset();
      best.reset();
      looked = std::move(by_file);
    }
  }
  if (!best && open) {
    Fact titled;
    titled.id = rule.id;
    titled.title = rule.title;
    Fact fact = unknown_fact(rule.id, open->truth.doubt,
                             fmt::format("{} is not known ({})", in_sentence(titled), open->truth.why), rule.flag_hint);
    fact.seen = std::move(open->seen);
    return fact;
  }
  Fact fact;
  fact.id = rule.id;
  fact.state = Fact::State::known;
  fact.doubt = Doubt::none;
  fact.confidence = rule.basis.confidence;
  fact.value = best ? "met" : "not met";
  if (best) {
    fact.seen = std::move(best->seen);
  } else if (looked) {
    fact.seen = std::move(looked->seen);
  }
  if (best && best->likely) {
    fact.likely = true;
    fact.confidence = rules::weaker(fact.confidence, rules::Confidence::medium);
  }
  return fact;
}

}  // namespace audit
