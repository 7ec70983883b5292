#include "audit/rule_list.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "audit/period.h"

namespace audit {
namespace {

/// Characters that Markdown or HTML inside it would read as markup.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("\\`*_{}[]<>#|&~").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::vector<std::string> profiles_of(const rules::Rule& rule, const rules::RuleSet& set) {
  std::vector<std::string> names;
  for (const rules::Profile& profile : set.profiles) {
    if (std::ranges::find(profile.rules, rule.id) != profile.rules.end()) names.push_back(profile.name);
  }
  return names;
}

std::string source_text(const rules::Source& source) {
  if (source.href.empty()) return escaped(source.title);
  return fmt::format("[{}]({})", escaped(source.title), source.href);
}

std::string rule_text(const rules::Rule& rule, const rules::RuleSet& set) {
  std::string text = fmt::format("### {} {}\n\n{}\n\n", rule.id, escaped(rule.title), escaped(rule.why));
  text += fmt::format("- Severity {}, {}, area {}\n", rule.severity,
                      rule.scope == rules::Scope::machine ? "for the machine" : "for each user", rule.area);
  if (const std::string period = period_text(rule, set.profiles); !period.empty()) {
    text += fmt::format("- Judged {}\n", escaped(period));
  }
  const std::vector<std::string> profiles = profiles_of(rule, set);
  text += fmt::format("- Profiles: {}\n", profiles.empty() ? "none" : fmt::format("{}", fmt::join(profiles, ", ")));
  text += fmt::format("- Demanded by: {}\n", fmt::join(rule.requirements, ", "));
  text += fmt::format("- Confidence {}. Sources: ", rules::name_of(rule.basis.confidence));
  for (std::size_t i = 0; i < rule.basis.sources.size(); ++i)
    text += (i == 0 ? "" : "; ") + source_text(rule.basis.sources[i]);
  text += "\n";
  if (!rule.basis.disagreement.empty())
    text += fmt::format("- Where sources disagree: {}\n", escaped(rule.basis.disagreement));
  return text + "\n";
}

/// The part of an area that stands before its first dot.
std::string_view chapter(const rules::Rule& rule) { return std::string_view(rule.area).substr(0, rule.area.find('.')); }

std::string demands_text(const rules::RuleSet& set) {
  std::string text = "## Demands\n\n| Id | Product | Demand | Decided by |\n| --- | --- | --- | --- |\n";
  for (const rules::Requirement& requirement : set.requirements) {
    std::vector<std::string> rules;
    for (const rules::Rule& rule : set.rules) {
      if (std::ranges::find(rule.requirements, requirement.id) != rule.requirements.end()) rules.push_back(rule.id);
    }
    const std::string by = requirement.decidable == rules::Decidable::no
                               ? "not offline: " + escaped(requirement.instead)
                               : fmt::format("{}", fmt::join(rules, " "));
    text += fmt::format("| {} | {} | {} | {} |\n", requirement.id, escaped(requirement.product),
                        escaped(requirement.text), by);
  }
  return text;
}

}  // namespace

std::string rule_list(const rules::RuleSet& set) {
  std::string text;
  for (const rules::Rule& rule : set.rules) {
    text += fmt::format("{}  {:<8}  {:<16}  {}\n", rule.id, rule.severity, rule.area, rule.title);
  }
  text += "\nProfiles:\n";
  for (const rules::Profile& profile : set.profiles) {
    text += fmt::format("  {:<16}{} ({} rules)\n", profile.name, profile.title, profile.rules.size());
  }
  return text;
}

std::string rule_list_markdown(const rules::RuleSet& set) {
  std::string text = "# Rules of hiveaudit\n\n## Profiles\n\n";
  for (const rules::Profile& profile : set.profiles) {
    text += fmt::format("- **{}** ({} rules): {}. {}\n", escaped(profile.name), profile.rules.size(),
                        escaped(profile.title), escaped(profile.description));
  }
  std::vector<const rules::Rule*> ordered;
  for (const rules::Rule& rule : set.rules) ordered.push_back(&rule);
  std::ranges::stable_sort(ordered, {}, [](const rules::Rule* rule) { return chapter(*rule); });
  std::string_view last;
  for (const rules::Rule* rule : ordered) {
    if (chapter(*rule) != last) text += fmt::format("\n## {}\n\n", chapter(*rule));
    last = chapter(*rule);
    text += rule_text(*rule, set);
  }
  return text + demands_text(set);
}

}  // namespace audit
