#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "audit/protocol_matrix.h"
#include "audit/report_words.h"
#include "audit/safe_text.h"
#include "audit/text_sections.h"
#include "audit/wrap.h"

namespace audit {
namespace {

/// Between columns.
constexpr std::size_t kGap = 2;

std::string cell_text(const EffectiveRow* cell) {
  if (cell == nullptr) return "-";
  // Where Windows has no such protocol, or nobody knows, nothing decided.
  if (cell->state == "unsupported" || cell->state == "unknown") return safe_line(state_word(cell->state));
  return safe_line(fmt::format("{} {}", state_word(cell->state), basis_word(cell->basis)));
}

Colour cell_colour(const EffectiveRow* cell, const std::string& protocol) {
  if (cell == nullptr || cell->state == "unsupported") return Colour::dim;
  if (cell->state == "unknown") return Colour::yellow;
  if (protocol != "TLS 1.2") return Colour::none;
  return cell->state == "on" ? Colour::green : cell->state == "off" ? Colour::red : Colour::yellow;
}

bool is_obvious(const EffectiveRow& cell) {
  return cell.basis == "default" && (cell.state == "on" || cell.state == "off" || cell.state == "unsupported");
}

void put_reasons(TextPage& page, const MatrixRow& row, const std::vector<std::string>& protocols) {
  std::vector<std::pair<std::string, std::string>> by_reason;  // reason, protocols it holds for
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    const EffectiveRow* cell = row.cells[i];
    if (cell == nullptr || is_obvious(*cell)) continue;
    std::string reason = cell->reason;
    if (!cell->confidence.empty() && cell->confidence != "high")
      reason += fmt::format(" ({} confidence)", cell->confidence);
    const auto same =
        std::find_if(by_reason.begin(), by_reason.end(), [&](const auto& r) { return r.first == reason; });
    const std::string what = fmt::format("{} {}", protocols[i], state_word(cell->state));
    if (same == by_reason.end())
      by_reason.emplace_back(reason, what);
    else
      same->second += ", " + what;
  }
  for (const auto& [reason, what] : by_reason) page.text(6, what + ": " + reason);
}

/// One line a row, or, where that does not fit, a row as a wrapped list.
void put_row(TextPage& page, const ProtocolMatrix& matrix, const MatrixRow& row, const std::string& label,
             const std::vector<std::size_t>& widths, bool fits) {
  if (!fits) {
    std::string list;
    for (std::size_t i = 0; i < row.cells.size(); ++i)
      list += fmt::format("{}{} {}", i == 0 ? "" : ", ", matrix.protocols[i], cell_text(row.cells[i]));
    page.text(4, label + ": " + list);
    return;
  }
  std::string line = "    " + padded(safe_line(label), widths.front());
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    const std::string text = cell_text(row.cells[i]);
    const bool last = i + 1 == row.cells.size();
    line += std::string(kGap, ' ') + page.painted(text, cell_colour(row.cells[i], matrix.protocols[i]));
    if (!last) line.append(widths[i + 1] - std::min(widths[i + 1], display_width(text)), ' ');
  }
  page.raw(line);
}

void put_sentence(TextPage& page, const char* label, Colour colour, const std::vector<std::string>& who) {
  if (!who.empty()) page.flow(2, label, colour, fmt::format("{}", fmt::join(who, "; ")));
}

}  // namespace

void put_outlook(TextPage& page, const InstallationRow& installation) {
  const Tls12Outlook outlook = tls12_outlook(installation);
  put_sentence(page, "TLS 1.2 will NOT work for:", Colour::red, outlook.broken);
  put_sentence(page, "TLS 1.2 works only for those that ask for it by name:", Colour::yellow, outlook.on_demand);
  put_sentence(page, "It is not known whether TLS 1.2 works for:", Colour::yellow, outlook.unknown);
  if (outlook.broken.empty() && outlook.on_demand.empty() && outlook.unknown.empty() && !outlook.working.empty())
    page.flow(2, "TLS 1.2 works", Colour::green, "by default in every part of Windows that was looked at.");
}

void put_matrix(TextPage& page, const InstallationRow& installation, bool reasons) {
  if (installation.effective.empty()) return;
  const ProtocolMatrix matrix = arrange(installation.effective);
  std::vector<std::size_t> widths = {0};
  for (const std::string& protocol : matrix.protocols) widths.push_back(display_width(safe_line(protocol)));
  for (const MatrixRow& row : matrix.rows) {
    widths[0] = std::max(widths[0], display_width(safe_line(stack_name(row.stack, installation.os.arch).label)));
    for (std::size_t i = 0; i < row.cells.size(); ++i)
      widths[i + 1] = std::max(widths[i + 1], display_width(cell_text(row.cells[i])));
  }
  std::size_t needed = 4;
  for (const std::size_t width : widths) needed += width + kGap;
  const bool fits = needed - kGap <= page.width();

  page.heading("Protocols that programs get");
  if (fits) {
    std::string header = std::string(4 + widths.front(), ' ');
    for (std::size_t i = 0; i < matrix.protocols.size(); ++i) {
      const std::string name = safe_line(matrix.protocols[i]);
      header += std::string(kGap, ' ') + (i + 1 == matrix.protocols.size() ? name : padded(name, widths[i + 1]));
    }
    page.raw(header);
  }
  std::string scope;
  for (const MatrixRow& row : matrix.rows) {
    if (row.scope != scope) page.text(2, scope_name(row.scope));
    scope = row.scope;
    put_row(page, matrix, row, stack_name(row.stack, installation.os.arch).label, widths, fits);
    if (reasons) put_reasons(page, row, matrix.protocols);
  }
}

void put_legend(TextPage& page) {
  page.heading("How to read the protocols");
  page.text(2,
            "on: offered by default. ask: only for programs that ask for it by name. off: refused. unsup: this "
            "Windows has no such protocol. The second word says what decided: set, a value in the registry; pol, a "
            "policy; def, the default of this Windows; app, the program; cip, cipher suites; fip, FIPS mode.");
}

}  // namespace audit
