#include "audit/file_place.h"

#include "audit/evidence_text.h"

namespace audit {

FilePlace file_place(const FindingRow& finding, const std::vector<HiveRow>& hives, const ReportStyle& style) {
  if (!style.source_file.empty()) return {style.source_file, 0};
  for (const EvidenceRow* evidence : telling_first(finding.evidence))
    if (evidence->hive && *evidence->hive < hives.size())
      return {hives[*evidence->hive].path, evidence->line.value_or(0)};
  return {};
}

}  // namespace audit
