#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "rules/load_cases.h"
#include "rules/load_files.h"
#include "rules/load_parts.h"
#include "rules/text.h"
#include "rules/vocabulary.h"

namespace rules {
namespace {

/// YYYY-MM-DDThh:mm:ssZ, as --now takes it.
bool is_utc_time(std::string_view text) {
  constexpr std::string_view kShape = "0000-00-00T00:00:00Z";
  const auto fits = [](char c, char shape) { return shape == '0' ? c >= '0' && c <= '9' : c == shape; };
  return std::equal(text.begin(), text.end(), kShape.begin(), kShape.end(), fits);
}

bool is_scope(std::string_view text) {
  if (text.starts_with("user:")) return text.size() > 5;
  return text == "HKLM" || text == "default-user" || text == "LocalSystem" || text == "LocalService" ||
         text == "NetworkService";
}

Case load_case(const XmlElement& element) {
  static const Shape kShape = {.required = {"name", "expect"},
                               .optional = {"os", "now", "scope"},
                               .children = {{{"given"}, 1, 1}, {{"file"}, 0, kMany}, {{"text"}, 0, kMany}}};
  element.check(kShape);
  Case loaded;
  loaded.name = collapsed(element.get("name"));
  loaded.os = element.get("os");
  loaded.now = element.get("now");
  loaded.expect = element.get_word("expect", kVerdictWords);
  loaded.scope = element.get("scope");
  loaded.line = element.line();
  if (element.has("name") && loaded.name.empty()) element.fault_at("name", "name is empty");
  if (element.has("os") && !is_os(loaded.os)) {
    element.fault_at("os",
                     fmt::format("\"{}\" is no system: BUILD[.UBR][:client|:server][:x86|:x64|:arm64]", loaded.os));
  }
  if (element.has("now") && !is_utc_time(loaded.now)) {
    element.fault_at("now", fmt::format("\"{}\" is no time: YYYY-MM-DDThh:mm:ssZ", loaded.now));
  }
  if (element.has("scope") && !is_scope(loaded.scope)) {
    element.fault_at("scope", fmt::format("\"{}\" is no scope: HKLM, user:NAME, default-user, LocalSystem, "
                                          "LocalService or NetworkService",
                                          loaded.scope));
  }
  if (const auto given = element.child("given")) loaded.given = load_given(*given);
  for (const XmlElement& file : element.children("file")) {
    static const Shape kFileShape = {.required = {"path", "version"}};
    file.check(kFileShape);
    loaded.files.emplace_back(file.get("path"), file.get("version"));
    const std::string& version = loaded.files.back().second;
    if (version != "absent" && !compare_versions(version, version) && file.has("version")) {
      file.fault_at("version", fmt::format("\"{}\" is no version, and not \"absent\"", version));
    }
  }
  for (const XmlElement& text : element.children("text")) {
    static const Shape kTextShape = {.required = {"path"}, .has_text = true};
    text.check(kTextShape);
    check_file_path(text, text.get("path"));
    loaded.texts.emplace_back(text.get("path"), text.raw_text());
  }
  return loaded;
}

std::string load_text(const XmlElement& element, std::string_view name) {
  const auto child = element.child(name);
  if (!child) return {};
  child->check({.has_text = true});
  return child->text();
}

void load_head(const XmlElement& element, Rule& rule, const RuleSet& set) {
  rule.id = element.get("id");
  if (element.has("replaces")) rule.replaces = load_words(element, "replaces");
  rule.severity = element.get_word("severity", kSeverityWords);
  rule.area = element.get("area");
  rule.tags = load_words(element, "tags");
  rule.scope = element.get_word("scope", kScopeWords) == "users" ? Scope::users : Scope::machine;
  rule.requirements = load_requirement_ids(element, set);
}

void check_head(const XmlElement& element, const Rule& rule, const RuleSet& set) {
  if (element.has("id") && !is_rule_id(rule.id)) {
    element.fault_at("id", fmt::format("\"{}\" is no rule id: three capital letters and four digits", rule.id));
  }
  if (const Rule* other = set.find_rule(rule.id)) {
    element.fault_at("id", fmt::format("rule id {} a second time; first in {}:{}", rule.id, other->file, other->line));
  }
  for (const std::string& old : rule.replaces) {
    if (!is_rule_id(old)) {
      element.fault_at("replaces", fmt::format("\"{}\" is no rule id: three capital letters and four digits", old));
    } else if (old == rule.id || set.find_rule(old) != nullptr) {
      element.fault_at("replaces", fmt::format("{} is the id of a rule that is there", old));
    }
  }
  for (const Rule& other : set.rules) {
    if (std::ranges::find(other.replaces, rule.id) == other.replaces.end()) continue;
    element.fault_at("id", fmt::format("{} says that it replaces {}", other.id, rule.id));
  }
  check_name(element, "area", rule.area, ".");
  for (const std::string& tag : rule.tags) check_name(element, "tags", tag, ".-");
}

}  // namespace

void load_rule(const XmlElement& element, RuleSet& set) {
  static const Shape kShape = {.required = {"id", "severity", "area", "tags", "scope", "requirements"},
                               .optional = {"replaces"},
                               .children = {{{"title"}, 1, 1},
                                            {{"why"}, 1, 1},
                                            {{"applies"}},
                                            {{"check"}, 1, 1},
                                            {{"fix"}},
                                            {{"basis"}, 1, 1},
                                            {{"test"}, 1, kMany}}};
  element.check(kShape);
  Rule rule;
  rule.file = element.file();
  rule.line = element.line();
  load_head(element, rule, set);
  check_head(element, rule, set);
  rule.title = load_text(element, "title");
  rule.why = load_text(element, "why");
  rule.applies = load_applies(element, set, &rule.period);
  if (const auto check = element.child("check")) rule.check = load_check(*check, set);
  if (const auto fix = element.child("fix")) load_fix(*fix, rule);
  rule.basis = load_basis(element, set);
  std::set<std::string> names;
  for (const XmlElement& child : element.children("test")) {
    Case loaded = load_case(child);
    if (!names.insert(loaded.name).second)
      child.fault_at("name", fmt::format("test \"{}\" a second time", loaded.name));
    rule.cases.push_back(std::move(loaded));
  }
  lint_rule(element, rule);
  set.rules.push_back(std::move(rule));
}

}  // namespace rules
