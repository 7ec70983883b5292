#include "audit/summary.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace audit {
namespace {

void add(StatusCounts& counts, const FindingRow& finding) { ++counts[static_cast<std::size_t>(status_of(finding))]; }

void add(SummaryRow& row, const EffectiveRow& cell) {
  if (cell.protocol != "TLS 1.2") return;
  ++row.tls12_asked;
  if (cell.state == "on") ++row.tls12_on;
}

/// The row about this; a new one goes behind the others.
SummaryRow& row_about(std::vector<SummaryRow>& rows, std::size_t from, const std::string& about) {
  const auto known = std::find_if(rows.begin() + static_cast<std::ptrdiff_t>(from), rows.end(),
                                  [&](const SummaryRow& row) { return row.about == about; });
  if (known != rows.end()) return *known;
  SummaryRow row;
  row.about = about;
  return rows.emplace_back(std::move(row));
}

struct Family {
  std::string_view stacks;  ///< how their names begin
  std::string_view name;    ///< how their areas begin
};
constexpr std::array kFamilies = {Family{"schannel-", "Schannel"}, Family{"winhttp-", "WinHTTP"},
                                  Family{"wininet", "WinINet"},    Family{"office-", "Office"},
                                  Family{"dotnet4-", "DotNet4"},   Family{"dotnet2-", "DotNet2"}};

}  // namespace

std::vector<Chosen> installations_of(const Report& report) {
  std::vector<Chosen> all;
  for (const TargetRow& target : report.targets)
    for (const InstallationRow& installation : target.installations) all.push_back({&target, &installation});
  return all;
}

std::string title_of(const Chosen& chosen) {
  const auto& [target, installation] = chosen;
  if (target->installations.size() < 2 || target->name == installation->label) return target->name;
  return target->name + ": " + installation->label;
}

std::string family_of(const FindingRow& finding) { return finding.area.substr(0, finding.area.find('.')); }

std::string family_of_stack(std::string_view stack) {
  for (const Family& family : kFamilies)
    if (stack.starts_with(family.stacks)) return std::string(family.name);
  return std::string(stack);
}

StatusCounts counts_of(const TargetRow& target) {
  StatusCounts counts{};
  for (const InstallationRow& installation : target.installations)
    for (const FindingRow& finding : installation.findings) add(counts, finding);
  return counts;
}

std::vector<SummaryRow> by_scope(const std::vector<Chosen>& windows) {
  std::vector<SummaryRow> rows;
  for (const Chosen& chosen : windows) {
    const std::size_t own = rows.size();
    for (const EffectiveRow& cell : chosen.installation->effective) add(row_about(rows, own, cell.scope), cell);
    for (const FindingRow& finding : chosen.installation->findings)
      add(row_about(rows, own, finding.scope).counts, finding);
    for (std::size_t i = own; i < rows.size(); ++i) rows[i].installation = chosen.installation;
  }
  return rows;
}

std::vector<SummaryRow> by_hive(const std::vector<Chosen>& windows) {
  std::vector<SummaryRow> rows;
  for (const Chosen& chosen : windows) {
    const std::size_t own = rows.size();
    for (const HiveRow& hive : chosen.installation->hives) {
      SummaryRow row;
      row.installation = chosen.installation;
      row.hive = &hive;
      rows.push_back(row);
    }
    for (const FindingRow& finding : chosen.installation->findings) {
      std::set<std::size_t> seen;
      for (const EvidenceRow& evidence : finding.evidence)
        if (evidence.hive && *evidence.hive < chosen.installation->hives.size() && seen.insert(*evidence.hive).second)
          add(rows[own + *evidence.hive].counts, finding);
    }
  }
  return rows;
}

std::vector<SummaryRow> by_family(const std::vector<Chosen>& windows) {
  std::map<std::string, SummaryRow> families;
  for (const Chosen& chosen : windows) {
    for (const FindingRow& finding : chosen.installation->findings) add(families[family_of(finding)].counts, finding);
    for (const EffectiveRow& cell : chosen.installation->effective) add(families[family_of_stack(cell.stack)], cell);
  }
  std::vector<SummaryRow> rows;
  for (auto& [name, row] : families) {
    row.about = name;
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace audit
