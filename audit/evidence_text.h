#pragma once
// Evidence, fixes and errors as sentences, the same in every report for people. The results are not escaped.

#include <string>
#include <vector>

#include "audit/report.h"

namespace audit {

/// What was seen: `HKLM\...\Client\Enabled = REG_DWORD 0x00000000`, or that it is absent, and which part of
/// its path does not exist.
std::string evidence_fact(const EvidenceRow& evidence);
/// Where: hive, offsets, time, hash, damage on the way; `stored_path` adds the path inside the hive.
std::string evidence_place(const EvidenceRow& evidence, const std::vector<HiveRow>& hives, bool stored_path);
/// What the second reader said.
std::string second_reader_text(const EvidenceRow& evidence);

/// In the order in which they tell a person most: what is there before what is not.
std::vector<const EvidenceRow*> telling_first(const std::vector<EvidenceRow>& evidence);

/// `set KEY\NAME = TYPE DATA`, or `remove KEY\NAME`.
std::string fix_text(const FixRow& fix);
/// The notes of the steps, each once.
std::vector<std::string> fix_notes(const std::vector<FixRow>& fix);

/// The message, or nothing when it only repeats the title and what was found.
std::string own_message(const FindingRow& finding);
/// The message without the title in front of it.
std::string message_behind_title(const FindingRow& finding);

/// `PATH:MEMBER @0x00021038` or as much of it as is known.
std::string error_place(const ErrorRow& error);
/// `corrupt: MESSAGE (expected E, found F)`.
std::string error_text(const ErrorRow& error);

}  // namespace audit
