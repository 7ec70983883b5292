#pragma once
// The one line a reader takes away. It depends on what was found, never on the gate: a report with the gate
// switched off still says NOT READY.

#include <cstdint>
#include <string>

#include "audit/report.h"

namespace audit {

enum class Outcome {
  ready,       ///< nothing fails at medium or above, everything could be decided
  partial,     ///< nothing fails at medium or above, but rules lacked input, a hive is dirty or a waiver fails the run
  excepted,    ///< what fails at medium or above is waived or known
  incomplete,  ///< something could not be read or decided, and nothing blocks as far as we saw
  not_ready,   ///< something fails at medium or above
  listed,      ///< verbs that judge nothing, everything could be read
};

struct Headline {
  Outcome outcome = Outcome::incomplete;
  bool complete = false;  ///< everything could be read and decided, and something was
  std::string word;       ///< READY, NOT READY, ...
  std::string shape;      ///< four ASCII columns that say the same without colour: [ok], [X], [?]
  std::string sentence;   ///< "2 blocking findings, 1 warning, 1 could not be decided, 20 passed"
};

Headline headline(const TargetRow& target, const Report& report);
/// The worst of all targets. A waiver that fails the run is of all of them.
Headline headline(const Report& report);

/// Not the gate: unwaived, unknown to the baseline, severity medium or above.
bool is_blocking(const FindingRow& finding);

/// What was asked of this place could be answered.
bool was_answered(const PlaceRow& place);

/// "Gate: 2 findings at medium or above fail it" - the only words that depend on the gate.
std::string gate_text(const Report& report);

}  // namespace audit
