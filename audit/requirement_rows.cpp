#include "audit/requirement_rows.h"

#include <set>
#include <string>
#include <string_view>

namespace audit {
namespace {

RequirementRow row_of(const rules::Requirement& requirement) {
  RequirementRow row;
  row.id = requirement.id;
  row.product = requirement.product;
  row.text = requirement.text;
  row.confidence = rules::name_of(requirement.basis.confidence);
  for (const rules::Source& source : requirement.basis.sources) row.sources.push_back({source.title, source.href});
  if (!requirement.basis.disagreement.empty()) row.disagreement = requirement.basis.disagreement;
  if (!requirement.instead.empty()) row.instead = requirement.instead;
  return row;
}

}  // namespace

std::vector<RequirementRow> cited_requirements(const rules::RuleSet& set, const std::vector<TargetRow>& targets) {
  std::set<std::string_view> cited;
  for (const TargetRow& target : targets) {
    for (const InstallationRow& machine : target.installations) {
      for (const FindingRow& finding : machine.findings) {
        if (finding.verdict != Verdict::not_applicable)
          cited.insert(finding.requirements.begin(), finding.requirements.end());
      }
    }
  }
  std::vector<RequirementRow> rows;
  for (const rules::Requirement& requirement : set.requirements) {
    if (cited.contains(requirement.id)) rows.push_back(row_of(requirement));
  }
  return rows;
}

std::vector<RequirementRow> undecidable_requirements(const rules::RuleSet& set) {
  std::vector<RequirementRow> rows;
  for (const rules::Requirement& requirement : set.requirements) {
    if (requirement.decidable == rules::Decidable::no) rows.push_back(row_of(requirement));
  }
  return rows;
}

}  // namespace audit
