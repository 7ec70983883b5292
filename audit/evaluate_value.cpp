// Tests that look at stored data: values, names, facts.

#include <fmt/format.h>

#include <algorithm>

#include "audit/evaluate_parts.h"
#include "audit/one_text.h"
#include "hive/plain_text.h"
#include "hive/upcase.h"
#include "hive/utf16.h"
#include "rules/pattern.h"

namespace audit {
namespace {

/// Names shown of a list that holds more.
constexpr std::size_t kShownNames = 5;

/// `TLS 1.2\Client\Enabled`: enough of the path to tell the values of one rule apart.
std::string short_place(const rules::ValueCheck& check) {
  const hive::Segments& segments = check.key.segments;
  const std::size_t first = segments.size() - std::min<std::size_t>(2, segments.size());
  std::size_t size = check.name.size();
  for (std::size_t i = first; i < segments.size(); ++i) size += segments[i].size() + 1;
  std::string text;
  text.reserve(size);
  for (std::size_t i = first; i < segments.size(); ++i) {
    text += segments[i];
    text += '\\';
  }
  text += check.name;
  return hive::is_plain_text(text) ? text : hive::printable(text);
}

/// Some twenty tests ask one list of cipher suites; it is read and shown once.
hive::Result<bool> met(const rules::ValueCheck& check, const SharedLookup& seen, AskedOnce& asked) {
  const bool is_list = check.type == hive::ValueType::multi_sz && seen->value->type == check.type;
  if (!is_list) return rules::met(check.expectation, check.type, *seen->value);
  const hive::Result<std::vector<std::string>>& items = asked.strings(seen);
  return items ? rules::met(check.expectation, *items) : items.error();
}

void judge_present(Outcome& outcome, const rules::ValueCheck& check, const std::string& name, const SharedLookup& seen,
                   AskedOnce& asked) {
  const hive::Value& value = *seen->value;
  if (!value.complete) {
    outcome.verdict = Verdict::error;
    outcome.error_code = hive::name_of(hive::ErrorCode::truncated);
    outcome.actual = fmt::format("{} is cut off: the hive holds {} bytes of it", name, value.data.size());
    return;
  }
  const hive::Result<bool> is_met = met(check, seen, asked);
  if (is_met) {
    outcome.verdict = *is_met ? Verdict::pass : Verdict::fail;
    outcome.actual = one_text({name, " is ", asked.shown(seen)});
  } else if (is_met.error().code == hive::ErrorCode::wrong_type) {
    outcome.verdict = Verdict::fail;
    outcome.actual = fmt::format("{} has the wrong type: {} with {} bytes, not {}", name, hive::name_of(value.type),
                                 value.data.size(), hive::name_of(check.type));
  } else {
    outcome.verdict = Verdict::error;
    outcome.error_code = hive::name_of(is_met.error().code);
    outcome.actual = fmt::format("{} could not be judged: {}", name, is_met.error().message);
  }
}

Outcome check_value_in(const rules::ValueCheck& check, const Judged& judged, const Subject& subject, bool wow64) {
  Outcome outcome;
  const std::string name = short_place(check);
  const SharedLookup& found = judged.asked->find_value(check.key, check.name, subject.registry_user(), wow64);
  const hive::Lookup& seen = *found;
  outcome.expected = one_text({name, " ", rules::to_text(check.expectation, check.type),
                               check.absent == rules::AbsentMeans::pass ? " or not set" : "", view_words(wow64)});
  if (seen.presence == hive::Presence::present) {
    judge_present(outcome, check, name, found, *judged.asked);
  } else if (seen.presence == hive::Presence::absent) {
    outcome.verdict = verdict_of(check.absent);
    outcome.actual = one_text({name, " is not set"});
  } else {
    set_unread(outcome, seen);
  }
  outcome.actual += view_words(wow64);
  outcome.evidence.push_back(found);
  return outcome;
}

bool is_listed(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::any_of(names, [&](const std::string& listed) { return hive::equal_names(listed, name); });
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kShownNames); ++i) {
    text += i == 0 ? "\"" : ", \"";
    text += hive::printable(names[i]);
    text += '"';
  }
  if (names.size() > kShownNames) text += fmt::format(" and {} more", names.size() - kShownNames);
  return text;
}

