#include "audit/alerts.h"
#include "audit/safe_text.h"
#include "audit/sinks.h"

// Logging commands of Azure Pipelines. The agent looks for them anywhere in a line.

namespace audit {
namespace {

constexpr std::size_t kMaxTextBytes = 4096;

/// The escapes of the agent: `%`, CR and LF in every text, `;` and `]` in properties too.
std::string escaped(std::string_view text, bool property) {
  std::string out;
  for (const char c : safe_cut(text, kMaxTextBytes)) {
    switch (c) {
      case '%':
        out += "%AZP25";
        break;
      case '\n':
        out += "%0A";
        break;
      case '\t':
        out += ' ';
        break;
      case ';':
        out += property ? "%3B" : ";";
        break;
      case ']':
        out += property ? "%5D" : "]";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace

std::string write_azure(const Report& report, const ReportStyle& style) {
  const LogAlerts log = log_alerts(report, style, false);
  std::string out;
  for (const Alert& alert : log.alerts) {
    out += "##vso[task.logissue type=";
    out += alert.level == AlertLevel::error ? "error" : "warning";
    if (!alert.file.empty()) out += ";sourcepath=" + escaped(alert.file, true);
    if (!alert.file.empty()) out += ";linenumber=" + std::to_string(alert.line == 0 ? 1 : alert.line);
    if (!alert.code.empty()) out += ";code=" + escaped(alert.code, true);
    out += ";]" + escaped(alert.title + "\n" + alert.text, false) + "\n";
  }
  if (log.lines.empty()) return out;
  out += "##[group]hiveaudit: everything without an alert\n";
  for (const std::string& line : log.lines) out += log_line(safe_cut(line, kMaxTextBytes)) + "\n";
  return out + "##[endgroup]\n";
}

}  // namespace audit
