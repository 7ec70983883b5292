#pragma once
// What a run writes: reports to their files or to standard output, sentences to standard error. What cannot be written
// is told, and turns the exit status into kReportNotWritten.

#include <functional>
#include <string>

#include "audit/options.h"
#include "audit/report.h"
#include "audit/sinks.h"

namespace audit {

/// One sentence on standard error.
void complain(const std::string& text);
/// Text on standard output; returns `exit_code` unless that failed. A pipe whose reader went away ends the run quietly.
int print(const std::string& text, int exit_code);

/// Known before the work begins: a report that has no place leaves no other report behind either.
bool have_places(const Options& options);

/// The text of one -o.
using WriteOutput = std::function<std::string(const Output& output, const ReportStyle& style)>;
int write_outputs(const Options& options, int exit_code, const WriteOutput& write);
/// Each -o by its sink; a format may become several files.
int write_reports(const Report& report, const Options& options, int exit_code);

}  // namespace audit