/// The names below a key, or the reason why they are not all there.
struct Names {
  SharedLookup key;  ///< keeps the listing that the rest points into
  std::vector<const std::string*> names;
  const hive::Boxed<hive::Error>* error = nullptr;
};

Names names_of(const rules::NamesCheck& check, const Judged& judged, const Subject& subject, bool wow64) {
  Names names;
  if (check.of_subkeys) {
    const AskedOnce::Subkeys& found = judged.asked->subkeys(check.key, subject.registry_user(), wow64);
    names.key = key_of_listing(found);
    names.error = &found->items.error;
    names.names.reserve(found->items.items.size());
    for (const hive::Key& key : found->items.items) names.names.push_back(&key.name);
  } else {
    const AskedOnce::Values& found = judged.asked->values(check.key, subject.registry_user(), wow64);
    names.key = key_of_listing(found);
    names.error = &found->items.error;
    names.names.reserve(found->items.items.size());
    for (const hive::Value& value : found->items.items) names.names.push_back(&value.name);
  }
  return names;
}

/// The look-up that shows one offending name.
SharedLookup look_at(const rules::NamesCheck& check, const Judged& judged, const Subject& subject,
                     const hive::RegistryPath& key, const std::string& name) {
  return check.of_subkeys ? judged.asked->find_key(hive::child(key, name), subject.registry_user())
                          : judged.asked->find_value(key, name, subject.registry_user());
}

Outcome check_names_in(const rules::NamesCheck& check, const Judged& judged, const Subject& subject, bool wow64) {
  Outcome outcome;
  const std::string_view kind = check.of_subkeys ? "subkeys" : "values";
  const Names found = names_of(check, judged, subject, wow64);
  const hive::Lookup& key = *found.key;
  outcome.expected = check.except.empty() ? one_text({"no ", kind, " other than ", joined(check.only)})
                                          : one_text({"none of the ", kind, " ", joined(check.except)});
  if (!check.like.empty()) outcome.expected += " among those like " + check.like;
  outcome.expected += view_words(wow64);
  outcome.evidence.push_back(found.key);
  if (key.presence == hive::Presence::absent) {
    outcome.verdict = Verdict::pass;
    outcome.actual = one_text({shown_place(key), " does not exist"});
    return outcome;
  }
  if (key.presence != hive::Presence::present) {
    set_unread(outcome, key);
    return outcome;
  }
  const rules::Pattern* like = nullptr;
  if (!check.like.empty()) {
    const hive::Result<rules::Pattern>& pattern = rules::parsed_pattern(check.like, rules::LetterCase::ignored);
    if (!pattern) {
      outcome.error_code = hive::name_of(pattern.error().code);
      outcome.actual = pattern.error().message;
      return outcome;
    }
    like = &*pattern;
  }
  std::vector<std::string> offending;
  for (const std::string* listed : found.names) {
    const std::string& name = *listed;
    if (like != nullptr && !like->found_in(name)) continue;
    if (check.except.empty() ? !is_listed(check.only, name) : is_listed(check.except, name)) offending.push_back(name);
  }
  if (!offending.empty()) {
    outcome.verdict = Verdict::fail;
    outcome.actual = fmt::format("{} holds the {} {}", shown_place(key), kind, joined(offending));
    for (std::size_t i = 0; i < std::min(offending.size(), kShownNames); ++i) {
      outcome.evidence.push_back(look_at(check, judged, subject, key.path, offending[i]));
    }
    if (offending.size() > kShownNames) {
      // The names are what is judged; a thousand look-ups of what they hold would tell no more.
      const std::uint64_t left_out = offending.size() - kShownNames;
      add(outcome.cut, {.left_out = left_out, .digests = {digest_of(std::move(offending))}});
    }
  } else if (key.hive_absent) {
    set_unread(outcome, key);  // texts tell of some names, not that there are no others
  } else if (*found.error) {
    outcome.error_code = hive::name_of((*found.error)->code);
    outcome.actual =
        fmt::format("the {} of {} could not all be read: {}", kind, shown_place(key), (*found.error)->message);
  } else {
    outcome.verdict = Verdict::pass;
    outcome.actual =
        one_text({shown_place(key), check.except.empty() ? " holds no other " : " holds none of these ", kind});
  }
  return outcome;
}

