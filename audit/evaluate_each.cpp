// Tests of every key that a pattern matches.

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "audit/evaluate_parts.h"
#include "audit/one_text.h"
#include "hive/utf16.h"

namespace audit {
namespace {

/// Look-ups kept as evidence of one <each>: those that decided stand first. A list of a thousand keys that are all in
/// order is not evidence that anybody reads.
constexpr std::size_t kEvidenceLookups = 60;

void append(Evidence& to, Evidence from) { std::ranges::move(from, std::back_inserter(to)); }

/// Each of them keeps the whole answer.
void append(Evidence& to, const AskedOnce::Matching& answer, const std::vector<hive::Lookup>& of_it) {
  for (const hive::Lookup& seen : of_it) to.emplace_back(answer, &seen);
}

std::string shown_pattern(const rules::EachCheck& each) {
  std::string text = hive::to_text(each.key);
  for (std::size_t i = 0; i < each.where.size(); ++i) {
    const rules::Where& where = each.where[i];
    text += one_text({i == 0 ? " where " : " and ", where.name, " ", rules::to_text(where.expectation, where.type)});
  }
  return text;
}

/// The names that stand for the wildcards.
std::string matched_names(const rules::EachCheck& each, const hive::RegistryPath& key) {
  // The 32-bit view has one segment more, before all wildcards.
  const std::size_t more = key.segments.size() - each.key.segments.size();
  std::vector<std::string> names;
  for (std::size_t i = 0; i < each.key.segments.size(); ++i) {
    if (rules::is_wildcard(each.key.segments[i])) names.push_back(key.segments[i + more]);
  }
  return hive::printable(hive::join_segments(names));
}

/// Whether a key is one of those that the rule means.
struct Meant {
  enum class Is { yes, no, open } is = Is::yes;
  Outcome open;  ///< why it cannot be told
  Evidence seen;
};

/// Another type or text that cannot be compared leaves it open: it must not take a key out of judgement.
void set_open(Meant& meant, const hive::Lookup& seen, const hive::Error& error) {
  meant.is = Meant::Is::open;
  meant.open.verdict = Verdict::error;
  meant.open.error_code = hive::name_of(error.code);
  meant.open.actual = fmt::format("{} does not tell whether its key is meant: {}", shown_place(seen), error.message);
}

Meant is_meant(const rules::EachCheck& each, const hive::RegistryPath& key, const Judged& judged,
               const Subject& subject) {
  Meant meant;
  for (const rules::Where& where : each.where) {
    const SharedLookup& found = judged.asked->find_value(key, where.name, subject.registry_user());
    const hive::Lookup& seen = *found;
    if (seen.presence == hive::Presence::absent) {
      meant.is = Meant::Is::no;
    } else if (seen.presence != hive::Presence::present) {
      if (meant.is == Meant::Is::yes) meant.is = Meant::Is::open;
      set_unread(meant.open, seen);
    } else if (!seen.value->complete) {
      set_open(meant, seen, {hive::ErrorCode::truncated, "it is cut off", {}, {}, {}});
    } else if (const hive::Result<bool> met = rules::met(where.expectation, where.type, *seen.value); !met) {
      set_open(meant, seen, met.error());
    } else if (!*met) {
      meant.is = Meant::Is::no;
    }
    meant.seen.push_back(found);
    if (meant.is == Meant::Is::no) return meant;  // whatever is open beside it
  }
  meant.open.evidence = meant.seen;
  return meant;
}

Outcome judge_key(const rules::EachCheck& each, const hive::RegistryPath& key, Evidence seen, const Judged& judged,
                  const Subject& subject) {
  std::vector<Outcome> outcomes;
  for (const rules::Check& check : each.checks) {
    outcomes.push_back(check_test(rules::bound_to(key, each.key.segments.size(), check), judged, subject));
  }
  Outcome outcome = all_of(std::move(outcomes));
  const std::string names = matched_names(each, key);
  if (outcome.actual.find(names) == std::string::npos) outcome.actual = names + ": " + outcome.actual;
  if (outcome.verdict == Verdict::fail) outcome.failed_keys.push_back({each.key, key});
  append(outcome.evidence, std::move(seen));
  return outcome;
}

Outcome unread(SharedLookup open) {
  Outcome outcome;
  set_unread(outcome, *open);
  outcome.evidence.push_back(std::move(open));
  return outcome;
}

/// What was judged in one view, and what else was looked at.
struct Judgement {
  std::vector<Outcome> outcomes;
  Evidence beside;
};

void judge_view(const rules::EachCheck& each, bool wow64, const Judged& judged, const Subject& subject,
                Judgement& judgement) {
  const AskedOnce::Matching matching = judged.asked->matching(each.key, subject.registry_user(), wow64);
  const hive::MatchingKeys& found = matching->found;
  for (const hive::Lookup& open : found.open) judgement.outcomes.push_back(unread({matching, &open}));
  append(judgement.beside, matching, found.listed);
  append(judgement.beside, matching, found.ends);
  for (const hive::Lookup& key : found.keys) {
    const SharedLookup shared(matching, &key);
    Meant meant = is_meant(each, key.path, judged, subject);
    if (meant.is == Meant::Is::no) {
      append(judgement.beside, std::move(meant.seen));
      continue;
    }
    if (meant.seen.empty()) meant.seen.push_back(shared);
    Outcome outcome = meant.is == Meant::Is::open ? std::move(meant.open)
                                                  : judge_key(each, key.path, std::move(meant.seen), judged, subject);
    outcome.actual += view_words(wow64);
    judgement.outcomes.push_back(std::move(outcome));
  }
}

Outcome no_such_key(const rules::EachCheck& each) {
  Outcome outcome;
  outcome.verdict = verdict_of(each.none);
  const std::string pattern = shown_pattern(each);
  outcome.expected = one_text({"a key like ", pattern});
  outcome.actual = one_text({"no key is like ", pattern});
  return outcome;
}

/// What decided, and of the rest what makes a finding weaker.
void shorten(Outcome& outcome) {
  if (outcome.evidence.size() <= kEvidenceLookups) return;
  std::string digest = digest_of(outcome.evidence);
  Evidence kept;
  for (SharedLookup& seen : outcome.evidence) {
    const bool weakens = !seen->anomalies.empty() || seen->hive_absent;
    if (kept.size() < kEvidenceLookups || (weakens && kept.size() < 2 * kEvidenceLookups)) {
      kept.push_back(std::move(seen));
    }
  }
  if (kept.size() < outcome.evidence.size()) {
    add(outcome.cut, {.left_out = outcome.evidence.size() - kept.size(), .digests = {std::move(digest)}});
  }
  outcome.evidence = std::move(kept);
}

}  // namespace

Outcome check_each(const rules::EachCheck& each, const Judged& judged, const Subject& subject) {
  const Views views = views_of(each.view, each.key, judged);
  if (!views.native && !views.wow64) return no_second_view();
  Judgement judgement;
  if (views.native) judge_view(each, false, judged, subject, judgement);
  if (views.wow64) judge_view(each, true, judged, subject, judgement);
  Outcome outcome = judgement.outcomes.empty() ? no_such_key(each) : all_of(std::move(judgement.outcomes));
  append(outcome.evidence, std::move(judgement.beside));
  shorten(outcome);
  return outcome;
}

}  // namespace audit
