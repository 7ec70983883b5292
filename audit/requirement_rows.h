#pragma once
// What documents demand, as rows of the report, in the order of rules/requirements.xml.

#include <vector>

#include "audit/report.h"
#include "rules/rule_set.h"

namespace audit {

/// What the findings rest on, but for those that do not apply: their ids say what `explain` would tell.
std::vector<RequirementRow> cited_requirements(const rules::RuleSet& set, const std::vector<TargetRow>& targets);
/// What no hive and no file can tell: left to check by hand.
std::vector<RequirementRow> undecidable_requirements(const rules::RuleSet& set);

}  // namespace audit
