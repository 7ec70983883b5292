#include "audit/rules_verb.h"

#include <fmt/format.h>

#include <algorithm>

#include "audit/coverage.h"
#include "audit/exit_code.h"
#include "audit/option_words.h"
#include "audit/period.h"
#include "audit/rule_cases.h"
#include "audit/rule_list.h"
#include "audit/wrap.h"
#include "hive/upcase.h"
#include "rules/nearest.h"

namespace audit {
namespace {

constexpr std::size_t kWidth = 80;

std::vector<std::string> ids_of(const rules::RuleSet& set) {
  std::vector<std::string> ids;
  for (const rules::Rule& rule : set.rules) ids.push_back(rule.id);
  return ids;
}

VerbOutcome usage(std::string message) { return {kUsage, "", std::move(message)}; }

std::string paragraph(std::string_view heading, std::string_view text) {
  std::string out = fmt::format("{}\n", heading);
  for (const std::string& line : wrap(text, kWidth - 2)) out += "  " + line + "\n";
  return out + "\n";
}

std::string faults_text(const rules::LoadedRules& loaded) {
  std::string text;
  for (const rules::RuleFault& fault : loaded.faults) text += rules::to_text(fault) + "\n";
  return text;
}

std::string fix_text(const rules::Rule& rule) {
  std::string text;
  for (const rules::FixStep& step : rule.fix) {
    const bool wow = step.view == rules::View::wow6432;
    const std::string path = hive::to_text(wow ? hive::wow6432_view(step.key) : step.key);
    const std::string key = (step.each_depth > 0 ? "each key " : "") + path;
    text += step.type.empty() ? fmt::format("remove {} from {}", step.name, key)
                              : fmt::format("set {} = {} {} in {}", step.name, step.type, step.data, key);
    text += step.view == rules::View::both ? ", and in its Wow6432Node view. " : ". ";
  }
  return text + rule.fix_note;
}

std::string demands_text(const rules::Rule& rule, const rules::RuleSet& set) {
  std::string text = "Demanded by\n";
  for (const std::string& id : rule.requirements) {
    const rules::Requirement* requirement = set.find_requirement(id);
    if (requirement == nullptr) continue;
    std::string_view shown = id;
    for (const std::string& line : wrap(requirement->text, kWidth - 13)) {
      text += fmt::format("  {:<9}  {}\n", shown, line);
      shown = {};
    }
    if (requirement->basis.disagreement.empty()) continue;
    for (const std::string& line : wrap("Sources disagree: " + requirement->basis.disagreement, kWidth - 13)) {
      text += fmt::format("  {:<9}  {}\n", "", line);
    }
  }
  return text + "\n";
}

std::string values_text(const rules::ToolCase& test) {
  if (test.values.empty()) return "nothing is set";
  std::string text;
  for (const rules::ToolCase::Value& value : test.values) {
    text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", value.name,
                        value.data > 9 ? fmt::format("{:#x}", value.data) : std::to_string(value.data));
  }
  return text;
}

std::string builds_text(const rules::Machines& machines) {
  if (machines.any_build()) return {};
  if (machines.build_min == 0) return fmt::format(" (Windows up to build {})", machines.build_max);
  return fmt::format(" (Windows from build {} on)", machines.build_min);
}

/// What tools that people also run say otherwise of the same values, and why.
std::string other_tools(const rules::Rule& rule, const rules::RuleSet& set) {
  std::string text;
  for (const rules::ToolReason& reason : set.tool_reasons) {
    std::string cases;
    for (const rules::Tool& tool : set.tools) {
      if (std::ranges::find(tool.rules, rule.id) == tool.rules.end()) continue;
      for (const rules::ToolCase& test : tool.cases) {
        if (test.reason != reason.code) continue;
        cases += fmt::format("    {}, {}{}: {}\n", tool.name, values_text(test), builds_text(test.machines), test.says);
      }
    }
    if (cases.empty()) continue;
    for (const std::string& line : wrap(reason.text, kWidth - 2)) text += "  " + line + "\n";
    text += cases;
  }
  return text.empty() ? text : "Other tools judge the same values otherwise\n" + text + "\n";
}

std::string show(const rules::Rule& rule, const rules::RuleSet& set) {
  std::string text = fmt::format("{} {}\n\n", rule.id, rule.title);
  text += paragraph("Why", rule.why);
  if (!rule.fix.empty() || !rule.fix_note.empty()) text += paragraph("How to mend it", fix_text(rule));
  text += fmt::format("Severity     {}\nScope        {}\nArea         {}\nConfidence   {}\n", rule.severity,
                      rule.scope == rules::Scope::machine ? "the machine" : "each user", rule.area,
                      rules::name_of(rule.basis.confidence));
  if (const std::string period = period_text(rule, set.profiles); !period.empty()) {
    text += fmt::format("Judged       {}\n", period);
  }
  text += "Profiles    ";
  for (const rules::Profile& profile : set.profiles) {
    for (const std::string& id : profile.rules) {
      if (id == rule.id) text += " " + profile.name;
    }
  }
  text += "\n\n" + demands_text(rule, set);
  if (!rule.basis.disagreement.empty()) text += paragraph("Where sources disagree", rule.basis.disagreement);
  text += other_tools(rule, set);
  text += "Sources\n";
  for (const rules::Source& source : rule.basis.sources) {
    text += fmt::format("  {}\n", source.title);
    if (!source.href.empty()) text += fmt::format("    {}\n", source.href);
  }
  return text;
}

std::string show_cases(const rules::Rule& rule) {
  std::string text = fmt::format("\nCases ({}:{})\n", rule.file, rule.line);
  for (const rules::Case& test : rule.cases) text += fmt::format("  {:<14}  {}\n", test.expect, test.name);
  return text;
}

VerbOutcome test_rules(const rules::RuleSet& set, const std::string& only) {
  const bool is_fact =
      std::ranges::any_of(set.facts, [&](const rules::FactRule& fact) { return hive::equal_names(fact.id, only); });
  if (!only.empty() && !is_fact && set.find_rule(only) == nullptr) {
    return usage(rules::unknown_word("rule", only, ids_of(set)));
  }
  const CaseRun run = run_rule_cases(set, only);
  VerbOutcome outcome;
  for (const CaseFailure& failure : run.failures) {
    outcome.out +=
        fmt::format("{}:{}: {} \"{}\": {}\n", failure.file, failure.line, failure.rule, failure.name, failure.message);
  }
  outcome.out += fmt::format("{} cases, {} failed\n", run.cases, run.failures.size());
  outcome.exit_code = run.failures.empty() ? kClean : kFindings;
  return outcome;
}

}  // namespace

