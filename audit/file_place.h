#pragma once
// The file that servers show a finding at.

#include <cstdint>
#include <string>
#include <vector>

#include "audit/report.h"
#include "audit/report_style.h"

namespace audit {

struct FilePlace {
  std::string path;        ///< empty: none
  std::uint64_t line = 0;  ///< 0: none
};

/// The file that the user named; else the hive or the text of the evidence that tells most.
FilePlace file_place(const FindingRow& finding, const std::vector<HiveRow>& hives, const ReportStyle& style);

}  // namespace audit
