#include "audit/rule_cases.h"

#include <fmt/format.h>

#include <algorithm>

#include "audit/effective.h"
#include "audit/evaluate.h"
#include "audit/facts.h"
#include "audit/os_option.h"
#include "hive/input.h"
#include "hive/reg_text.h"
#include "hive/reg_tree.h"
#include "hive/regf/builder.h"
#include "hive/upcase.h"

namespace audit {
namespace {

/// A case describes a whole machine: the hives that its text does not name are there and hold nothing.
void add_missing_hives(std::vector<hive::RegTextKey>& keys) {
  const auto add = [&](const char* root, std::vector<std::string> segments) {
    hive::RegTextKey key;
    key.root = root;
    key.segments = std::move(segments);
    keys.push_back(std::move(key));
  };
  const bool has_user = std::ranges::any_of(keys, [](const hive::RegTextKey& key) {
    return key.root == "HKEY_CURRENT_USER" || (key.root == "HKEY_USERS" && !key.segments.empty());
  });
  add("HKEY_LOCAL_MACHINE", {"SYSTEM"});
  add("HKEY_LOCAL_MACHINE", {"SOFTWARE"});
  if (!has_user) add("HKEY_CURRENT_USER", {});
}

bool asks_lines(const rules::Check& check) {
  if (const auto* group = std::get_if<rules::GroupCheck>(&check.test)) {
    return std::ranges::any_of(group->checks, asks_lines);
  }
  return std::holds_alternative<rules::LineCheck>(check.test);
}

hive::Result<hive::Installation> machine_of(const rules::Rule& rule, const rules::Case& test) {
  // A rule about the lines of a text wants the text as it is.
  if (asks_lines(rule.check)) return hive::installation_from_text(test.name, test.given);
  auto keys = hive::parse_reg_text(test.given, true);
  if (!keys) return keys.error();
  add_missing_hives(*keys);
  const auto trees = hive::hive_trees(*keys);
  if (!trees) return trees.error();
  std::vector<hive::MemoryHive> hives;
  for (const hive::HiveTree& tree : *trees) {
    hives.push_back({tree.name, tree.user ? tree.name : std::string(), hive::regf::build_hive(tree.root)});
  }
  return hive::installation_from_memory(test.name, std::move(hives));
}

/// Empty when the case comes out as it says.
std::string run_case(const rules::RuleSet& set, const rules::Rule& rule, const rules::Case& test,
                     const CaseWatcher& watch) {
  OsOption os;
  if (!test.os.empty()) {
    auto parsed = parse_os_option(test.os);
    if (!parsed) return "os: " + hive::to_text(parsed.error());
    os = *parsed;
  }
  auto installation = machine_of(rule, test);
  if (!installation) return "given: " + hive::to_text(installation.error());
  if (!installation->errors.empty()) return "given: " + hive::to_text(installation->errors.front());
  for (const auto& [path, version] : test.files) {
    installation->stated_files.push_back({path, version == "absent" ? std::nullopt : std::optional(version)});
  }

  const Facts facts = collect_facts(set.facts, *installation, os);
  const std::vector<StackRow> rows = effective_protocols(set.defaults, facts, *installation);
  const std::string now = test.now.empty() ? rules::kCaseNow : test.now;
  const std::vector<Finding> findings = evaluate(rule, rule.severity, Judged{*installation, facts, rows, now});
  if (watch) watch(rule, findings);
  if (test.scope.empty() && findings.size() != 1) {
    return fmt::format("the rule makes {} findings here; scope= must name one", findings.size());
  }
  const auto found = test.scope.empty() ? findings.begin() : std::ranges::find(findings, test.scope, &Finding::scope);
  if (found == findings.end()) return fmt::format("no finding has the scope {}", test.scope);
  if (name_of(found->verdict) == test.expect) return {};
  return fmt::format("expected {}, found {}{}: {}", test.expect, name_of(found->verdict),
                     found->error_code ? fmt::format(" ({})", *found->error_code) : "", found->message);
}

}  // namespace

bool cases_hold(const rules::RuleSet& set, const std::string& only) {
  return std::ranges::all_of(set.rules, [&](const rules::Rule& rule) {
    if (!only.empty() && !hive::equal_names(rule.id, only)) return true;
    return std::ranges::all_of(rule.cases,
                               [&](const rules::Case& test) { return run_case(set, rule, test, {}).empty(); });
  });
}

CaseRun run_rule_cases(const rules::RuleSet& set, const std::string& only, const CaseWatcher& watch) {
  CaseRun run;
  for (const rules::Rule& rule : set.rules) {
    if (!only.empty() && !hive::equal_names(rule.id, only)) continue;
    for (const rules::Case& test : rule.cases) {
      ++run.cases;
      std::string message = run_case(set, rule, test, watch);
      if (!message.empty()) run.failures.push_back({rule.id, test.name, rule.file, test.line, std::move(message)});
    }
  }
  return run;
}

}  // namespace audit
