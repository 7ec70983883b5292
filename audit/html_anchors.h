#pragma once
// Names of places inside the page. `TLS1012-win2016-golden-HKLM` stays the same between runs, so a link in a
// ticket still lands on the finding.

#include <fmt/format.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "audit/cell_reasons.h"
#include "audit/report.h"

namespace audit {

class Anchors {
 public:
  explicit Anchors(const Report& report);

  const std::string& of(const FindingRow& finding) const { return findings_.at(&finding); }
  const std::string& of(const InstallationRow& installation) const { return installations_.at(&installation); }
  /// Why the cells of an installation say what they say; each has the name of its place.
  const std::vector<ReasonBlock>& reasons(const InstallationRow& installation) const {
    return reasons_.at(&installation);
  }
  /// The finding that judges the cell, or its explanation.
  const std::string& decider(const InstallationRow& installation, const EffectiveRow& cell) const;
  /// Of a demand by its id; empty when the report does not list it.
  const std::string& of_demand(const std::string& id) const;
  /// Of the keys that answers rest on.
  std::string of_place(const InstallationRow& installation, std::size_t number) const {
    return fmt::format("read-{}-{}", numbers_.at(&installation), number);
  }

 private:
  std::string unique(const std::string& wanted);

  std::set<std::string> given_;
  std::map<const FindingRow*, std::string> findings_;
  std::map<const InstallationRow*, std::string> installations_;
  std::map<const InstallationRow*, std::vector<ReasonBlock>> reasons_;
  std::map<const InstallationRow*, std::size_t> numbers_;
  std::map<const EffectiveRow*, std::string> cells_;
  std::map<std::string, std::string> demands_;
};

}  // namespace audit
