#pragma once
// Names of places in the page, or in several pages. `TLS1012-win2016-golden-HKLM` stays the same between runs, so a
// link in a ticket still lands on the finding.

#include <fmt/format.h>

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "audit/cell_reasons.h"
#include "audit/report.h"
#include "audit/summary.h"

namespace audit {

class Anchors {
 public:
  /// The report's rows stay where they are for as long as this lives.
  explicit Anchors(const Report& report);

  /// Several pages: `front` tells of the whole, `pages` of a target each. All names are addresses relative to a folder.
  void spread(std::string front, std::map<const TargetRow*, std::string> pages);
  /// Links are now as seen from this page. Null: the front.
  void enter(const TargetRow* target);

  const std::string& of(const FindingRow& finding) const { return findings_.at(&finding).name; }
  const std::string& of(const InstallationRow& installation) const { return installations_.at(&installation).name; }
  /// Where the finding stands.
  const Chosen& home_of(const FindingRow& finding) const { return findings_.at(&finding).home; }
  const Chosen& home_of(const InstallationRow& installation) const { return installations_.at(&installation).home; }
  /// What has this fingerprint, the first one; null when nothing has.
  const FindingRow* finding(const std::string& fingerprint) const;

  /// Addresses, as seen from the page that was entered.
  std::string link(const FindingRow& finding) const;
  std::string link(const InstallationRow& installation) const;
  std::string link_to_front(std::string_view place) const { return address(front_, place); }

  /// Why the cells of an installation say what they say; each has the name of its place.
  const std::vector<ReasonBlock>& reasons(const InstallationRow& installation) const {
    return reasons_.at(&installation);
  }
  /// The finding that judges the cell, or its explanation.
  const std::string& decider(const InstallationRow& installation, const EffectiveRow& cell) const;
  /// Of a demand by its id; empty when the report does not list it. They stand on the front page.
  const std::string& of_demand(const std::string& id) const;
  /// Of the keys that answers rest on.
  std::string of_place(const InstallationRow& installation, std::size_t number) const {
    return fmt::format("read-{}-{}", installations_.at(&installation).number, number);
  }
  /// Of a part of what is told of an installation: "findings-1".
  std::string of_part(std::string_view part, const InstallationRow& installation) const {
    return fmt::format("{}-{}", part, installations_.at(&installation).number);
  }

 private:
  struct Place {
    std::string name;
    Chosen home;
    std::size_t number = 0;  ///< of the installation, from 1
  };
  std::string unique(const std::string& wanted);
  std::string address(const std::string& page, std::string_view place) const;
  std::string page_of(const TargetRow* target) const;

  std::set<std::string> given_;
  std::map<const FindingRow*, Place> findings_;
  std::map<std::string, const FindingRow*, std::less<>> fingerprints_;
  std::map<const InstallationRow*, Place> installations_;
  std::map<const InstallationRow*, std::vector<ReasonBlock>> reasons_;
  std::map<const EffectiveRow*, std::string> cells_;
  std::map<std::string, std::string> demands_;
  std::string front_;
  std::string here_;
  std::map<const TargetRow*, std::string> pages_;
};

}  // namespace audit
