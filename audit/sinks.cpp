#include "audit/sinks.h"

namespace audit {

const std::vector<Sink>& sinks() {
  static const std::vector<Sink> table = {
      {"text", "verdict, protocol matrix and findings for people at a terminal", write_text},
      {"json", "the whole result for programs (audit/report.schema.json)", write_json},
      {"junit", "JUnit XML for CI servers", write_junit},
      {"html", "one self-contained page for a browser", write_html},
  };
  return table;
}

const Sink* find_sink(std::string_view name) {
  for (const Sink& sink : sinks())
    if (sink.name == name) return &sink;
  return nullptr;
}

}  // namespace audit
