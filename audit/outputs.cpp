#include "audit/outputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "audit/atomic_file.h"
#include "audit/exit_code.h"
#include "audit/terminal.h"
#include "hive/error.h"

namespace audit {
namespace {

bool colour_for(const Options& options, Stream stream) {
  if (options.colour == ColourMode::automatic) return wants_colour(stream);
  return options.colour == ColourMode::always;
}

ReportStyle style_for(const Options& options, const Output& output) {
  ReportStyle style = options.style;
  if (!output.file.empty()) return style;
  style.colour = colour_for(options, Stream::out);
  constexpr std::size_t kLeast = 60;
  constexpr std::size_t kMost = 120;
  style.width = std::clamp(columns(Stream::out).value_or(style.width), kLeast, kMost);
  return style;
}

bool put_file(const std::string& path, const std::string& text) {
  const auto written = write_atomically(path, text);
  if (!written) complain(hive::to_text(written.error()));
  return written.has_value();
}

/// Devices and pipes have no place beside them.
bool takes_files_beside(const Output& output) {
  std::error_code unknown;
  const auto there = std::filesystem::status(output.file, unknown);
  return !output.file.empty() && (!std::filesystem::exists(there) || std::filesystem::is_regular_file(there));
}

/// A report that became several files; nothing when one has to do.
std::optional<bool> put_files(const Sink& sink, const Report& report, const Options& options, const Output& output) {
  if (sink.needs_files == nullptr || !sink.needs_files(report)) return std::nullopt;
  const bool talks = options.style.verbosity >= 0;
  const std::string format(sink.name);
  if (!takes_files_beside(output)) {
    if (talks)
      complain(fmt::format("note: this {} report is big for one file; -o {}=FILE would write several", format, format));
    return std::nullopt;
  }
  std::size_t count = 0;
  const bool all = sink.write_files(report, output.file, [&count](const std::string& path, const std::string& text) {
    ++count;
    return put_file(path, text);
  });
  if (all && talks)
    complain(fmt::format("note: {} is the front of {} files, one for each target beside it", output.file, count));
  return all;
}

// One text to its place.
int put_text(const Output& output, const std::string& text, int exit_code) {
  if (output.file.empty()) return print(text, exit_code);
  return put_file(output.file, text) ? exit_code : kReportNotWritten;
}

}  // namespace

void complain(const std::string& text) { write_stream(Stream::err, "hiveaudit: " + text + "\n"); }

// A pipe whose reader went away ends the run quietly; a full disk does not.
int print(const std::string& text, int exit_code) {
  if (write_stream(Stream::out, text) != WriteOutcome::failed) return exit_code;
  complain("standard output could not be written");
  return kReportNotWritten;
}

bool have_places(const Options& options) {
  for (const Output& output : options.outputs) {
    if (output.file.empty()) continue;
    if (auto possible = check_writable(output.file); !possible) {
      complain(hive::to_text(possible.error()));
      return false;
    }
  }
  return true;
}

int write_outputs(const Options& options, int exit_code, const WriteOutput& write) {
  for (const Output& output : options.outputs) {
    exit_code = put_text(output, write(output, style_for(options, output)), exit_code);
  }
  return exit_code;
}

int write_reports(const Report& report, const Options& options, int exit_code) {
  for (const Output& output : options.outputs) {
    const Sink& sink = *find_sink(output.format);
    if (const auto all = put_files(sink, report, options, output)) {
      if (!*all) exit_code = kReportNotWritten;
    } else {
      exit_code = put_text(output, sink.write(report, style_for(options, output)), exit_code);
    }
  }
  return exit_code;
}

}  // namespace audit
