#pragma once
// `fix`: the changes of the registry that turn the failing findings of a saved result to pass, or the way back.

#include "audit/options.h"
#include "audit/rules_verb.h"

namespace audit {

/// Exit code 0: all changes are written, or there are none. 2: a rule, a user or a target that the result does not
/// hold, more than one installation to choose from, or the way back of a result that was made with --overlay. 3: the
/// result cannot be read or is incomplete, findings contradict each other, or the format cannot express a change. 4:
/// the file could not be written.
VerbOutcome fix_result(const Options& options);

}  // namespace audit
