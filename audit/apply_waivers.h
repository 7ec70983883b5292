#pragma once
// What waivers do to a report: failures that they cover are marked, and each waiver says what became of it. No verdict
// changes, and what could not be decided cannot be waived.

#include <vector>

#include "audit/report.h"
#include "audit/waiver.h"

namespace audit {

/// Days before its end from which on a waiver that is used is called `expiring`.
inline constexpr long kExpiringDays = 30;

/// Fills `waived_by` of failing findings (the first waiver that has not expired answers) and the report's waivers, in
/// their order, with their states at the report's time. A waiver is used when it covers a failure, also one that
/// another waiver covers too.
void apply_waivers(Report& report, const std::vector<Waiver>& waivers);

}  // namespace audit
