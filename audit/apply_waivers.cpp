#include "audit/apply_waivers.h"

#include <fmt/format.h>

#include <set>
#include <string>
#include <string_view>

#include "audit/calendar.h"

namespace audit {
namespace {

/// "vdi-team (CHG-4411) until 2027-01-31: the reason"
std::string answer_of(const WaiverRow& row) {
  std::string text = row.owner;
  if (row.ticket) text += fmt::format(" ({})", *row.ticket);
  text += row.expires ? " until " + *row.expires : " without end";
  if (row.approver) text += ", approved by " + *row.approver;
  return text + ": " + row.reason;
}

std::string state_of(const WaiverRow& row, bool expired, std::string_view today) {
  if (expired) return "expired";
  if (row.findings.empty()) return "unused";
  return row.expires && days_between(today, *row.expires) <= kExpiringDays ? "expiring" : "used";
}

}  // namespace

void apply_waivers(Report& report, const std::vector<Waiver>& waivers) {
  const std::string_view today = date_of(report.now);
  report.waivers.clear();
  for (const Waiver& waiver : waivers) {
    WaiverRow row = waiver.row;
    const bool expired = is_expired(waiver, report.now);
    std::set<std::string> covered;
    for (TargetRow& target : report.targets) {
      for (InstallationRow& installation : target.installations) {
        for (FindingRow& finding : installation.findings) {
          if (finding.verdict != Verdict::fail || !is_about(waiver, finding, target, installation)) continue;
          if (covered.insert(finding.fingerprint).second) row.findings.push_back(finding.fingerprint);
          if (!expired && !finding.waived_by) finding.waived_by = answer_of(row);
        }
      }
    }
    row.state = state_of(row, expired, today);
    report.waivers.push_back(std::move(row));
  }
}

}  // namespace audit
