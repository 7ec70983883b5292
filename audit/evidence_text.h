#pragma once
// Evidence, fixes and errors as sentences, the same in every report for people. The results are not escaped.

#include <string>
#include <vector>

#include "audit/report.h"

namespace audit {

/// What was seen: `HKLM\...\Client\Enabled = REG_DWORD 0x00000000`, or that it is absent, and down to where
/// the path exists.
std::string evidence_fact(const EvidenceRow& evidence);
/// Where: hive, offsets, time, hash, damage on the way; `stored_path` adds the path inside the hive.
std::string evidence_place(const EvidenceRow& evidence, const std::vector<HiveRow>& hives, bool stored_path);
/// What the second reader said.
std::string second_reader_text(const EvidenceRow& evidence);

/// `set KEY\NAME = TYPE DATA`, or `remove KEY\NAME`.
std::string fix_text(const FixRow& fix);

/// `PATH:MEMBER @0x00021038` or as much of it as is known.
std::string error_place(const ErrorRow& error);
/// `corrupt: MESSAGE (expected E, found F)`.
std::string error_text(const ErrorRow& error);

}  // namespace audit
