#pragma once
// A report as build servers show it in a log: so many alerts as they keep, the worst first, and a line for everything
// else. GitHub and Azure differ only in how they write them.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "audit/report.h"
#include "audit/report_style.h"

namespace audit {

enum class AlertLevel { error, warning, notice };

struct Alert {
  AlertLevel level = AlertLevel::error;
  std::string code;  ///< the rule; empty when there is none
  std::string title;
  std::string text;        ///< may have lines
  std::string file;        ///< empty: none
  std::uint64_t line = 0;  ///< in the file; 0: none
};

struct LogAlerts {
  std::vector<Alert> alerts;       ///< the outcome first, and how many others have no room
  std::vector<std::string> lines;  ///< what has no alert
};

/// Both servers drop what goes beyond ten errors, ten warnings and ten notices of a step.
inline constexpr std::size_t kAlertsOfALevel = 10;

/// Without `has_notices` what would be one is a line.
LogAlerts log_alerts(const Report& report, const ReportStyle& style, bool has_notices);

/// One printable line that no build server takes for a command of its own: `##` and `::name` show their second
/// character as `\u0023` and `\u003A`.
std::string log_line(std::string_view text);

}  // namespace audit