template <class Check, class One>
Outcome in_views(const Check& check, const Judged& judged, const One& one) {
  const Views views = views_of(check.view, check.key, judged);
  if (!views.native && !views.wow64) return no_second_view();
  if (views.native != views.wow64) return one(views.wow64);
  std::vector<Outcome> outcomes;
  outcomes.reserve(2);
  outcomes.push_back(one(false));
  outcomes.push_back(one(true));
  return all_of(std::move(outcomes));
}

}  // namespace

std::string_view view_words(bool wow64) { return wow64 ? " (32-bit view)" : ""; }

Outcome no_second_view() {
  Outcome outcome;
  outcome.verdict = Verdict::not_applicable;
  outcome.actual = "32-bit Windows has no second view";
  return outcome;
}

Views views_of(rules::View view, const hive::RegistryPath& key, const Judged& judged) {
  if (view == rules::View::native || !hive::has_wow6432_view(key)) return {true, false};
  const std::string_view arch = judged.facts.text("os.arch");
  const bool only_wow64 = view == rules::View::wow6432;
  if (arch == "x86") return {!only_wow64, false};
  if (!arch.empty()) return {!only_wow64, true};
  // The architecture is not known: the second view is looked at unless the hive proves that there is none, as
  // Wow6432Node does not exist on 32-bit Windows (os.md 2.1). Where it cannot be read, that is the finding.
  static const hive::RegistryPath kNode{hive::Root::hklm, {"SOFTWARE", hive::kWow64Node}};
  return {!only_wow64, judged.asked->find_key(kNode)->presence != hive::Presence::absent};
}

Outcome check_value(const rules::ValueCheck& check, const Judged& judged, const Subject& subject) {
  return in_views(check, judged, [&](bool wow64) { return check_value_in(check, judged, subject, wow64); });
}

Outcome check_names(const rules::NamesCheck& check, const Judged& judged, const Subject& subject) {
  return in_views(check, judged, [&](bool wow64) { return check_names_in(check, judged, subject, wow64); });
}

Outcome check_fact(const rules::FactCheck& check, const Judged& judged) {
  Outcome outcome;
  const Fact* fact = judged.facts.find(check.fact);
  const std::string& title = fact == nullptr || fact->title.empty() ? check.fact : fact->title;
  outcome.expected = one_text({title, ": ", rules::to_text(check.expectation, hive::ValueType::sz)});
  if (fact == nullptr) {
    outcome.error_code = "unknown_fact";
    outcome.actual = fmt::format("nothing tells the fact {}", check.fact);
    return outcome;
  }
  if (fact->seen) outcome.evidence.push_back(fact->seen);
  switch (fact->state) {
    case Fact::State::unknown:
      outcome.actual = fact->why_unknown;
      set_undecided(outcome, fact->doubt, outcome.evidence);
      return outcome;
    case Fact::State::absent:
      outcome.verdict = verdict_of(check.absent);
      outcome.actual = one_text({title, ": not found"});
      return outcome;
    case Fact::State::known:
      break;
  }
  outcome.confidence = fact->confidence;
  outcome.actual = one_text({title, ": ", fact->likely ? "likely " : "", hive::printable(fact->value)});
  const hive::Result<bool> met = rules::met(check.expectation, fact->value);
  if (met) {
    outcome.verdict = *met ? Verdict::pass : Verdict::fail;
  } else {
    outcome.error_code = "unknown_fact";
    outcome.actual += fmt::format(", which cannot be judged: {}", met.error().message);
  }
  return outcome;
}

}  // namespace audit
