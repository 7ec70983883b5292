#pragma once
// Strict readers of our report formats that share no code with the writers: what a consumer would see of the findings.

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "audit/report.h"

namespace hiveaudit_tests {

/// "RULE verdict" for each finding.
using Story = std::multiset<std::string>;

Story told_by_report(const audit::Report& report);
/// `RULE` and the word that JUnit has for each finding; which one, decides told_by_junit's counterpart.
Story wanted_of_junit(const audit::Report& report);

Story told_by_json(const std::string& text);
Story told_by_ndjson(const std::string& text);
Story told_by_html(const std::string& text);
Story told_by_junit(const std::string& text);
Story told_by_sarif(const std::string& text);
Story told_by_csv(const std::string& text);
Story told_by_xccdf(const std::string& text);
Story told_by_github(const std::string& text);
Story told_by_azure(const std::string& text);

/// "verdict severity" with their numbers, for the formats that only count.
using Counts = std::map<std::string, std::uint64_t>;
Counts counts_of_report(const audit::Report& report);
Counts counts_of_prometheus(const std::string& text);

/// RFC 4180: quoted cells, CR LF behind each row, all rows of one length. Complaints are failures of the test.
std::vector<std::map<std::string, std::string>> csv_rows(const std::string& text);

/// The text format of Prometheus as its own parser takes it; each series once, each HELP and TYPE before its samples.
struct Sample {
  std::string name;
  std::map<std::string, std::string> labels;
  double value = 0;
};
std::vector<Sample> prometheus_samples(const std::string& text);

/// Lines as the runner of GitHub Actions understands them.
struct LogCommand {
  std::string name;  ///< error, warning, notice, group, endgroup; empty: a line of the log
  std::map<std::string, std::string> properties;
  std::string text;
};
std::vector<LogCommand> github_commands(const std::string& text);
std::vector<LogCommand> azure_commands(const std::string& text);

/// The cells of each row of each table, taken apart where `|` has no backslash.
std::vector<std::vector<std::string>> markdown_rows(const std::string& text);

}  // namespace hiveaudit_tests
