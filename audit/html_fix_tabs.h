#pragma once
// The registry changes of one finding in every format of `fix`, for the person who looks at it.

#include <string>
#include <string_view>
#include <vector>

#include "audit/report.h"

namespace audit {

struct FixTab {
  std::string_view title;
  std::string text;  ///< a change that the format cannot express is told in a comment
};
std::vector<FixTab> fix_tabs(const FindingRow& finding);

}  // namespace audit
