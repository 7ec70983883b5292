#pragma once
// The formats of `diff`, as sinks.h has those of a report.

#include <string>
#include <string_view>
#include <vector>

#include "audit/difference.h"
#include "audit/sinks.h"

namespace audit {

std::string write_difference_text(const Difference& difference, const ReportStyle& style);
std::string write_difference_json(const Difference& difference, const ReportStyle& style);

struct DifferenceFormat {
  std::string_view name;
  std::string_view description;
  std::string (*write)(const Difference&, const ReportStyle&);
};

const std::vector<DifferenceFormat>& difference_formats();

}  // namespace audit
