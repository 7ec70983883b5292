#include "audit/alerts.h"
#include "audit/safe_text.h"
#include "audit/sinks.h"

// Workflow commands of GitHub Actions. What the runner drops beyond its ten alerts of a level stands in the log.

namespace audit {
namespace {

/// GitHub shows some lines of an alert; the log and the other reports have the rest.
constexpr std::size_t kMaxTextBytes = 4096;

/// The escapes of the runner: `%`, CR and LF in every text, `:` and `,` in properties too. Everything else that could
/// end a line or a command is printable already.
std::string escaped(std::string_view text, bool property) {
  std::string out;
  for (const char c : safe_cut(text, kMaxTextBytes)) {
    switch (c) {
      case '%':
        out += "%25";
        break;
      case '\n':
        out += "%0A";
        break;
      case '\t':
        out += ' ';
        break;
      case ':':
        out += property ? "%3A" : ":";
        break;
      case ',':
        out += property ? "%2C" : ",";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string_view command_of(AlertLevel level) {
  switch (level) {
    case AlertLevel::error:
      return "error";
    case AlertLevel::warning:
      return "warning";
    case AlertLevel::notice:
      break;
  }
  return "notice";
}

}  // namespace

std::string write_github(const Report& report, const ReportStyle& style) {
  const LogAlerts log = log_alerts(report, style, true);
  std::string out;
  for (const Alert& alert : log.alerts) {
    out += "::";
    out += command_of(alert.level);
    out += ' ';
    if (!alert.file.empty()) out += "file=" + escaped(alert.file, true) + ",";
    if (!alert.file.empty()) out += "line=" + std::to_string(alert.line == 0 ? 1 : alert.line) + ",";
    out += "title=" + escaped(alert.title, true) + "::" + escaped(alert.text, false) + "\n";
  }
  if (log.lines.empty()) return out;
  out += "::group::hiveaudit: everything without an alert\n";
  for (const std::string& line : log.lines) out += log_line(safe_cut(line, kMaxTextBytes)) + "\n";
  return out + "::endgroup::\n";
}

}  // namespace audit
