#pragma once
// `rules list|show|test|validate` and `explain`: what the rulebook says, without any input.

#include <optional>
#include <string>
#include <vector>

#include "audit/options.h"
#include "rules/rule_set.h"

namespace audit {

struct VerbOutcome {
  int exit_code = 0;
  std::string out;    ///< for standard output
  std::string error;  ///< for standard error
};

VerbOutcome run_rules_verb(const Options& options, const rules::LoadedRules& loaded);
/// The sentence for a profile that does not exist, with the nearest name.
std::string unknown_profile(const std::string& given, const rules::RuleSet& set);
VerbOutcome explain_rule(const Options& options, const rules::RuleSet& set);

}  // namespace audit
