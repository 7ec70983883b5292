#include "audit/sinks.h"

namespace audit {

const std::vector<Sink>& sinks() {
  static const std::vector<Sink> table = {
      {"text", "verdict, protocol matrix and findings for people at a terminal", write_text},
      {"json", "the whole result for programs (audit/report.schema.json)", write_json},
      {"junit", "JUnit XML for CI servers", write_junit},
      {"html", "one page for a browser; from 5,001 findings on, one for each target", write_html, html_needs_files,
       write_html_files},
      {"sarif", "SARIF 2.1.0 for GitHub code scanning and viewers", write_sarif},
      {"ndjson", "one record a line for log collectors", write_ndjson},
      {"csv", "a row for each value, for spreadsheets", write_csv},
      {"markdown", "a summary for job pages: outcome, worst findings, matrix", write_markdown},
      {"github", "annotations of GitHub Actions", write_github},
      {"azure", "log issues of Azure Pipelines", write_azure},
      {"xccdf", "XCCDF 1.2 results for checklist tools", write_xccdf},
      {"prometheus", "metrics for the textfile collector of node_exporter", write_prometheus},
  };
  return table;
}

const Sink* find_sink(std::string_view name) {
  for (const Sink& sink : sinks())
    if (sink.name == name) return &sink;
  return nullptr;
}

}  // namespace audit
