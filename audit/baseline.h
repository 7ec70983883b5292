#pragma once
// A baseline: a saved result whose failures are known. They stay failures, and do not fail the gate.

#include <string>

#include "audit/report.h"

namespace audit {

/// Marks as known each failing finding of `report` that failed in `saved` too, and fills report.baseline.
///
/// A baseline never hides what is worse than it was. A failure is known only when `saved` holds the same fingerprint
/// with the verdict fail, at this severity or a higher one, with the same observed data (observation.h), and not
/// waived: a waiver ends, and a baseline would prolong it for ever. Otherwise the finding fails the gate and says, as a
/// caveat, what has changed. Where several findings of `saved` share the fingerprint (targets of one name), all of them
/// must have failed. An error is never known. What a waiver covers now is left to it: waivers are applied first.
/// Counts and lists are in report.baseline; `path` is as given.
void apply_baseline(Report& report, const Report& saved, const std::string& path);

}  // namespace audit
