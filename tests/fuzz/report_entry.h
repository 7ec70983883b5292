#pragma once
// What the product does with a saved result, or with what a child process hands back for one: read it, write it as
// every report. What was read once is written so that it is read again, and means the same.

#include <string>
#include <string_view>

#include "audit/read_json.h"
#include "audit/sinks.h"
#include "tests/fuzz/promise.h"

namespace fuzz {

inline void read_report(std::string_view document) {
  const auto report = audit::read_json(document);
  if (!report) {
    promise(!report.error().expected.empty() && !report.error().found.empty(), "a refusal says what stands where");
    return;
  }
  const std::string text = audit::write_json(*report, {});
  const auto again = audit::read_json(text);
  promise(again.has_value(), "what was written is read");
  promise(audit::write_json(*again, {}) == text, "a report that was read again is the same");
  for (const audit::Sink& sink : audit::sinks()) {
    promise(sink.write(*report, {}) == sink.write(*again, {}), "a report that was read again looks the same");
  }
}

}  // namespace fuzz
