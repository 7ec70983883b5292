#pragma once
// Runs the cases that rules, facts and defaults carry: .reg text -> a hive in memory -> the real reader -> the real
// judgement.

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "audit/evaluate.h"
#include "rules/rule_set.h"

namespace audit {

struct CaseFailure {
  std::string rule;  ///< or the fact, or the system that something is expected of
  std::string name;
  std::string file;
  std::size_t line = 0;
  std::string message;  ///< expected and found
};

struct CaseRun {
  std::size_t cases = 0;
  std::vector<CaseFailure> failures;
};

/// `only`: the id of a rule or a fact, or empty for all.
CaseRun run_rule_cases(const rules::RuleSet& set, const std::string& only);

/// Hands out the findings of each case of each rule, whether or not it comes out as it says.
using CaseWatcher = std::function<void(const rules::Rule& rule, const std::vector<Finding>& findings)>;
void watch_rule_cases(const rules::RuleSet& set, const CaseWatcher& watch);

/// Whether the cases that can notice a change of `changed` come out as they say; stops at the first that does not. The
/// id of a rule, of a fact (whatever rests on it can notice), or empty for the defaults.
bool cases_hold(const rules::RuleSet& set, const std::string& changed);

}  // namespace audit
