#pragma once
// The targets of a run, each to its row: containers in children, several at a time, everything else here. The rows
// stand in the order of the targets and say the same however many children there are.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "audit/options.h"
#include "audit/report.h"
#include "rules/rule_set.h"

namespace audit {

/// Told what is being worked on, for a progress line; by one thread at a time, not always the same.
using Progress = std::function<void(const std::string&)>;

struct JudgedTargets {
  std::vector<TargetRow> rows;  ///< one for each target; in a child that reads a range, one for each stretch
  std::uint64_t second_reader_not_asked = 0;
};

/// `rules_sha256` is of `rules`.
JudgedTargets judge_targets(const Options& options, const rules::RuleSet& rules, const std::string& rules_sha256,
                            const rules::Profile& profile, const Progress& progress);

}  // namespace audit
