#pragma once
// The straight line: path -> installations -> facts -> effective protocols -> findings -> report. Holds no
// rule, no format and no fact of Windows.

#include <string>

#include "audit/accepted.h"
#include "audit/judge_targets.h"
#include "audit/options.h"
#include "audit/report.h"
#include "rules/rule_set.h"

namespace audit {

/// Judges (or, for the verbs effective and inspect, shows) every target of `options`. Never fails as a whole.
/// `rules_sha256` identifies the rulebook in the report; `accepted` is what does not fail the gate.
Report audit_targets(const Options& options, const rules::RuleSet& rules, const std::string& rules_sha256,
                     const Accepted& accepted, const Progress& progress);

}  // namespace audit
