#pragma once
// Counts, and the number that the process ends with (exit_code.h).

#include "audit/options.h"
#include "audit/report.h"

namespace audit {

/// Sets fails_gate, totals, the error `nothing_decided` of targets where no rule reached pass or fail, and the
/// exit code. The gate changes no verdict.
void apply_gate(Report& report, const Options& options);

}  // namespace audit
