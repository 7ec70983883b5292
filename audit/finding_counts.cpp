#include "audit/finding_counts.h"

#include <numeric>

namespace audit {

FindingCounts::FindingCounts(const InstallationRow& installation) {
  for (const FindingRow& finding : installation.findings) {
    const auto severity = static_cast<std::size_t>(finding.severity);
    ++counts_.at(static_cast<std::size_t>(finding.verdict)).at(severity);
    if (finding.verdict != Verdict::fail) continue;
    if (finding.waived_by) ++waived_;
    if (finding.known) ++known_;
    if (!finding.waived_by && !finding.known) ++open_.at(severity);
  }
}

std::uint64_t FindingCounts::of(Verdict verdict) const {
  const auto& row = counts_.at(static_cast<std::size_t>(verdict));
  return std::accumulate(row.begin(), row.end(), std::uint64_t{0});
}

std::uint64_t FindingCounts::of(Verdict verdict, Severity severity) const {
  return counts_.at(static_cast<std::size_t>(verdict)).at(static_cast<std::size_t>(severity));
}

std::uint64_t FindingCounts::open(Severity severity) const { return open_.at(static_cast<std::size_t>(severity)); }

}  // namespace audit
