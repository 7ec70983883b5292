#pragma once
// One installation from its hives to its row of the report: facts, effective protocols, findings, and what the
// second reader says of the places that decided.

#include <string>

#include "audit/corroborate.h"
#include "audit/options.h"
#include "audit/report.h"
#include "hive/installation.h"
#include "rules/rule_set.h"

namespace audit {

struct Judgement {
  const Options& options;
  const rules::RuleSet& rules;
  const rules::Profile& profile;
  std::string target;  ///< its name in reports
};

/// `installation` loses the users that --users leaves out and gains the errors of --users and --require.
InstallationRow judge_installation(hive::Installation& installation, const Judgement& how, Corroborator& second);

}  // namespace audit
