#pragma once
// The table of report formats. A sink is a function from the report to text, or to several
// files; it may fail for no reason.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/report.h"
#include "audit/report_style.h"

namespace audit {

std::string write_text(const Report& report, const ReportStyle& style);
std::string write_json(const Report& report, const ReportStyle& style);
std::string write_junit(const Report& report, const ReportStyle& style);
std::string write_html(const Report& report, const ReportStyle& style);
std::string write_sarif(const Report& report, const ReportStyle& style);
std::string write_ndjson(const Report& report, const ReportStyle& style);
std::string write_csv(const Report& report, const ReportStyle& style);
std::string write_markdown(const Report& report, const ReportStyle& style);
std::string write_github(const Report& report, const ReportStyle& style);
std::string write_azure(const Report& report, const ReportStyle& style);
std::string write_xccdf(const Report& report, const ReportStyle& style);
std::string write_prometheus(const Report& report, const ReportStyle& style);

/// Takes one finished file; false when it could not be written, and no other one is wanted.
using PutFile = std::function<bool(const std::string& path, const std::string& text)>;

/// Whether the report is too big for one page.
bool html_needs_files(const Report& report);
/// A page for each target beside `file`, then `file` itself, which links to them. False when one could not be put.
bool write_html_files(const Report& report, const std::string& file, const PutFile& put);

struct Sink {
  std::string_view name;
  std::string_view description;
  std::string (*write)(const Report&, const ReportStyle&);
  /// For formats that become several files when one would be too big; null for all others.
  bool (*needs_files)(const Report&) = nullptr;
  bool (*write_files)(const Report&, const std::string& file, const PutFile& put) = nullptr;
};

const std::vector<Sink>& sinks();
/// Null when there is no such format.
const Sink* find_sink(std::string_view name);

}  // namespace audit
