#include "audit/html_anchors.h"

#include <fmt/format.h>

#include <utility>

#include "audit/safe_text.h"

namespace audit {

Anchors::Anchors(const Report& report) {
  // The page's own places.
  given_ = {"main",        "inputs-not-read", "provenance",    "filter",
            "filter-kind", "filter-count",    "left-to-check", "requirements"};
  for (const auto* rows : {&report.requirements, &report.left_to_check}) {
    for (const RequirementRow& row : *rows)
      if (!demands_.contains(row.id)) demands_[row.id] = unique("demand-" + slug(row.id));
  }
  std::size_t reasons = 0;
  for (const TargetRow& target : report.targets) {
    for (const InstallationRow& installation : target.installations) {
      std::string place = slug(target.name);
      if (target.installations.size() > 1) place += "-" + slug(installation.label);
      installations_[&installation] = unique("windows-" + place);
      for (const FindingRow& finding : installation.findings)
        findings_[&finding] = unique(fmt::format("{}-{}-{}", slug(finding.rule), place, slug(finding.scope)));
      numbers_.emplace(&installation, numbers_.size() + 1);
      std::vector<ReasonBlock> blocks = cell_reasons(installation);
      for (ReasonBlock& block : blocks) {
        for (CellReason& reason : block.reasons) {
          reason.place = unique(fmt::format("why-{}", ++reasons));
          for (const EffectiveRow* cell : reason.cells) cells_[cell] = reason.place;
        }
      }
      reasons_[&installation] = std::move(blocks);
    }
  }
}

const std::string& Anchors::decider(const InstallationRow& installation, const EffectiveRow& cell) const {
  if (cell.decided_by)
    for (const FindingRow& finding : installation.findings)
      if (finding.fingerprint == *cell.decided_by) return of(finding);
  return cells_.at(&cell);
}

const std::string& Anchors::of_demand(const std::string& id) const {
  static const std::string kNowhere;
  const auto found = demands_.find(id);
  return found == demands_.end() ? kNowhere : found->second;
}

std::string Anchors::unique(const std::string& wanted) {
  std::string name = wanted;
  for (int number = 2; !given_.insert(name).second; ++number) name = fmt::format("{}-{}", wanted, number);
  return name;
}

}  // namespace audit
