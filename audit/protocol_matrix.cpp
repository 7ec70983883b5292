#include "audit/protocol_matrix.h"

#include <fmt/format.h>

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

std::string who_gets(const EffectiveRow& row, const InstallationRow& installation) {
  const std::string stack = stack_name(row.stack, installation.os.arch).title;
  return row.scope == "HKLM" ? stack : stack + " of " + scope_name(row.scope);
}

/// The first of them and how many more there are.
std::string first_of(const WeakestLink& link) {
  const std::size_t all = link.offers.size() + link.on_demand.size();
  const std::string& first = link.offers.empty() ? link.on_demand.front() : link.offers.front();
  return all == 1 ? first : fmt::format("{} and {} more", first, all - 1);
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
    const std::string who = who_gets(row, installation);
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

WeakestLink weakest_link(const InstallationRow& installation) {
  WeakestLink link;
  const ProtocolMatrix matrix = arrange(installation.effective);
  for (std::size_t column = 0; column < matrix.protocols.size(); ++column) {
    for (const MatrixRow& row : matrix.rows) {
      const EffectiveRow* cell = row.cells[column];
      if (cell == nullptr) continue;
      const bool is_tls12 = cell->protocol == "TLS 1.2";
      if (is_tls12) ++link.parts;
      if (cell->state == "off" || cell->state == "unsupported") {
        if (is_tls12) ++link.without_tls12;
      } else if (cell->state != "on" && cell->state != "explicit-only") {
        if (is_tls12) ++link.tls12_unknown;
        if (link.protocol.empty() || link.protocol == cell->protocol) ++link.older_unknown;
      } else if (link.protocol.empty() || link.protocol == cell->protocol) {
        link.protocol = cell->protocol;
        (cell->state == "on" ? link.offers : link.on_demand).push_back(who_gets(*cell, installation));
      }
    }
  }
  return link;
}

std::string weakest_link_text(const WeakestLink& link) {
  std::string text;
  if (link.protocol.empty())
    text = "no protocol is known to be offered";
  else if (link.protocol == "TLS 1.2" || link.protocol == "TLS 1.3")
    text = fmt::format("nothing is known to offer anything older than {}", link.protocol);
  else
    text = fmt::format("{}, which {} may {}", link.protocol, first_of(link),
                       link.offers.empty() ? "ask for" : "still use");
  if (link.older_unknown > 0)
    text += fmt::format("; not known: {} about {}", counted(link.older_unknown, "answer", "answers"),
                        link.protocol.empty() ? "protocols" : "it or older protocols");
  if (link.parts == 0) return text;
  text += fmt::format("; TLS 1.2 is missing in {} of {}",
                      link.without_tls12 == 0 ? std::string("none") : std::to_string(link.without_tls12),
                      counted(link.parts, "part of Windows", "parts of Windows"));
  if (link.tls12_unknown > 0) text += fmt::format(", not known in {}", link.tls12_unknown);
  return text;
}

std::string weakest_link_words(const WeakestLink& link) {
  return link.protocol.empty() ? "not known" : link.protocol + ": " + first_of(link);
}

}  // namespace audit
