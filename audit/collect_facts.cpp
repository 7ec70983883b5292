#include "audit/collect_facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>

#include "hive/matching_keys.h"
#include "hive/upcase.h"
#include "hive/utf16.h"
#include "rules/expectation.h"

namespace audit {
namespace {

constexpr std::string_view kOsFlag = "--os BUILD[.UBR][:client|:server][:x86|:x64|:arm64]";

bool is_number(std::string_view text) {
  std::uint32_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, fault] = std::from_chars(text.data(), end, value);
  return !text.empty() && fault == std::errc() && stop == end;
}

/// The text of a value as its place wants it. Errors: wrong_type.
hive::Result<std::string> read_text(const rules::FactPlace& place, const hive::Value& value) {
  std::string text;
  switch (place.type) {
    case hive::ValueType::dword: {
      const auto number = hive::read_dword(value);
      if (!number) return number.error();
      text = std::to_string(*number);
      break;
    }
    case hive::ValueType::qword: {
      const auto number = hive::read_qword(value);
      if (!number) return number.error();
      text = std::to_string(*number);
      break;
    }
    default: {
      const auto string = hive::read_string(value);
      if (!string) return string.error();
      text = *string;
      break;
    }
  }
  const bool fits = place.as == "number"    ? is_number(text)
                    : place.as == "version" ? rules::compare_versions(text, text).has_value()
                                            : true;
  if (fits) return text;
  return hive::Error{hive::ErrorCode::wrong_type, "the text is not a " + place.as, place.as, hive::printable(text), {}};
}

/// `from` may begin and end with `*`.
bool map_matches(std::string_view from, std::string_view text) {
  const bool open_end = from.ends_with('*');
  if (open_end) from.remove_suffix(1);
  const bool open_start = from.starts_with('*');
  if (open_start) from.remove_prefix(1);
  if (!open_start && !open_end) return hive::equal_names(from, text);
  if (text.size() < from.size()) return false;
  const std::size_t last = text.size() - from.size();
  for (std::size_t at = open_start && !open_end ? last : 0; at <= (open_start ? last : 0); ++at) {
    if (hive::equal_names(from, text.substr(at, from.size()))) return true;
  }
  return false;
}

/// The mapped text; nothing when it counts as absent.
std::optional<std::string> mapped(const rules::FactPlace& place, const std::string& text) {
  for (const auto& [from, to] : place.map) {
    if (map_matches(from, text)) return to;
  }
  if (place.unmapped_is_absent) return std::nullopt;
  return text;
}

std::string shown_place(const hive::Lookup& seen) {
  return hive::printable(hive::to_text(seen.path)) +
         (seen.value_name ? "\\" + hive::printable(*seen.value_name) : std::string());
}

Told ask(const rules::FactPlace& place, AskedOnce& asked, std::optional<std::size_t> user) {
  if (hive::wildcards_in(place.key) > 0) return ask_matching(place, asked, user);
  return tell(place, place.as == "key" ? asked.find_key(place.key, user, place.wow6432)
                                       : asked.find_value(place.key, place.name, user, place.wow6432));
}

/// Every place of a fact, one question per user where it is about users.
std::vector<Told> ask_users(const rules::FactPlace& place, const hive::Installation& installation, AskedOnce& asked) {
  std::vector<Told> answers;
  if (place.file || !place.each_user) {
    answers.push_back(place.file ? ask_file(*place.file, installation, asked) : ask(place, asked, {}));
    return answers;
  }
  for (const hive::User& user : installation.users) {
    answers.push_back(ask(place, asked, user.registry_user));
  }
  // The highest number wins: a profile that was not used for long still remembers an older Windows.
  std::ranges::stable_sort(answers, [](const Told& left, const Told& right) {
    if (left.is != Told::Is::known || right.is != Told::Is::known) {
      return left.is == Told::Is::known && right.is != Told::Is::known;
    }
    return rules::compare_versions(left.value, right.value).value_or(0) > 0;
  });
  return answers;
}

bool is_os_fact(std::string_view id) {
  return id == "os.build" || id == "os.ubr" || id == "os.type" || id == "os.arch";
}

Fact value_fact(const rules::FactRule& rule, const hive::Installation& installation, AskedOnce& asked) {
  Fact fact;
  fact.id = rule.id;
  fact.confidence = rule.basis.confidence;
  std::optional<Told> unreadable;
  std::optional<Told> missing;
  for (const rules::FactPlace& place : rule.places) {
    for (Told& told : ask_users(place, installation, asked)) {
      switch (told.is) {
        case Told::Is::known:
          fact.state = Fact::State::known;
          fact.doubt = Doubt::none;
          fact.value = std::move(told.value);
          fact.seen = std::move(told.seen);
          // A better place was damaged: what a lesser one says is a guess about it.
          if (unreadable) fact.confidence = rules::Confidence::low;
          return fact;
        case Told::Is::absent:
          if (!fact.seen) fact.seen = std::move(told.seen);
          break;
        case Told::Is::hive_absent:
          if (!missing) missing = std::move(told);
          break;
        case Told::Is::unreadable:
          if (!unreadable) unreadable = std::move(told);
          break;
      }
    }
    if (place.each_user && installation.users.empty() && !missing) missing = Told{};
  }
  if (unreadable) {
    Fact unknown = unknown_fact(rule.id, Doubt::unreadable, unreadable->why, rule.flag_hint);
    unknown.seen = std::move(unreadable->seen);
    return unknown;
  }
  if (missing) {
    Fact titled;
    titled.id = rule.id;
    titled.title = rule.title;
    const bool of_file = missing->seen && missing->seen->file;
    const std::string why = of_file ? missing->why : "its hive is not among the inputs";
    Fact unknown = unknown_fact(rule.id, Doubt::hive_absent,
                                fmt::format("{} is not known ({})", in_sentence(titled), why), rule.flag_hint);
    if (of_file) unknown.seen = std::move(missing->seen);
    return unknown;
  }
  fact.state = Fact::State::absent;
  fact.doubt = Doubt::none;
  return fact;
}

/// Windows always has a build, a type and an architecture: when they are absent they are unknown.
void finish_os_fact(Fact& fact, std::string_view title) {
  if (fact.state == Fact::State::known) return;
  const bool unreadable = fact.state == Fact::State::unknown && fact.doubt == Doubt::unreadable;
  fact.why_unknown = unreadable ? fmt::format("{}; {} supplies it", fact.why_unknown, kOsFlag)
                                : fmt::format("{} is not known; {} supplies it", title, kOsFlag);
  fact.doubt = fact.id == "os.ubr" ? Doubt::unknown_fact : unreadable ? Doubt::unreadable : Doubt::unknown_os;
  fact.state = Fact::State::unknown;
}

void note(Facts& facts, std::string message) { facts.notes.push_back(NoteRow{"os-contradiction", std::move(message)}); }

/// One part of --os against what the hives say.
void merge(Facts& facts, std::string_view id, const std::string& given, bool force) {
  const auto found = std::ranges::find(facts.items, id, &Fact::id);
  Fact& fact = *found;
  if (given.empty()) return;
  if (fact.state == Fact::State::known) {
    if (fact.value == given) return;
    note(facts, fmt::format("--os says {} for {} and the hives say {}; {}", given, id, hive::printable(fact.value),
                            force ? "--os was forced" : "the hives win"));
    if (!force) return;
  }
  Fact given_fact;
  given_fact.id = id;
  given_fact.title = fact.title;
  fact = std::move(given_fact);
  fact.state = Fact::State::known;
  fact.doubt = Doubt::none;
  fact.value = given;
  fact.from_option = true;
}

std::string digits(const std::optional<std::uint32_t>& number) { return number ? std::to_string(*number) : ""; }

void merge_os(Facts& facts, const OsOption& os) {
  const std::string of_hives(facts.text("os.build"));
  merge(facts, "os.build", digits(os.build), os.force);
  merge(facts, "os.type", os.type, os.force);
  merge(facts, "os.arch", os.arch, os.force);
  const std::string in_force(facts.text("os.build"));
  if (!of_hives.empty() && in_force != of_hives) {
    // The revision of another build says nothing about this one.
    Fact& ubr = *std::ranges::find(facts.items, "os.ubr", &Fact::id);
    Fact forgotten = unknown_fact("os.ubr", Doubt::unknown_fact, "the update revision of the forced build is not known",
                                  "--os BUILD.UBR");
    forgotten.title = ubr.title;
    ubr = std::move(forgotten);
  }
  if (in_force == digits(os.build)) merge(facts, "os.ubr", digits(os.ubr), os.force);
}

constexpr std::array kOsFacts = {
    std::pair{std::string_view("os.build"), std::string_view("the build of Windows")},
    std::pair{std::string_view("os.ubr"), std::string_view("the update revision of Windows")},
    std::pair{std::string_view("os.type"), std::string_view("whether this is a client or a server")},
    std::pair{std::string_view("os.arch"), std::string_view("the architecture of Windows")},
};

/// Those of one rank, the last, stay as they came.
void in_order_of(const std::vector<std::size_t>& ranks, std::vector<Fact>& items) {
  std::vector<std::size_t> order(items.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return ranks[i]; });
  std::vector<Fact> sorted;
  sorted.reserve(items.size());
  for (const std::size_t i : order) sorted.push_back(std::move(items[i]));
  items = std::move(sorted);
}

}  // namespace

