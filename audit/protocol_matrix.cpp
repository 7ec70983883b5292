#include "audit/protocol_matrix.h"

#include <algorithm>

#include "audit/report_words.h"

namespace audit {
namespace {

std::size_t column_of(std::vector<std::string>& protocols, const std::string& protocol) {
  const auto found = std::find(protocols.begin(), protocols.end(), protocol);
  if (found != protocols.end()) return static_cast<std::size_t>(found - protocols.begin());
  protocols.push_back(protocol);
  return protocols.size() - 1;
}

/// The row of (scope, stack); a new one goes behind the last row of its scope.
MatrixRow& row_of(std::vector<MatrixRow>& rows, const EffectiveRow& effective) {
  auto behind = rows.end();
  for (auto row = rows.begin(); row != rows.end(); ++row) {
    if (row->scope != effective.scope) continue;
    if (row->stack == effective.stack) return *row;
    behind = row + 1;
  }
  return *rows.insert(behind, {effective.scope, effective.stack, {}});
}

}  // namespace

ProtocolMatrix arrange(const std::vector<EffectiveRow>& effective) {
  ProtocolMatrix matrix;
  matrix.protocols = {"SSL 2.0", "SSL 3.0", "TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3"};
  for (const EffectiveRow& row : effective) {
    const std::size_t column = column_of(matrix.protocols, row.protocol);
    std::vector<const EffectiveRow*>& cells = row_of(matrix.rows, row).cells;
    if (cells.size() <= column) cells.resize(column + 1, nullptr);
    if (cells[column] == nullptr) cells[column] = &row;
  }
  for (MatrixRow& row : matrix.rows) row.cells.resize(matrix.protocols.size(), nullptr);
  return matrix;
}

Tls12Outlook tls12_outlook(const InstallationRow& installation) {
  Tls12Outlook outlook;
  for (const EffectiveRow& row : installation.effective) {
    if (row.protocol != "TLS 1.2") continue;
    std::string who = stack_name(row.stack, installation.os.arch).title;
    if (row.scope != "HKLM") who += " of " + scope_name(row.scope);
    if (row.state == "on")
      outlook.working.push_back(who);
    else if (row.state == "off" || row.state == "unsupported")
      outlook.broken.push_back(who);
    else if (row.state == "explicit-only")
      outlook.on_demand.push_back(who);
    else
      outlook.unknown.push_back(who);
  }
  return outlook;
}

}  // namespace audit
