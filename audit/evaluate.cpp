#include "audit/evaluate.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <variant>

#include "audit/evaluate_parts.h"
#include "audit/one_text.h"
#include "audit/period.h"
#include "hive/limits.h"
#include "hive/upcase.h"
#include "hive/utf16.h"

namespace audit {
namespace {

struct Runner {
  const Judged& judged;
  const Subject& subject;

  Outcome operator()(const rules::GroupCheck& group) const {
    if (group.checks.size() == 1 && group.kind != rules::GroupCheck::Kind::none) {
      return check_test(group.checks.front(), judged, subject);
    }
    std::vector<Outcome> outcomes;
    outcomes.reserve(group.checks.size());
    for (const rules::Check& check : group.checks) outcomes.push_back(check_test(check, judged, subject));
    switch (group.kind) {
      case rules::GroupCheck::Kind::any:
        return any_of(std::move(outcomes));
      case rules::GroupCheck::Kind::none:
        return none_of(std::move(outcomes));
      case rules::GroupCheck::Kind::all:
        break;
    }
    return all_of(std::move(outcomes));
  }
  Outcome operator()(const rules::ValueCheck& check) const { return check_value(check, judged, subject); }
  Outcome operator()(const rules::EffectiveCheck& check) const { return check_effective(check, judged, subject); }
  Outcome operator()(const rules::NamesCheck& check) const { return check_names(check, judged, subject); }
  Outcome operator()(const rules::FactCheck& check) const { return check_fact(check, judged); }
  Outcome operator()(const rules::LineCheck& check) const { return check_lines(check, judged); }
  Outcome operator()(const rules::AgeCheck& check) const { return check_age(check, judged); }
  Outcome operator()(const rules::SitesCheck& check) const { return check_sites(check, judged); }
  Outcome operator()(const rules::EachCheck& each) const { return check_each(each, judged, subject); }
  Outcome operator()(const rules::OwnCertificateCheck& check) const {
    return check_own_certificate(check, judged, subject);
  }
  Outcome operator()(const rules::RootCertificateCheck& check) const {
    return check_root_certificate(check, judged, subject);
  }
};

/// Whether the rule is meant for this machine and this day; nothing when it is.
std::optional<Outcome> not_meant(const rules::Rule& rule, const Judged& judged, const PeriodAnswer& period) {
  if (period.outside || period.missing) {
    Outcome outcome;
    outcome.verdict = period.missing ? Verdict::error : Verdict::not_applicable;
    outcome.actual = period.missing ? fmt::format("the profile has no date {}", *period.missing) : *period.outside;
    return outcome;
  }
  const Truth applies = holds(rule.applies, judged.facts);
  if (applies.is == Truth::Is::yes) return std::nullopt;
  Outcome outcome;
  outcome.actual = applies.why;
  for (const rules::FactCondition& condition : rule.applies.facts) {
    const Fact* fact = judged.facts.find(condition.fact);
    if (fact != nullptr && fact->seen) outcome.evidence.push_back(fact->seen);
  }
  if (applies.is == Truth::Is::no) {
    outcome.verdict = Verdict::not_applicable;
  } else {
    set_undecided(outcome, applies.doubt, outcome.evidence);
  }
  return outcome;
}

/// Sizes and last letters: names that are one to Windows differ in case, if at all, and other places mostly in these.
struct HashOfPlace {
  static std::size_t of_name(std::string_view name) {
    const auto last = name.empty() ? 0U : static_cast<unsigned>(static_cast<unsigned char>(name.back()));
    return name.size() * 128 + (last < 0x80 ? last | 0x20U : 0U);
  }
  std::size_t operator()(const hive::Lookup* it) const {
    std::size_t hash = it->value_name ? of_name(*it->value_name) + 1 : 0;
    for (const std::string& segment : it->path.segments) hash = hash * 31 + of_name(segment);
    return hash;
  }
};

struct SamePlace {
  bool operator()(const hive::Lookup* left, const hive::Lookup* right) const {
    if (left == right) return true;
    const auto line_of = [](const hive::Lookup& it) {
      return it.line_text.empty() ? std::pair<std::size_t, std::size_t>()
                                  : std::pair(it.line.value_or(0), it.hive.value_or(0));
    };
    const auto file_of = [](const hive::Lookup& it) {
      return it.file ? std::string_view(it.file->asked) : std::string_view();
    };
    return left->hive_absent == right->hive_absent && left->value_name.has_value() == right->value_name.has_value() &&
           (!left->value_name || hive::equal_names(*left->value_name, *right->value_name)) &&
           left->path == right->path && line_of(*left) == line_of(*right) && file_of(*left) == file_of(*right);
  }
};

/// Of a few places each is compared with those before it, by their hashes first.
void add_unique(Evidence& unique, Evidence& seen) {
  std::vector<std::size_t> hashes;
  hashes.reserve(seen.size());
  for (SharedLookup& it : seen) {
    const std::size_t hash = HashOfPlace()(it.get());
    bool is_met = false;
    for (std::size_t i = 0; i < hashes.size() && !is_met; ++i) {
      is_met = hashes[i] == hash && SamePlace()(unique[i].get(), it.get());
    }
    if (is_met) continue;
    hashes.push_back(hash);
    unique.push_back(std::move(it));
  }
}

/// Each place once; what is there stands before what is not.
Evidence without_repetition(Evidence seen) {
  constexpr std::size_t kFew = 64;
  if (seen.size() < 2) return seen;
  Evidence unique;
  unique.reserve(seen.size());
  if (seen.size() <= kFew) {
    add_unique(unique, seen);
  } else {
    std::unordered_set<const hive::Lookup*, HashOfPlace, SamePlace> met;
    for (SharedLookup& it : seen) {
      if (met.insert(it.get()).second) unique.push_back(std::move(it));
    }
  }
  std::stable_partition(unique.begin(), unique.end(),
                        [](const SharedLookup& it) { return it->presence != hive::Presence::absent; });
  return unique;
}

/// `the SOFTWARE hive`, `the user's hive`.
std::string hive_of(const hive::Lookup& seen) {
  if (seen.path.root == hive::Root::hkcu || seen.path.segments.empty()) return "the user's hive";
  return "the " + hive::printable(seen.path.segments.front()) + " hive";
}

/// What would have to be there; empty when all is. Of a hive of which texts tell a part, more of it.
std::string missing_input(const Evidence& evidence, const Judged& judged, const Subject& subject) {
  std::vector<std::string> absent;
  std::vector<std::string> in_part;
  for (const SharedLookup& it : evidence) {
    const hive::Lookup& seen = *it;
    if (!seen.hive_absent) continue;
    if (seen.file) {
      absent.push_back("the file " + hive::printable(seen.file->asked));
      continue;
    }
    const bool of_user = seen.path.root == hive::Root::hkcu || seen.path.segments.empty();
    const bool mounted =
        of_user ? subject.user != nullptr : judged.installation.registry.has_machine_hive(seen.path.segments.front());
    std::vector<std::string>& hives = mounted ? in_part : absent;
    if (std::ranges::find(hives, hive_of(seen)) == hives.end()) hives.push_back(hive_of(seen));
  }
  std::string text;
  if (!absent.empty()) text = fmt::format("{}, not among the inputs", fmt::join(absent, " and "));
  if (!in_part.empty()) {
    text += fmt::format("{}more of {} than the texts tell", text.empty() ? "" : ", and ", fmt::join(in_part, " and "));
  }
  return text;
}

std::string sentence(std::string_view phrase) {
  std::string text = one_text({phrase, "."});
  if (text.front() >= 'a' && text.front() <= 'z') text.front() = static_cast<char>(text.front() - 'a' + 'A');
  return text;
}

/// One sentence; the title of the rule stands beside it in every report and is not said again.
std::string message_of(const Outcome& outcome, const Judged& judged, const Subject& subject) {
  switch (outcome.verdict) {
    case Verdict::error:
      return one_text({"This cannot be decided: ", outcome.actual, "."});
    case Verdict::not_checked: {
      const std::string missing = missing_input(outcome.evidence, judged, subject);
      return missing.empty() ? one_text({"This was not checked: ", outcome.actual, "."})
                             : one_text({"This needs ", missing, "."});
    }
    case Verdict::not_applicable:
      return one_text({"This does not apply: ", outcome.actual, "."});
    default:
      return outcome.actual.empty() ? std::string("Nothing contradicts it.") : sentence(outcome.actual);
  }
}

/// What was found where nothing could be decided; the message says why.
std::string short_of_error(std::string_view code) {
  if (code == "unknown_os") return "the version of Windows is not known";
  if (code == "unknown_fact") return "not known";
  return "not readable";
}

Finding finding_of(const rules::Rule& rule, const Judged& judged, const Subject& subject, Outcome outcome) {
  Finding finding;
  finding.rule = &rule;
  finding.scope = subject.scope;
  finding.verdict = outcome.verdict;
  if (outcome.verdict == Verdict::error) finding.error_code = outcome.error_code.value_or("unknown_fact");
  finding.message = message_of(outcome, judged, subject);
  finding.expected = std::move(outcome.expected);
  finding.actual = finding.error_code ? short_of_error(*finding.error_code) : std::move(outcome.actual);
  finding.evidence = without_repetition(std::move(outcome.evidence));
  finding.caveats = std::move(outcome.caveats);
  for (std::string& caveat : caveats_of(finding.evidence, judged.installation)) {
    finding.caveats.push_back(std::move(caveat));
  }
  finding.confidence = rules::weaker(rule.basis.confidence, outcome.confidence);
  finding.cell = std::move(outcome.cell);
  finding.failed_keys = std::move(outcome.failed_keys);
  // Reports cut such a text.
  if (finding.actual.size() > hive::limits::kShownDataBytes)
    outcome.cut.digests.push_back(digest_of(std::vector{finding.actual}));
  finding.evidence_left_out = outcome.cut.left_out;
  finding.observed = observed(outcome.cut);
  return finding;
}

}  // namespace

Outcome check_test(const rules::Check& check, const Judged& judged, const Subject& subject) {
  return std::visit(Runner{judged, subject}, check.test);
}

std::vector<Finding> evaluate(const rules::Rule& rule, const std::string& severity, const Judged& judged) {
  std::vector<Subject> subjects;
  subjects.reserve(rule.scope == rules::Scope::machine ? 1 : judged.installation.users.size());
  if (rule.scope == rules::Scope::machine) {
    subjects.push_back(Subject{"HKLM", nullptr});
  } else {
    for (const hive::User& user : judged.installation.users) subjects.push_back(Subject{user.scope, &user});
  }
  const PeriodAnswer period = in_period(rule, judged);
  std::optional<Outcome> outside = not_meant(rule, judged, period);
  std::vector<Finding> findings;
  findings.reserve(std::max<std::size_t>(subjects.size(), 1));
  for (const Subject& subject : subjects) {
    const bool is_last = &subject == &subjects.back();
    Outcome outcome = !outside ? check_test(rule.check, judged, subject) : is_last ? *std::move(outside) : *outside;
    findings.push_back(finding_of(rule, judged, subject, std::move(outcome)));
  }
  if (subjects.empty()) {
    // A rule about users without a user's hive: one finding says so, else nobody would miss it.
    Outcome nobody;
    nobody.verdict = Verdict::not_checked;
    nobody.actual = "no hive of a user is among the inputs";
    if (outside && outside->verdict == Verdict::not_applicable) nobody = *outside;
    findings.push_back(finding_of(rule, judged, Subject{"HKLM", nullptr}, std::move(nobody)));
  }
  for (Finding& finding : findings) {
    const bool decided = finding.verdict == Verdict::pass || finding.verdict == Verdict::fail;
    if (decided && !period.caveat.empty()) finding.caveats.push_back(period.caveat);
    if (severity == "info" && finding.verdict == Verdict::fail) finding.verdict = Verdict::informational;
  }
  return findings;
}

}  // namespace audit
