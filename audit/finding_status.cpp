#include "audit/finding_status.h"

namespace audit {

Status status_of(const FindingRow& finding) {
  switch (finding.verdict) {
    case Verdict::pass:
      return Status::pass;
    case Verdict::error:
      return Status::error;
    case Verdict::not_checked:
      return Status::not_checked;
    case Verdict::not_applicable:
      return Status::not_applicable;
    case Verdict::informational:
      return Status::note;
    case Verdict::fail:
      break;
  }
  if (finding.waived_by) return Status::waived;
  if (finding.known) return Status::known;
  return finding.severity >= Severity::medium ? Status::fail : Status::warning;
}

std::string_view id_of(Status status) {
  constexpr std::array<std::string_view, kStatuses.size()> kIds = {
      "fail", "warning", "error", "waived", "known", "note", "pass", "not-checked", "not-applicable"};
  return kIds[static_cast<std::size_t>(status)];
}

std::string_view word_of(Status status) {
  constexpr std::array<std::string_view, kStatuses.size()> kWords = {
      "fail", "warning", "error", "waived", "known", "note", "pass", "not checked", "does not apply"};
  return kWords[static_cast<std::size_t>(status)];
}

}  // namespace audit
