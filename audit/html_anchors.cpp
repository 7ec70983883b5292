#include "audit/html_anchors.h"

#include <fmt/format.h>

#include <utility>

#include "audit/safe_text.h"

namespace audit {

Anchors::Anchors(const Report& report) {
  // The page's own places.
  given_ = {"main",    "inputs-not-read", "provenance", "filter",        "filter-count",
            "summary", "waivers",         "known",      "left-to-check", "requirements"};
  for (const auto* rows : {&report.requirements, &report.left_to_check}) {
    for (const RequirementRow& row : *rows)
      if (!demands_.contains(row.id)) demands_[row.id] = unique("demand-" + slug(row.id));
  }
  std::size_t reasons = 0;
  std::size_t number = 0;
  const std::vector<Chosen> windows = installations_of(report);
  for (const Chosen& chosen : windows) {
    installations_[chosen.installation] = {"", chosen, ++number};
    for (const std::string_view part : {"protocols", "findings", "not-checked", "passed", "not-applicable", "inputs"})
      given_.insert(of_part(part, *chosen.installation));
  }
  for (const Chosen& chosen : windows) {
    const InstallationRow& installation = *chosen.installation;
    std::string place = slug(chosen.target->name);
    if (chosen.target->installations.size() > 1) place += "-" + slug(installation.label);
    installations_[&installation].name = unique("windows-" + place);
    for (const FindingRow& finding : installation.findings) {
      findings_[&finding] = {unique(fmt::format("{}-{}-{}", slug(finding.rule), place, slug(finding.scope))), chosen,
                             0};
      fingerprints_.emplace(finding.fingerprint, &finding);
    }
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

void Anchors::spread(std::string front, std::map<const TargetRow*, std::string> pages) {
  front_ = std::move(front);
  pages_ = std::move(pages);
  enter(nullptr);
}

void Anchors::enter(const TargetRow* target) { here_ = target == nullptr ? front_ : page_of(target); }

const FindingRow* Anchors::finding(const std::string& fingerprint) const {
  const auto found = fingerprints_.find(fingerprint);
  return found == fingerprints_.end() ? nullptr : found->second;
}

std::string Anchors::page_of(const TargetRow* target) const {
  const auto found = pages_.find(target);
  return found == pages_.end() ? front_ : found->second;
}

std::string Anchors::address(const std::string& page, std::string_view place) const {
  return fmt::format("{}#{}", page == here_ ? "" : page, place);
}

std::string Anchors::link(const FindingRow& finding) const {
  const Place& place = findings_.at(&finding);
  return address(page_of(place.home.target), place.name);
}

std::string Anchors::link(const InstallationRow& installation) const {
  const Place& place = installations_.at(&installation);
  return address(page_of(place.home.target), place.name);
}

const std::string& Anchors::decider(const InstallationRow& installation, const EffectiveRow& cell) const {
  if (cell.decided_by) {
    const FindingRow* judge = finding(*cell.decided_by);
    if (judge != nullptr && home_of(*judge).installation == &installation) return of(*judge);
    for (const FindingRow& other : installation.findings)
      if (other.fingerprint == *cell.decided_by) return of(other);
  }
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
