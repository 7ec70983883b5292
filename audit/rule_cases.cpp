#include "audit/rule_cases.h"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

#include "audit/asked_facts.h"
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

hive::Result<hive::Installation> machine_of(const std::string& name, const std::string& given) {
  auto keys = hive::parse_reg_text(given, true);
  if (!keys) return keys.error();
  add_missing_hives(*keys);
  const auto trees = hive::hive_trees(*keys);
  if (!trees) return trees.error();
  std::vector<hive::MemoryHive> hives;
  for (const hive::HiveTree& tree : *trees) {
    hives.push_back({tree.name, tree.user ? tree.name : std::string(), hive::regf::build_hive(tree.root)});
  }
  return hive::installation_from_memory(name, std::move(hives));
}

/// What the cases of a rule, a fact or the defaults have to know of their machines. Each case is a machine of its own
/// and there are thousands, so what nobody asks is not looked for.
struct Wanted {
  std::vector<rules::FactRule> facts;
  bool model = true;
};

Wanted wanted_by(const rules::Rule& rule, const rules::RuleSet& set) {
  if (asks_model(rule)) return {set.facts, true};
  return {only_facts(facts_of(rule, set.facts), set.facts), false};
}

/// The machine of a case and what is known of it.
struct Given {
  hive::Installation installation;
  Facts facts;
  std::vector<StackRow> rows;
};

/// Errors: what is wrong with the case itself.
std::variant<Given, std::string> given_of(const rules::RuleSet& set, const Wanted& wanted, const std::string& os_text,
                                          hive::Result<hive::Installation> installation) {
  OsOption os;
  if (!os_text.empty()) {
    auto parsed = parse_os_option(os_text);
    if (!parsed) return "os: " + hive::to_text(parsed.error());
    os = *parsed;
  }
  if (!installation) return "given: " + hive::to_text(installation.error());
  if (!installation->errors.empty()) return "given: " + hive::to_text(installation->errors.front());
  Facts facts = collect_facts(wanted.facts, *installation, os);
  std::vector<StackRow> rows;
  if (wanted.model) rows = effective_protocols(set.defaults, facts, *installation);
  return Given{*std::move(installation), std::move(facts), std::move(rows)};
}

/// A profile that gives the dates for which the rule asks; null when it asks for none.
const rules::Profile* profile_of(const rules::RuleSet& set, const rules::Rule& rule) {
  for (const std::string& name : {rule.period.from, rule.period.before}) {
    if (name.empty()) continue;
    for (const rules::Profile& profile : set.profiles) {
      if (rules::find_date(profile, name) != nullptr) return &profile;
    }
  }
  return nullptr;
}

hive::Result<hive::Installation> machine_of(const rules::Rule& rule, const rules::Case& test) {
  // A rule about the lines of a text wants the text as it is.
  auto machine =
      asks_lines(rule.check) ? hive::installation_from_text(test.name, test.given) : machine_of(test.name, test.given);
  if (machine) {
    for (const auto& [path, version] : test.files) {
      machine->stated_files.push_back({path, version == "absent" ? std::nullopt : std::optional(version)});
    }
    for (const auto& [path, text] : test.texts) machine->stated_files.push_back({path, std::nullopt, text});
  }
  return machine;
}

using Findings = std::vector<Finding>;

/// Errors: what is wrong with the case itself.
std::variant<Findings, std::string> findings_of(const rules::RuleSet& set, const Wanted& wanted,
                                                const rules::Rule& rule, const rules::Case& test) {
  const auto made = given_of(set, wanted, test.os, machine_of(rule, test));
  if (const auto* fault = std::get_if<std::string>(&made)) return *fault;
  const auto& [installation, facts, rows] = std::get<Given>(made);
  const std::string now = test.now.empty() ? rules::kCaseNow : test.now;
  return evaluate(rule, rule.severity, Judged{installation, facts, rows, now, profile_of(set, rule)});
}

/// Empty when the case comes out as it says.
std::string run_case(const rules::RuleSet& set, const Wanted& wanted, const rules::Rule& rule,
                     const rules::Case& test) {
  const auto made = findings_of(set, wanted, rule, test);
  if (const auto* fault = std::get_if<std::string>(&made)) return *fault;
  const auto& findings = std::get<Findings>(made);
  if (test.scope.empty() && findings.size() != 1) {
    return fmt::format("the rule makes {} findings here; scope= must name one", findings.size());
  }
  const auto found = test.scope.empty() ? findings.begin() : std::ranges::find(findings, test.scope, &Finding::scope);
  if (found == findings.end()) return fmt::format("no finding has the scope {}", test.scope);
  if (name_of(found->verdict) == test.expect) return {};
  return fmt::format("expected {}, found {}{}: {}", test.expect, name_of(found->verdict),
                     found->error_code ? fmt::format(" ({})", *found->error_code) : "", found->message);
}

std::string outcome_text(rules::FactCase::Outcome outcome, const std::string& value) {
  switch (outcome) {
    case rules::FactCase::Outcome::absent:
      return "absent";
    case rules::FactCase::Outcome::unknown:
      return "unknown";
    case rules::FactCase::Outcome::known:
      break;
  }
  return "\"" + value + "\"";
}

