#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "rules/load_files.h"
#include "rules/load_parts.h"
#include "rules/text.h"
#include "rules/vocabulary.h"

namespace rules {
namespace {

std::vector<std::string> all_ids(const RuleSet& set) {
  std::vector<std::string> ids;
  for (const Rule& rule : set.rules) ids.push_back(rule.id);
  return ids;
}

std::vector<std::string> all_tags(const RuleSet& set) {
  std::vector<std::string> tags;
  for (const Rule& rule : set.rules) tags.insert(tags.end(), rule.tags.begin(), rule.tags.end());
  return tags;
}

bool has_rule(const RuleSet& set, std::string_view id) {
  return std::any_of(set.rules.begin(), set.rules.end(), [id](const Rule& rule) { return rule.id == id; });
}

void check_rule_id(const XmlElement& element, std::string_view attribute, const std::string& id, const RuleSet& set) {
  if (has_rule(set, id) || !element.has(attribute)) return;
  element.fault_at(attribute, fmt::format("unknown rule \"{}\"{}", id, did_you_mean(id, all_ids(set))));
}

std::set<std::string> with_tag(const XmlElement& element, const std::string& tag, const RuleSet& set) {
  std::set<std::string> ids;
  for (const Rule& rule : set.rules) {
    if (std::find(rule.tags.begin(), rule.tags.end(), tag) != rule.tags.end()) ids.insert(rule.id);
  }
  if (ids.empty())
    element.fault_at("tags", fmt::format("no rule has the tag \"{}\"{}", tag, did_you_mean(tag, all_tags(set))));
  return ids;
}

/// Every requirement that some rule cites.
std::vector<std::string> all_requirements(const RuleSet& set) {
  std::vector<std::string> ids;
  for (const Rule& rule : set.rules) {
    for (const std::string& item : rule.requirements) {
      for (const std::string& id : split(item, ' ')) ids.push_back(id);
    }
  }
  return ids;
}

/// `wanted` is an id, or its beginning with * behind it.
bool is_wanted(std::string_view id, std::string_view wanted) {
  if (wanted.ends_with('*')) return id.starts_with(wanted.substr(0, wanted.size() - 1));
  return id == wanted;
}

std::set<std::string> with_requirement(const XmlElement& element, const std::string& wanted, const RuleSet& set) {
  std::set<std::string> ids;
  for (const Rule& rule : set.rules) {
    for (const std::string& item : rule.requirements) {
      for (const std::string& id : split(item, ' ')) {
        if (is_wanted(id, wanted)) ids.insert(rule.id);
      }
    }
  }
  if (ids.empty()) {
    element.fault_at("requirements", fmt::format("no rule cites the requirement \"{}\"{}", wanted,
                                                 did_you_mean(wanted, all_requirements(set))));
  }
  return ids;
}

/// The rules that a <select> or <deselect> names.
std::set<std::string> named_rules(const XmlElement& element, const RuleSet& set) {
  const bool selects = element.name() == "select";
  element.check({.optional = selects ? std::vector<std::string_view>{"rules", "tags", "requirements", "all"}
                                     : std::vector<std::string_view>{"rules", "tags", "requirements"}});
  const int ways = (element.has("rules") ? 1 : 0) + (element.has("tags") ? 1 : 0) +
                   (element.has("requirements") ? 1 : 0) + (element.has("all") ? 1 : 0);
  if (ways != 1) {
    element.fault(fmt::format("<{}> needs one of rules, tags{}", element.name(),
                              selects ? ", requirements and all" : " and requirements"));
  }
  std::set<std::string> ids;
  for (const std::string& id : load_words(element, "rules")) {
    check_rule_id(element, "rules", id, set);
    ids.insert(id);
  }
  for (const std::string& tag : load_words(element, "tags")) ids.merge(with_tag(element, tag, set));
  for (const std::string& id : load_words(element, "requirements")) ids.merge(with_requirement(element, id, set));
  if (selects && load_flag(element, "all")) {
    for (const Rule& rule : set.rules) ids.insert(rule.id);
  }
  return ids;
}

void load_severity(const XmlElement& element, const std::set<std::string>& selected, const RuleSet& set,
                   Profile& profile) {
  static const Shape kShape = {.required = {"rule", "is"}};
  element.check(kShape);
  const std::string id = element.get("rule");
  check_rule_id(element, "rule", id, set);
  if (!selected.contains(id) && has_rule(set, id)) {
    element.fault_at("rule", fmt::format("rule {} is not selected by this profile", id));
  }
  if (!profile.severities.emplace(id, element.get_word("is", kSeverityWords)).second) {
    element.fault_at("rule", fmt::format("severity of {} a second time", id));
  }
}

bool is_date(std::string_view text) {
  constexpr std::string_view kShape = "0000-00-00";
  const auto fits = [](char c, char shape) { return shape == '0' ? c >= '0' && c <= '9' : c == shape; };
  if (!std::equal(text.begin(), text.end(), kShape.begin(), kShape.end(), fits)) return false;
  const std::string_view month = text.substr(5, 2);
  const std::string_view day = text.substr(8, 2);
  return month >= "01" && month <= "12" && day >= "01" && day <= "31";
}

void load_date(const XmlElement& element, const RuleSet& set, Profile& profile) {
  static const Shape kShape = {.required = {"name", "date", "sources"}};
  element.check(kShape);
  DateParameter loaded{element.get("name"), element.get("date"), load_source_ids(element, set)};
  check_name(element, "name", loaded.name, "-");
  if (element.has("date") && !is_date(loaded.date)) {
    element.fault_at("date", fmt::format("\"{}\" is no date: YYYY-MM-DD", loaded.date));
  }
  if (find_date(profile, loaded.name) != nullptr) {
    element.fault_at("name", fmt::format("parameter \"{}\" a second time", loaded.name));
  }
  profile.dates.push_back(std::move(loaded));
}

/// Every date that a selected rule asks for.
void check_dates(const XmlElement& element, const RuleSet& set, const Profile& profile) {
  std::vector<std::string> names;
  for (const DateParameter& date : profile.dates) names.push_back(date.name);
  for (const std::string& id : profile.rules) {
    const Rule& rule = *set.find_rule(id);
    for (const std::string& name : {rule.period.from, rule.period.before}) {
      if (name.empty() || find_date(profile, name) != nullptr) continue;
      element.fault(fmt::format("profile \"{}\" has no parameter \"{}\", for which rule {} asks{}", profile.name, name,
                                id, did_you_mean(name, names)));
    }
  }
}

}  // namespace

void load_profile(const XmlElement& element, RuleSet& set) {
  static const Shape kShape = {.required = {"name", "title"},
                               .children = {{{"description"}, 1, 1},
                                            {{"parameter"}, 0, kMany},
                                            {{"select"}, 1, kMany},
                                            {{"deselect"}, 0, kMany},
                                            {{"severity"}, 0, kMany}}};
  element.check(kShape);
  Profile profile;
  profile.name = element.get("name");
  profile.title = collapsed(element.get("title"));
  check_name(element, "name", profile.name, "-");
  if (set.find_profile(profile.name) != nullptr) {
    element.fault_at("name", fmt::format("profile \"{}\" a second time", profile.name));
  }
  if (const auto description = element.child("description")) {
    description->check({.has_text = true});
    profile.description = description->text();
  }
  for (const XmlElement& child : element.children("parameter")) load_date(child, set, profile);
  std::set<std::string> selected;
  for (const XmlElement& child : element.children("select")) selected.merge(named_rules(child, set));
  for (const XmlElement& child : element.children("deselect")) {
    for (const std::string& id : named_rules(child, set)) selected.erase(id);
  }
  for (const XmlElement& child : element.children("severity")) load_severity(child, selected, set, profile);
  for (const Rule& rule : set.rules) {
    if (selected.contains(rule.id)) profile.rules.push_back(rule.id);
  }
  if (profile.rules.empty()) element.fault(fmt::format("profile \"{}\" selects no rule", profile.name));
  check_dates(element, set, profile);
  set.profiles.push_back(std::move(profile));
}

}  // namespace rules
