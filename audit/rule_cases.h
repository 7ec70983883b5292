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

/// Sees the findings of each case, whether or not it comes out as it says.
using CaseWatcher = std::function<void(const rules::Rule& rule, const std::vector<Finding>& findings)>;

/// `only`: the id of a rule or a fact, or empty for all.
CaseRun run_rule_cases(const rules::RuleSet& set, const std::string& only, const CaseWatcher& watch = {});

/// Whether every case comes out as it says; stops at the first that does not.
bool cases_hold(const rules::RuleSet& set, const std::string& only);

}  // namespace audit