Told tell(const rules::FactPlace& place, SharedLookup answer) {
  const bool key_only = place.as == "key";
  Told told;
  told.seen = std::move(answer);
  const hive::Lookup& seen = *told.seen;
  switch (seen.presence) {
    case hive::Presence::absent:
      return told;
    case hive::Presence::ambiguous:
      told.is = Told::Is::unreadable;
      told.why = fmt::format("{} exists twice", shown_place(seen));
      return told;
    case hive::Presence::unreadable:
      told.is = seen.hive_absent ? Told::Is::hive_absent : Told::Is::unreadable;
      told.why = fmt::format("{} could not be read: {}", shown_place(seen),
                             seen.error ? seen.error->message : "its hive is not among the inputs");
      return told;
    case hive::Presence::present:
      break;
  }
  if (!key_only && !seen.value->complete) {
    told.is = Told::Is::unreadable;
    told.why = fmt::format("{} is cut off", shown_place(seen));
    return told;
  }
  const hive::Result<std::string> text = key_only ? std::string("yes") : read_text(place, *seen.value);
  if (!text) {
    told.is = Told::Is::unreadable;
    told.why = fmt::format("{} holds no {}: {}", shown_place(seen), place.as, text.error().message);
    return told;
  }
  if (auto value = mapped(place, *text)) {
    told.is = Told::Is::known;
    told.value = *std::move(value);
  }
  return told;
}

