#pragma once
// What made the answer what it is, beside the hives: options that change a finding, notes of targets and
// installations, the baseline. Every format tells them, for a machine that was judged with an overlay or for one user
// alone must not look like one that was judged as it is. In one language, so that no format knows more than another.

#include <string>
#include <vector>

#include "audit/report.h"

namespace audit {

/// A sentence, and by what it can be told from others.
struct Condition {
  std::string name;      ///< of the option, or the code of the note
  std::string sentence;  ///< "Judged as if cure.reg had been imported (--overlay)."
};
/// Those of the whole report: its options, one each.
std::vector<Condition> conditions(const Report& report);
/// The same as one paragraph; empty when there are none.
std::string conditions_text(const Report& report);

/// A note and where it belongs.
struct PlacedNote {
  const TargetRow* target = nullptr;
  const InstallationRow* installation = nullptr;  ///< null: of the whole target
  const NoteRow* note = nullptr;
};
/// Every note of the report, targets first to installations; views into the report.
std::vector<PlacedNote> notes_of(const Report& report);
/// "win2016.golden: the hives contradict --os".
std::string note_text(const PlacedNote& placed);

/// "last.json of 2026-11-01 00:00:00 UTC, profile m365: 1 known, 2 new, 1 fixed".
std::string baseline_text(const BaselineRow& baseline);
/// "TLS1001: the title (win2016, this computer): it passes now; then: 0x0".
std::string baseline_finding_text(const BaselineFindingRow& then);

/// Why a waiver fails the run: "The waiver of TLS1101 for win2016* (vdi-team) expired on 2026-01-31: the reason".
std::string waiver_fault(const WaiverRow& waiver);

/// Why the changes of a finding do not suffice, as a sentence; empty when they do.
std::string falls_short_text(const FindingRow& finding);

}  // namespace audit
