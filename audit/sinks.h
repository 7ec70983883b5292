#pragma once
// The table of report formats. A sink is a function from the report to text; it may fail for no reason.

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

struct Sink {
  std::string_view name;
  std::string_view description;
  std::string (*write)(const Report&, const ReportStyle&);
};

const std::vector<Sink>& sinks();
/// Null when there is no such format.
const Sink* find_sink(std::string_view name);

}  // namespace audit