Fact unknown_fact(const std::string& id, Doubt doubt, const std::string& why, const std::string& flag_hint) {
  Fact fact;
  fact.id = id;
  fact.doubt = doubt;
  fact.why_unknown = flag_hint.empty() ? why : fmt::format("{}; {} supplies it", why, flag_hint);
  return fact;
}

Facts collect_facts(const std::vector<rules::FactRule>& rules, const hive::Installation& installation,
                    const OsOption& os) {
  AskedOnce asked(installation.registry);
  return collect_facts(rules, installation, os, asked);
}

Facts collect_facts(const std::vector<rules::FactRule>& rules, const hive::Installation& installation,
                    const OsOption& os, AskedOnce& asked) {
  Facts facts;
  facts.items.reserve(rules.size() + kOsFacts.size());
  std::vector<std::size_t> ranks;  // of each item, in the order of the rules
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const rules::FactRule& rule = rules[i];
    if (!is_os_fact(rule.id)) continue;
    facts.items.push_back(value_fact(rule, installation, asked));
    facts.items.back().title = rule.title;
    ranks.push_back(i);
  }
  for (const auto& [id, title] : kOsFacts) {
    if (facts.find(id) == nullptr) {
      facts.items.push_back(unknown_fact(std::string(id), Doubt::unknown_os, "", ""));
      ranks.push_back(rules.size());
    }
    finish_os_fact(*std::ranges::find(facts.items, id, &Fact::id), title);
  }
  merge_os(facts, os);

  const Packages packages(asked);
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const rules::FactRule& rule = rules[i];
    if (is_os_fact(rule.id)) continue;
    ranks.push_back(i);
    const Truth applies = holds(rule.applies, facts, Sentence::of_doubt);
    if (applies.is == Truth::Is::unknown) {
      facts.items.push_back(unknown_fact(rule.id, applies.doubt, applies.why, ""));
    } else if (applies.is == Truth::Is::no) {
      Fact fact;
      fact.id = rule.id;
      fact.state = Fact::State::absent;
      fact.doubt = Doubt::none;
      fact.confidence = rule.basis.confidence;
      facts.items.push_back(std::move(fact));
    } else {
      facts.items.push_back(rule.is_update ? update_fact(rule, packages, facts)
                                           : value_fact(rule, installation, asked));
    }
    facts.items.back().title = rule.title;
  }
  in_order_of(ranks, facts.items);
  return facts;
}

}  // namespace audit
