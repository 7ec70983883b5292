#include "audit/worst_first.h"

#include <algorithm>
#include <utility>

#include "audit/headline.h"

namespace audit {
namespace {

int rank_of(const FindingRow& finding) {
  switch (finding.verdict) {
    case Verdict::fail:
      if (is_blocking(finding)) return 0;
      return finding.waived_by || finding.known ? 3 : 2;
    case Verdict::error:
      return 1;
    case Verdict::informational:
      return 4;
    case Verdict::not_checked:
      return 5;
    case Verdict::not_applicable:
      return 6;
    case Verdict::pass:
      return 7;
  }
  return 1;
}

}  // namespace

std::vector<PlacedFinding> worst_first(const Report& report) {
  std::vector<PlacedFinding> all;
  for (const TargetRow& target : report.targets)
    for (const InstallationRow& installation : target.installations)
      for (const FindingRow& finding : installation.findings) all.push_back({&target, &installation, &finding});
  std::ranges::stable_sort(all, {}, [](const PlacedFinding& placed) {
    return std::pair(rank_of(*placed.finding), -static_cast<int>(placed.finding->severity));
  });
  return all;
}

}  // namespace audit
