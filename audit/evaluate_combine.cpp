// How the tests of a rule make one verdict, and what weakens it.

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <iterator>
#include <utility>

#include "audit/evaluate_parts.h"
#include "hive/plain_text.h"
#include "hive/upcase.h"
#include "hive/utf16.h"

namespace audit {
namespace {

/// Phrases shown of a verdict that many tests reached together; the evidence holds the rest, or a digest does.
constexpr std::size_t kShownPhrases = 6;

/// Phrases of outcomes that are still there.
using Phrases = std::vector<std::string_view>;

std::string joined(const Phrases& phrases, std::string_view between = "; ") {
  std::size_t size = 0;
  for (const std::string_view phrase : phrases) size += phrase.size() + between.size();
  std::string text;
  text.reserve(size);
  for (std::size_t i = 0; i < std::min(phrases.size(), kShownPhrases); ++i) {
    if (i > 0) text += between;
    text += phrases[i];
  }
  if (phrases.size() > kShownPhrases)
    text += fmt::format("{}{} more", between == "; " ? "; and " : between, phrases.size() - kShownPhrases);
  return text;
}

void add_phrase(auto& phrases, const std::string& phrase) {
  if (!phrase.empty() && std::ranges::find(phrases, phrase) == phrases.end()) phrases.emplace_back(phrase);
}

/// `verdict` was reached: what decided it comes first, the rest is evidence only.
Outcome merge(std::vector<Outcome> outcomes, Verdict verdict, std::string_view between = "; ") {
  if (outcomes.size() == 1) return std::move(outcomes.front());
  Outcome merged;
  merged.verdict = verdict;
  Phrases expected;
  Phrases actual;
  expected.reserve(outcomes.size());
  actual.reserve(outcomes.size());
  std::size_t places = 0;
  for (const Outcome& outcome : outcomes) places += outcome.evidence.size();
  merged.evidence.reserve(places);
  for (const bool deciding : {true, false}) {
    for (Outcome& outcome : outcomes) {
      if ((outcome.verdict == verdict) != deciding) continue;
      std::ranges::move(outcome.evidence, std::back_inserter(merged.evidence));
      add(merged.cut, std::move(outcome.cut));
      if (!deciding) continue;
      add_phrase(expected, outcome.expected);
      add_phrase(actual, outcome.actual);
      merged.confidence = rules::weaker(merged.confidence, outcome.confidence);
      if (!merged.error_code) merged.error_code = outcome.error_code;
      if (!merged.cell) merged.cell = outcome.cell;
      std::ranges::move(outcome.failed_keys, std::back_inserter(merged.failed_keys));
      for (const std::string& caveat : outcome.caveats) add_phrase(merged.caveats, caveat);
    }
  }
  merged.expected = joined(expected, between);
  merged.actual = joined(actual);
  if (actual.size() > kShownPhrases)
    add(merged.cut, {.digests = {digest_of(std::vector<std::string>(actual.begin(), actual.end()))}});
  return merged;
}

std::string label_of(const hive::HiveFile& file) {
  if (!file.user) return std::string(hive::name_of(file.role));
  return fmt::format("{} hive of {}", hive::name_of(file.role), hive::printable(*file.user));
}

void add_once(std::vector<std::string>& texts, std::string text) {
  if (std::ranges::find(texts, text) == texts.end()) texts.push_back(std::move(text));
}

void add_hive_state(std::vector<std::string>& caveats, const hive::HiveFile& file) {
  if (file.text != nullptr && file.text->damaged) {
    add_once(caveats,
             fmt::format("{} is damaged: what could be read of it was read as it stands", hive::printable(file.path)));
  }
  if (!file.hive) return;
  // A damaged hive may be dirty too, and both are said.
  const auto sequence = file.hive->stored_sequence();
  const bool whole = file.recovery == hive::RecoveryState::complete;
  if (file.hive->state() == hive::HiveState::dirty || (sequence[0] != sequence[1] && !whole)) {
    const bool partial = file.recovery == hive::RecoveryState::partial;
    add_once(caveats, fmt::format("{} is dirty (sequence {}/{}): {}{}{}", label_of(file), sequence[0], sequence[1],
                                  partial ? "its transaction logs were applied in part"
                                          : "newer data may lie in its transaction logs, which were not applied",
                                  file.recovery_reason.empty() ? "" : "; ", file.recovery_reason));
  }
  if (file.hive->state() == hive::HiveState::damaged) {
    add_once(caveats, fmt::format("{} is damaged: what could be read was read as it stands", label_of(file)));
  }
}

bool asks_control_set(const hive::RegistryPath& path) {
  return path.root == hive::Root::hklm && path.segments.size() > 1 && hive::equal_names(path.segments[0], "SYSTEM") &&
         hive::equal_names(path.segments[1], "CurrentControlSet");
}

std::string printable_parts(const hive::Lookup& seen) {
  std::string text = hive::printable(hive::to_text(seen.path));
  if (seen.value_name) text += "\\" + hive::printable(*seen.value_name);
  return text;
}

}  // namespace

std::string shown_place(const hive::Lookup& seen) {
  if (seen.file) return hive::printable(seen.file->asked);
  std::string text = hive::to_text(seen.path);
  if (seen.value_name) {
    text += '\\';
    text += *seen.value_name;
  }
  // What is text in both parts is text in the whole.
  return hive::is_plain_text(text) ? text : printable_parts(seen);
}

Verdict verdict_of(rules::AbsentMeans meaning) {
  switch (meaning) {
    case rules::AbsentMeans::pass:
      return Verdict::pass;
    case rules::AbsentMeans::fail:
      return Verdict::fail;
    case rules::AbsentMeans::not_applicable:
      return Verdict::not_applicable;
    case rules::AbsentMeans::error:
      break;
  }
  return Verdict::error;
}

void set_unread(Outcome& outcome, const hive::Lookup& seen) {
  if (seen.hive_absent) {
    outcome.verdict = Verdict::not_checked;
    outcome.actual = fmt::format("{} was not looked at: its hive is not among the inputs", shown_place(seen));
    return;
  }
  outcome.verdict = Verdict::error;
  if (seen.presence == hive::Presence::ambiguous) {
    outcome.error_code = hive::name_of(hive::ErrorCode::corrupt);
    outcome.actual =
        fmt::format("{} cannot be told: two {} of one name", shown_place(seen), seen.value_name ? "values" : "keys");
    return;
  }
  outcome.error_code = hive::name_of(seen.error ? seen.error->code : hive::ErrorCode::corrupt);
  outcome.actual = fmt::format("{} could not be read: {}", shown_place(seen),
                               seen.error ? seen.error->message : "the hive is damaged there");
}

void set_undecided(Outcome& outcome, Doubt doubt, const Evidence& seen) {
  outcome.verdict = doubt == Doubt::hive_absent ? Verdict::not_checked : Verdict::error;
  if (outcome.verdict == Verdict::not_checked) return;
  if (doubt == Doubt::unknown_os) {
    outcome.error_code = "unknown_os";
  } else if (doubt == Doubt::unreadable) {
    const auto failed = std::ranges::find_if(seen, [](const SharedLookup& it) { return it->error.has_value(); });
    outcome.error_code = hive::name_of(failed != seen.end() ? (*failed)->error->code : hive::ErrorCode::corrupt);
  } else {
    outcome.error_code = "unknown_fact";
  }
}

Outcome all_of(std::vector<Outcome> outcomes) {
  Verdict verdict = Verdict::not_applicable;
  for (const Outcome& outcome : outcomes) verdict = both(verdict, outcome.verdict);
  return merge(std::move(outcomes), verdict);
}

Outcome any_of(std::vector<Outcome> outcomes) {
  Verdict verdict = Verdict::not_applicable;
  for (const Outcome& outcome : outcomes) verdict = either(verdict, outcome.verdict);
  return merge(std::move(outcomes), verdict, " or ");
}

Outcome none_of(std::vector<Outcome> outcomes) {
  for (Outcome& outcome : outcomes) {
    if (outcome.verdict == Verdict::pass) {
      outcome.verdict = Verdict::fail;
    } else if (outcome.verdict == Verdict::fail) {
      outcome.verdict = Verdict::pass;
    }
    outcome.expected = "not: " + outcome.expected;
  }
  return all_of(std::move(outcomes));
}

std::vector<std::string> caveats_of(const Evidence& evidence, const hive::Installation& installation) {
  std::vector<std::string> caveats;
  for (const SharedLookup& it : evidence) {
    const hive::Lookup& seen = *it;
    assert(!seen.hive || *seen.hive < installation.hives.size());
    if (seen.hive) add_hive_state(caveats, installation.hives[*seen.hive]);
  }
  const auto& set = installation.registry.control_set();
  const bool asked = std::ranges::any_of(evidence, [](const SharedLookup& it) { return asks_control_set(it->path); });
  if (asked && set && !set->from_select) {
    for (const std::string& note : set->notes) add_once(caveats, note);
  }
  for (const SharedLookup& it : evidence) {
    const hive::Lookup& seen = *it;
    for (const hive::Anomaly& anomaly : seen.anomalies) {
      add_once(caveats, fmt::format("a defect lies on the way to {}: {} ({})", shown_place(seen), anomaly.message,
                                    anomaly.code));
    }
    if (seen.hive_absent) {
      add_once(caveats, fmt::format("{} was not looked at: {} is not among the inputs", shown_place(seen),
                                    seen.file ? "it" : "its hive"));
    }
  }
  return caveats;
}

}  // namespace audit
