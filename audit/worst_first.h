#pragma once
// The findings of a report in the order in which they ask for action, for formats that can show only so many. Only an
// arrangement of pointers into the report.

#include <vector>

#include "audit/report.h"

namespace audit {

struct PlacedFinding {
  const TargetRow* target = nullptr;
  const InstallationRow* installation = nullptr;
  const FindingRow* finding = nullptr;
};

/// Every finding: what blocks, what could not be decided, what warns, what is accepted, notes, what was not checked,
/// what does not apply, what passes; in each the severest first, then the order of the report.
std::vector<PlacedFinding> worst_first(const Report& report);

}  // namespace audit
