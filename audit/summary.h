#pragma once
// Findings counted by what a reader asks for: the whole, a user, a hive, a stack. Only sums over rows of the report.

#include <string>
#include <vector>

#include "audit/finding_status.h"
#include "audit/report.h"

namespace audit {

/// One Windows of the report.
struct Chosen {
  const TargetRow* target;
  const InstallationRow* installation;
};
std::vector<Chosen> installations_of(const Report& report);

/// "win2016-golden", with the label of the installation where the target has several.
std::string title_of(const Chosen& chosen);

struct SummaryRow {
  const InstallationRow* installation = nullptr;  ///< null when the row is about several
  std::string about;                              ///< a scope, a family of stacks; empty for hives
  const HiveRow* hive = nullptr;
  StatusCounts counts{};
  std::size_t tls12_on = 0;     ///< parts of Windows, of those that the row is about, that offer TLS 1.2 by default
  std::size_t tls12_asked = 0;  ///< ... that were asked about
};

StatusCounts counts_of(const TargetRow& target);
/// A row for each scope of each installation, in the order of the report.
std::vector<SummaryRow> by_scope(const std::vector<Chosen>& windows);
/// A row for each hive: the findings that looked into it. One that looked into two hives counts for both.
std::vector<SummaryRow> by_hive(const std::vector<Chosen>& windows);
/// A row for each family of stacks or products over all of them, by name.
std::vector<SummaryRow> by_family(const std::vector<Chosen>& windows);

/// "Schannel" of the area "Schannel.Server".
std::string family_of(const FindingRow& finding);
/// The family that judges a stack: "Schannel" for "schannel-client"; the stack itself when there is none.
std::string family_of_stack(std::string_view stack);

}  // namespace audit
