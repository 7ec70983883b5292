#pragma once
// Counts, and the number that the process ends with (exit_code.h).

#include "audit/options.h"
#include "audit/report.h"

namespace audit {

/// Sets fails_gate of findings and waivers, totals, the error `nothing_decided` of targets where no rule reached pass
/// or fail, and the exit code. What is waived or known does not fail the gate; the gate changes no verdict.
void apply_gate(Report& report, const Options& options);

/// Something of a report that went through the gate could not be read or decided, whatever its exit code says.
bool is_incomplete(const Report& report);
/// The same of one Windows: an error, a place or a finding that says so.
bool is_incomplete(const InstallationRow& installation);

}  // namespace audit
