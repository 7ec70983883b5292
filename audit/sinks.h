#pragma once
// The table of report formats. A sink is a function from the report to text; it may fail for no reason.

#include <string>
#include <string_view>
#include <vector>

#include "audit/report.h"

namespace audit {

/// How much the text report may use of a terminal, and how chatty it is. Other sinks ignore it.
struct TextStyle {
  bool colour = false;
  std::size_t width = 80;  ///< columns
  int verbosity = 0;       ///< -1 quiet: verdict line only; 1: passing findings too
};

std::string write_text(const Report& report, const TextStyle& style);
std::string write_json(const Report& report, const TextStyle& style);
std::string write_junit(const Report& report, const TextStyle& style);
std::string write_html(const Report& report, const TextStyle& style);

struct Sink {
  std::string_view name;
  std::string_view description;
  std::string (*write)(const Report&, const TextStyle&);
};

const std::vector<Sink>& sinks();
/// Null when there is no such format.
const Sink* find_sink(std::string_view name);

}  // namespace audit
