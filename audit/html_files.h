#pragma once
// A report that is too big for one page: a front page, and a page for each target.

#include <cstddef>
#include <string>
#include <vector>

#include "audit/html_sections.h"
#include "audit/report.h"

namespace audit {

/// Pages with more findings take a browser longer than two seconds to open.
inline constexpr std::size_t kFindingsOnOnePage = 5000;

std::size_t finding_count(const Report& report);

/// The name of each target's page beside `file`, as in Report::targets: "report-win2016-golden.html". No two are the
/// same, nor as `file`, on file systems that do not tell case apart either.
std::vector<std::string> page_names(const Report& report, const std::string& file);

/// The whole text of one page.
std::string html_page(const HtmlPage& page);

}  // namespace audit
