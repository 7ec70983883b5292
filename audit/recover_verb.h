#pragma once
// `recover`: a dirty hive with its transaction logs applied, as a new file.

#include "audit/options.h"
#include "audit/rules_verb.h"

namespace audit {

/// Exit code 0: written, and whole. 2: the output is one of the inputs. 3: nothing could be applied, so nothing was
/// written; or what was written is damaged or may lack newer data. 4: it could not be written.
VerbOutcome recover_hive(const Options& options);

}  // namespace audit