std::string outcome_of(const Fact& fact) {
  using Outcome = rules::FactCase::Outcome;
  switch (fact.state) {
    case Fact::State::absent:
      return outcome_text(Outcome::absent, "");
    case Fact::State::unknown:
      return outcome_text(Outcome::unknown, "");
    case Fact::State::known:
      break;
  }
  return outcome_text(Outcome::known, fact.value);
}

std::string run_fact_case(const rules::RuleSet& set, const rules::FactCase& test) {
  const Wanted wanted{only_facts(facts_of(test.fact, set.facts), set.facts), false};
  const auto made = given_of(set, wanted, test.os, machine_of(test.name, test.given));
  if (const auto* fault = std::get_if<std::string>(&made)) return *fault;
  const Fact* fact = std::get<Given>(made).facts.find(test.fact);
  if (fact == nullptr) return "the fact was not collected";
  const std::string expected = outcome_text(test.outcome, test.value);
  const std::string found = outcome_of(*fact);
  return found == expected ? std::string() : fmt::format("expected {}, found {}", expected, found);
}

std::string run_default_case(const rules::RuleSet& set, const rules::DefaultCase& test) {
  const auto made = given_of(set, Wanted{set.facts, true}, test.os, machine_of(test.stack, test.given));
  if (const auto* fault = std::get_if<std::string>(&made)) return *fault;
  const std::vector<StackRow>& rows = std::get<Given>(made).rows;
  const auto row = std::ranges::find(rows, test.stack, &StackRow::stack);
  if (row == rows.end()) return "this machine has no such stack";
  std::string wrong;
  for (std::size_t i = 0; i < rules::kProtocolCount; ++i) {
    const Cell& cell = row->cells[i];
    if (name_of(cell.state) == test.states[i]) continue;
    wrong += fmt::format("{}{}: expected {}, found {}", wrong.empty() ? "" : "; ", rules::kProtocols[i], test.states[i],
                         name_of(cell.state));
  }
  return wrong;
}

bool cases_of_rule_hold(const rules::RuleSet& set, const rules::Rule& rule) {
  const Wanted wanted = wanted_by(rule, set);
  return std::ranges::all_of(rule.cases,
                             [&](const rules::Case& test) { return run_case(set, wanted, rule, test).empty(); });
}

}  // namespace

bool cases_hold(const rules::RuleSet& set, const std::string& changed) {
  if (const rules::Rule* rule = set.find_rule(changed)) return cases_of_rule_hold(set, *rule);
  const auto rests_on_it = [&](const FactIds& ids) { return !changed.empty() && ids.contains(changed); };
  const auto fact_holds = [&](const rules::FactCase& test) { return run_fact_case(set, test).empty(); };
  const auto default_holds = [&](const rules::DefaultCase& test) { return run_default_case(set, test).empty(); };
  const auto is_nearest = [&](const rules::FactCase& test) { return test.fact == changed; };
  const auto rests = [&](const rules::FactCase& test) {
    return test.fact != changed && rests_on_it(facts_of(test.fact, set.facts));
  };
  const auto can_notice = [&](const rules::Rule& rule) {
    return asks_model(rule) || rests_on_it(facts_of(rule, set.facts));
  };
  // What is nearest first: most changes are noticed there.
  return std::ranges::all_of(set.fact_cases, [&](const auto& test) { return !is_nearest(test) || fact_holds(test); }) &&
         std::ranges::all_of(set.fact_cases, [&](const auto& test) { return !rests(test) || fact_holds(test); }) &&
         std::ranges::all_of(set.default_cases, default_holds) &&
         std::ranges::all_of(
             set.rules, [&](const rules::Rule& rule) { return !can_notice(rule) || cases_of_rule_hold(set, rule); });
}

CaseRun run_rule_cases(const rules::RuleSet& set, const std::string& only) {
  CaseRun run;
  const auto take = [&run](CaseFailure failure) {
    ++run.cases;
    if (!failure.message.empty()) run.failures.push_back(std::move(failure));
  };
  const auto is_meant = [&only](const std::string& id) { return only.empty() || hive::equal_names(id, only); };
  for (const rules::DefaultCase& test : set.default_cases) {
    if (only.empty()) take({"os " + test.os, test.stack, test.file, test.line, run_default_case(set, test)});
  }
  for (const rules::FactCase& test : set.fact_cases) {
    if (is_meant(test.fact)) take({test.fact, test.name, test.file, test.line, run_fact_case(set, test)});
  }
  for (const rules::Rule& rule : set.rules) {
    if (!is_meant(rule.id)) continue;
    const Wanted wanted = wanted_by(rule, set);
    for (const rules::Case& test : rule.cases) {
      take({rule.id, test.name, rule.file, test.line, run_case(set, wanted, rule, test)});
    }
  }
  return run;
}

void watch_rule_cases(const rules::RuleSet& set, const CaseWatcher& watch) {
  for (const rules::Rule& rule : set.rules) {
    const Wanted wanted = wanted_by(rule, set);
    for (const rules::Case& test : rule.cases) {
      const auto made = findings_of(set, wanted, rule, test);
      if (const auto* findings = std::get_if<Findings>(&made)) watch(rule, *findings);
    }
  }
}

}  // namespace audit
