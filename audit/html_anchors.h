#pragma once
// Names of places inside the page. `TLS1012-win2016-golden-HKLM` stays the same between runs, so a link in a
// ticket still lands on the finding.

#include <map>
#include <set>
#include <string>

#include "audit/report.h"

namespace audit {

class Anchors {
 public:
  explicit Anchors(const Report& report);

  const std::string& of(const FindingRow& finding) const { return findings_.at(&finding); }
  const std::string& of(const InstallationRow& installation) const { return installations_.at(&installation); }
  /// Where the explanation of one cell of the matrix stands.
  const std::string& of(const EffectiveRow& cell) const { return cells_.at(&cell); }
  /// The finding that judges the cell, or its explanation.
  const std::string& decider(const InstallationRow& installation, const EffectiveRow& cell) const;

 private:
  std::string unique(const std::string& wanted);

  std::set<std::string> given_;
  std::map<const FindingRow*, std::string> findings_;
  std::map<const InstallationRow*, std::string> installations_;
  std::map<const EffectiveRow*, std::string> cells_;
};

}  // namespace audit
