#include "rules/load_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "rules/pattern.h"
#include "rules/text.h"
#include "rules/vocabulary.h"

namespace rules {
namespace {

constexpr std::uint32_t kMaxNumber = std::numeric_limits<std::uint32_t>::max();
/// A key name holds 255 characters (Registry Element Size Limits, Microsoft).
constexpr std::size_t kMaxKeyName = 255;
/// A profile names at most so many rules one by one; looking for repetitions is quadratic.
constexpr std::size_t kMaxWords = 2000;
/// Each multiplies the keys that are looked at.
constexpr std::size_t kMaxWildcards = 3;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_letter(char c) { return is_upper(c) || (c >= 'a' && c <= 'z'); }

std::optional<std::uint32_t> small_number(std::string_view text) {
  const auto number = parse_number(text);
  if (!number || *number > kMaxNumber) return std::nullopt;
  return static_cast<std::uint32_t>(*number);
}

/// `7601`, `14393-19045`, `22000-`, `-5999`.
bool parse_builds(std::string_view text, Machines& machines) {
  const std::size_t dash = text.find('-');
  const std::string_view low = text.substr(0, dash);
  const std::string_view high = dash == std::string_view::npos ? low : text.substr(dash + 1);
  if (low.empty() && high.empty()) return false;
  const auto min = low.empty() ? std::optional<std::uint32_t>(0) : small_number(low);
  const auto max = high.empty() ? std::optional<std::uint32_t>(kMaxNumber) : small_number(high);
  if (!min || !max || *min > *max) return false;
  machines.build_min = *min;
  machines.build_max = *max;
  return true;
}

bool is_control_set(std::string_view segment) {
  return segment.size() == 13 && same_text(segment.substr(0, 10), "ControlSet") &&
         std::all_of(segment.begin() + 10, segment.end(), is_digit);
}

void check_names(const XmlElement& element, const std::vector<std::string>& segments) {
  for (const std::string& segment : segments) {
    if (segment.find_first_of("*?") != std::string::npos) {
      element.fault_at("key", fmt::format("\"{}\": key names have no wildcards here", segment));
    }
    if (segment.size() > kMaxKeyName) element.fault_at("key", "a key name has at most 255 characters");
  }
}

/// What a `*` may not stand for: a part of a name, a hive, a control set.
void check_wildcards(const XmlElement& element, const hive::RegistryPath& key) {
  std::size_t wildcards = 0;
  for (std::size_t i = 0; i < key.segments.size(); ++i) {
    if (!is_wildcard(key.segments[i])) continue;
    ++wildcards;
    const bool is_hive = key.root == hive::Root::hklm && i == 0;
    const bool is_set = key.root == hive::Root::hklm && i == 1 && same_text(key.segments[0], "SYSTEM");
    if (is_hive) element.fault_at("key", "a * cannot stand for a hive");
    if (is_set) element.fault_at("key", "a * cannot stand for a control set: write CurrentControlSet");
  }
  if (wildcards > kMaxWildcards) element.fault_at("key", fmt::format("a key has at most {} *", kMaxWildcards));
}

void check_key(const XmlElement& element, const hive::RegistryPath& key, bool is_pattern) {
  if (key.segments.empty()) element.fault_at("key", "the path names no key below its root");
  std::vector<std::string> names = key.segments.list();
  if (is_pattern) {
    std::erase_if(names, [](const std::string& name) { return is_wildcard(name); });
    check_wildcards(element, key);
  }
  check_names(element, names);
  const bool fixed_set =
      key.segments.size() > 1 && same_text(key.segments[0], "SYSTEM") && is_control_set(key.segments[1]);
  if (fixed_set) element.fault_at("key", fmt::format("write CurrentControlSet instead of {}", key.segments[1]));
}

Shape machines_shape() { return {.optional = {"builds", "type", "arch"}}; }

std::vector<std::string> source_ids(const RuleSet& set) {
  std::vector<std::string> ids;
  for (const Source& source : set.sources) ids.push_back(source.id);
  return ids;
}

}  // namespace

Confidence load_confidence(const XmlElement& element) {
  const std::string word = element.get_word("confidence", kConfidenceWords);
  for (const Confidence each : {Confidence::high, Confidence::medium}) {
    if (name_of(each) == word) return each;
  }
  return Confidence::low;
}

std::vector<Source> load_source_ids(const XmlElement& element, const RuleSet& set, std::string_view attribute) {
  std::vector<Source> sources;
  for (const std::string& id : load_words(element, attribute)) {
    const auto source =
        std::find_if(set.sources.begin(), set.sources.end(), [&](const Source& s) { return s.id == id; });
    if (source == set.sources.end()) {
      element.fault_at(attribute, fmt::format("unknown source \"{}\"{}", id, did_you_mean(id, source_ids(set))));
    } else {
      sources.push_back(*source);
    }
  }
  return sources;
}

Basis load_basis(const XmlElement& parent, const RuleSet& set) {
  static const Shape kShape = {.required = {"confidence", "sources"}, .children = {{{"disagreement"}}}};
  Basis basis;
  const auto element = parent.child("basis");
  if (!element) return basis;
  element->check(kShape);
  basis.confidence = load_confidence(*element);
  basis.sources = load_source_ids(*element, set);
  if (const auto disagreement = element->child("disagreement")) {
    disagreement->check({.has_text = true});
    basis.disagreement = disagreement->text();
  }
  return basis;
}

Applies load_applies(const XmlElement& parent, const RuleSet& set, Period* period) {
  static const Shape kShape = {.children = {{{"machines"}, 0, kMany}, {{"fact"}, 0, kMany}}};
  static const Shape kShapeOfRule = {.optional = {"from", "before"},
                                     .children = {{{"machines"}, 0, kMany}, {{"fact"}, 0, kMany}}};
  Applies applies;
  const auto element = parent.child("applies");
  if (!element) return applies;
  element->check(period != nullptr ? kShapeOfRule : kShape);
  if (period != nullptr) {
    *period = {element->get("from"), element->get("before")};
    for (const std::string_view attribute : {"from", "before"}) {
      if (element->has(attribute)) check_name(*element, attribute, element->get(attribute), "-");
    }
  }
  for (const XmlElement& child : element->children("machines")) {
    child.check(machines_shape());
    applies.machines.push_back(load_machines(child));
  }
  for (const XmlElement& child : element->children("fact")) {
    applies.facts.push_back(load_condition(child, "id", set));
  }
  const bool has_period = period != nullptr && (element->has("from") || element->has("before"));
  if (element->children().empty() && !has_period) element->fault("<applies> without a condition: leave it out");
  return applies;
}

Machines load_machines(const XmlElement& element) {
  Machines machines;
  const std::string builds = element.get("builds");
  if (element.has("builds") && !parse_builds(builds, machines)) {
    element.fault_at("builds", fmt::format("\"{}\" is no build range: write 7601, 7601-9200, 22000- or -5999", builds));
  }
  machines.type = element.get_word("type", kOsTypeWords);
  machines.arch = element.get_word("arch", kArchWords);
  const bool any = !element.has("builds") && !element.has("type") && !element.has("arch");
  if (any) element.fault(fmt::format("<{}> without builds, type or arch", element.name()));
  return machines;
}

FactCondition load_condition(const XmlElement& element, std::string_view id_attribute, const RuleSet& set) {
  element.check({.required = {id_attribute}, .optional = {"absent"}, .has_operator = true});
  FactCondition condition;
  condition.fact = element.get(id_attribute);
  condition.expectation = load_fact_expectation(element, id_attribute, set);
  condition.absent_meets = !element.get_word("absent", kAbsentConditionWords).empty();
  return condition;
}

std::optional<hive::ValueType> load_type(const XmlElement& element) {
  const std::string word = element.get_word("type", kTypeWords);
  for (const auto type : {hive::ValueType::dword, hive::ValueType::qword, hive::ValueType::sz,
                          hive::ValueType::expand_sz, hive::ValueType::multi_sz, hive::ValueType::binary}) {
    if (hive::name_of(type) == word) return type;
  }
  return std::nullopt;
}

namespace {

hive::RegistryPath load_path(const XmlElement& element, bool is_pattern) {
  if (!element.has("key")) return {};
  auto key = hive::parse_registry_path(element.get("key"));
  if (!key) {
    element.fault_at(
        "key", fmt::format("{} (expected {}, found {})", key.error().message, key.error().expected, key.error().found));
    return {};
  }
  check_key(element, *key, is_pattern);
  return *std::move(key);
}

}  // namespace

hive::RegistryPath load_key(const XmlElement& element) { return load_path(element, false); }
hive::RegistryPath load_key_pattern(const XmlElement& element) { return load_path(element, true); }

hive::RegistryPath load_own_key(const XmlElement& element, const hive::RegistryPath& above) {
  const std::string text = element.get("key");
  if (!element.has("key") || text == ".") return above;
  const std::vector<std::string> names =
      text.starts_with(".\\") ? split(text.substr(2), '\\') : std::vector<std::string>();
  if (names.empty() || std::find(names.begin(), names.end(), "") != names.end()) {
    element.fault_at("key", fmt::format("\"{}\": below <each> a key is . or .\\Name", text));
    return above;
  }
  check_names(element, names);
  return hive::below(above, names);
}

bool has_wildcard(const hive::RegistryPath& key) {
  return std::any_of(key.segments.begin(), key.segments.end(), [](const auto& name) { return is_wildcard(name); });
}

AbsentMeans load_absent(const XmlElement& element, std::string_view attribute) {
  const std::string word = element.get_word(attribute, kAbsentWords);
  if (word == "pass") return AbsentMeans::pass;
  if (word == "fail") return AbsentMeans::fail;
  return word == "not_applicable" ? AbsentMeans::not_applicable : AbsentMeans::error;
}

View load_view(const XmlElement& element, const hive::RegistryPath& key) {
  const std::string word = element.get_word("view", kViewWords);
  const View view = word == "both" ? View::both : word == "wow6432" ? View::wow6432 : View::native;
  const bool two_views = key.segments.empty() || !(hive::wow6432_view(key) == key);
  if (view != View::native && !two_views) {
    element.fault_at("view", fmt::format("view \"{}\" of a key that has one view: only HKLM\\SOFTWARE has two", word));
  }
  return view;
}

std::uint32_t load_number(const XmlElement& element, std::string_view attribute) {
  if (!element.has(attribute)) return 0;
  const std::string text = element.get(attribute);
  const auto number = small_number(text);
  if (!number) {
    element.fault_at(attribute, fmt::format("\"{}\" is no unsigned number of 32 bits (decimal or 0x)", text));
  }
  return number.value_or(0);
}

bool load_yes_no(const XmlElement& element, std::string_view attribute) {
  return element.get_word(attribute, kYesNoWords) == "yes";
}

bool load_flag(const XmlElement& element, std::string_view attribute) {
  return element.get_word(attribute, kFlagWords) == "true";
}

std::vector<std::string> load_words(const XmlElement& element, std::string_view attribute) {
  std::vector<std::string> words;
  for (std::string& word : split_words(element.get(attribute))) {
    if (words.size() == kMaxWords) {
      element.fault_at(attribute, fmt::format("{} has more than {} words", attribute, kMaxWords));
      break;
    }
    if (std::find(words.begin(), words.end(), word) != words.end()) {
      element.fault_at(attribute, fmt::format("\"{}\" a second time in {}", word, attribute));
    } else {
      words.push_back(std::move(word));
    }
  }
  if (words.empty() && element.has(attribute)) element.fault_at(attribute, fmt::format("{} is empty", attribute));
  return words;
}

std::string load_pattern(const XmlElement& element, std::string_view attribute) {
  const std::string text = element.get(attribute);
  if (!element.has(attribute)) return text;
  const auto pattern = parse_pattern(text, LetterCase::significant);
  if (text.empty()) {
    element.fault_at(attribute, fmt::format("{} is empty", attribute));
  } else if (!pattern) {
    const std::string& limit = pattern.error().expected;
    element.fault_at(attribute,
                     limit.empty() ? pattern.error().message : fmt::format("{}: {}", pattern.error().message, limit));
  }
  return text;
}

bool check_name(const XmlElement& element, std::string_view attribute, std::string_view text, std::string_view marks) {
  const bool legal =
      !text.empty() && (is_letter(text[0]) || is_digit(text[0])) && std::all_of(text.begin(), text.end(), [&](char c) {
        return is_letter(c) || is_digit(c) || marks.find(c) != std::string_view::npos;
      });
  if (!legal && element.has(attribute)) {
    element.fault_at(attribute, fmt::format("\"{}\" is no name: letters and digits{}{}", text,
                                            marks.empty() ? "" : ", and inside ", marks));
  }
  return legal;
}

bool is_rule_id(std::string_view text) {
  return text.size() == 7 && std::all_of(text.begin(), text.begin() + 3, is_upper) &&
         std::all_of(text.begin() + 3, text.end(), is_digit);
}

}  // namespace rules
