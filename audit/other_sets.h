#pragma once
// What the sets that Select calls Default, LastKnownGood and Failed would change: a machine may come up with them.

#include <functional>
#include <string>
#include <vector>

#include "audit/evaluate.h"
#include "audit/report.h"
#include "hive/installation.h"

namespace audit {

/// Judges an installation from scratch.
using JudgeAgain = std::function<std::vector<Finding>(const hive::Installation&)>;

struct OtherSets {
  std::vector<NoteRow> notes;    ///< one for each such set whose verdicts differ
  std::vector<ErrorRow> errors;  ///< the set that the next boot uses makes a verdict worse: what passes here is no pass
};
OtherSets compare_other_sets(const hive::Installation& installation, const std::vector<Finding>& current,
                             const JudgeAgain& judge);

}  // namespace audit
