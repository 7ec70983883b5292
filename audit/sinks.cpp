#include "audit/sinks.h"

namespace audit {

const std::vector<Sink>& sinks() {
  static const std::vector<Sink> table = {
      {"text", "verdict, protocol matrix and findings for people at a terminal", write_text},
      {"json", "the whole result for programs (audit/report.schema.json)", write_json},
      {"junit", "JUnit XML for CI servers", write_junit},
      {"html", "one page for a browser; from 5,001 findings on, one for each target", write_html, html_needs_files,
       write_html_files},
  };
  return table;
}

const Sink* find_sink(std::string_view name) {
  for (const Sink& sink : sinks())
    if (sink.name == name) return &sink;
  return nullptr;
}

}  // namespace audit
