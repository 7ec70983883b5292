#pragma once
// A name for what a report says: two reports with one id come from the same inputs, rules and options.

#include <string>

#include "audit/report.h"

namespace audit {

/// 64 hex digits: SHA-256 over tool, rulebook, verb, profile, options, time, waivers, and over every input with its
/// path, size, digest, sequence numbers and logs. Not over the gate, which changes no finding.
std::string report_id(const Report& report);

}  // namespace audit
