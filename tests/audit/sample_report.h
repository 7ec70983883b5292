#pragma once
// One fixed report for the tests of the sinks: every verdict, every state, two machines, a target that is
// not there, and strings that want to break out of each format.

#include "audit/report.h"

namespace hiveaudit_tests {

/// Text as hostile as a report can hold it: printable, but full of markup.
extern const char* const kHostileText;

audit::Report sample_report();
/// With a baseline, and a waiver that fails the run.
audit::Report sample_report_with_baseline();
/// The same machine as `effective` and `inspect` report it: no findings, and no matrix either.
audit::Report sample_report_of(const char* verb);
/// Beyond the contract: raw control characters, broken UTF-8 and bidirectional marks in every text. A sink
/// must survive a caller that forgot to make text printable.
audit::Report poisoned_report();

}  // namespace hiveaudit_tests
