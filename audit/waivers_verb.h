#pragma once
// `waivers check|template`: a file of waivers looked at without an audit, and the start of one.

#include <string>

#include "audit/options.h"
#include "audit/report.h"
#include "audit/rules_verb.h"
#include "rules/rule_set.h"

namespace audit {

/// How long the waivers of a template last.
inline constexpr long kTemplateDays = 90;

/// check FILE [RESULT]: exit code 0; 1 with --fail-on-expired-waiver or --fail-on-unused-waiver; 2 when a file is
/// faulty. template RESULT: exit code 0; 2 when it is no result. Both: 2 when the result is not one of audit.
/// options.now must be set.
VerbOutcome run_waivers_verb(const Options& options, const rules::RuleSet& rules);

/// The file of waivers that would cover the failures of `report` at or above its gate (without one: every failure),
/// ending kTemplateDays after `now`. Owners and reasons are left empty, so that the file is refused until a person has
/// filled them in.
std::string waiver_template(const Report& report, const std::string& now);

}  // namespace audit
