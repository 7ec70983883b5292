#pragma once
// Fixes are tried, not believed: the machine is judged again with the changes of all failing findings laid over its
// registry. A finding that still fails then, or whose changes make another one fail, says so, and its changes are left
// to people.

#include <functional>
#include <vector>

#include "audit/evaluate.h"
#include "audit/report.h"
#include "hive/installation.h"

namespace audit {

using JudgeFixed = std::function<std::vector<Finding>(const hive::Installation&)>;

/// Fills FixRow::before of every change: what stands in its place now.
void look_before_fixes(InstallationRow& row, const hive::Installation& installation);

/// Fills FindingRow::fix_falls_short. What becomes informational with the changes is a note of the row. Needs
/// `look_before_fixes`. `judge` makes its findings in the order of the row's.
void try_fixes(InstallationRow& row, const hive::Installation& installation, const JudgeFixed& judge);

}  // namespace audit