std::string unknown_profile(const std::string& given, const rules::RuleSet& set) {
  std::vector<std::string> names;
  for (const rules::Profile& profile : set.profiles) names.push_back(profile.name);
  std::string text = rules::unknown_word("profile", given, names) + "; profiles:";
  for (const std::string& name : names) text += " " + name;
  return text;
}

VerbOutcome run_rules_verb(const Options& options, const rules::LoadedRules& loaded) {
  const std::string& action = options.words.front();
  const std::string word = options.words.size() > 1 ? options.words[1] : "";
  const bool takes_rule = action == "show" || action == "test";
  if (options.markdown && action != "list") return usage("--markdown belongs to rules list");
  if (!word.empty() && !takes_rule) return usage(fmt::format("rules {}: unexpected '{}'", action, word));
  if (action == "validate") {
    if (!loaded.faults.empty()) return {kUsage, "", "the rulebook has faults:\n" + faults_text(loaded)};
    return {kClean,
            fmt::format("{} rules, {} facts, {} profiles: no faults\n", loaded.set.rules.size(),
                        loaded.set.facts.size(), loaded.set.profiles.size()),
            ""};
  }
  if (!loaded.faults.empty()) return {kUsage, "", "the rulebook has faults:\n" + faults_text(loaded)};
  if (action == "list") {
    return {kClean, options.markdown ? rule_list_markdown(loaded.set) : rule_list(loaded.set), ""};
  }
  if (action == "coverage") return {kClean, coverage_text(coverage_of(loaded.set)), ""};
  if (action == "test") return test_rules(loaded.set, word);
  if (action == "show") {
    if (word.empty()) return usage("rules show: missing RULE");
    const rules::Rule* rule = loaded.set.find_rule(word);
    if (rule == nullptr) return usage(rules::unknown_word("rule", word, ids_of(loaded.set)));
    return {kClean, show(*rule, loaded.set) + show_cases(*rule), ""};
  }
  return usage(rules::unknown_word("action of rules", action, {kRulesActions.begin(), kRulesActions.end()}));
}

VerbOutcome explain_rule(const Options& options, const rules::RuleSet& set) {
  const rules::Rule* rule = set.find_rule(options.words.front());
  if (rule == nullptr) return usage(rules::unknown_word("rule", options.words.front(), ids_of(set)));
  return {kClean, show(*rule, set), ""};
}

}  // namespace audit
