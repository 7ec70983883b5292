#include <array>
#include <vector>

#include "audit/html_sections.h"
#include "audit/protocol_matrix.h"
#include "audit/report_words.h"

namespace audit {
namespace {

struct StateLook {
  std::string_view state;
  std::string_view css;
  std::string_view shape;
  std::string_view word;
};
constexpr std::array kLooks = {
    StateLook{"on", "on", "✓", "on"},
    StateLook{"explicit-only", "ask", "◐", "on request"},
    StateLook{"off", "off", "✕", "off"},
    StateLook{"unsupported", "none", "–", "not there"},
};
constexpr StateLook kUnknown = {"unknown", "unknown", "?", "unknown"};

StateLook look_of(const std::string& state) {
  for (const StateLook& look : kLooks)
    if (look.state == state) return look;
  return kUnknown;
}

/// Where Windows has no such protocol, or nobody knows, nothing decided.
std::string basis_of(const EffectiveRow& cell) {
  if (cell.state == "unsupported" || cell.state == "unknown") return "";
  return cell.basis == "fips" ? "FIPS" : cell.basis;
}

void put_cell(Html& page, const InstallationRow& installation, const EffectiveRow* cell, const std::string& protocol,
              const Anchors& anchors) {
  if (cell == nullptr) {
    page.put("<td data-label=\"{}\">-</td>", protocol);
    return;
  }
  const StateLook look = look_of(cell->state);
  page.put("<td class=\"{}{}\" data-label=\"{}\"><a href=\"#{}\">{} {}", look.css, protocol == "TLS 1.2" ? " key" : "",
           protocol, anchors.decider(installation, *cell), look.shape, look.word);
  const std::string basis = basis_of(*cell);
  if (!basis.empty()) page.put(" <small>{}</small>", basis);
  page.put("</a></td>");
}

void put_list(Html& page, std::string_view css, std::string_view lead, const std::vector<std::string>& who) {
  if (who.empty()) return;
  page.put("<div class=\"outlook {}\"><p><strong>{}</strong></p><ul>", css, lead);
  for (const std::string& one : who) page.put("<li>{}</li>", one);
  page.put("</ul></div>\n");
}

}  // namespace

void put_outlook(Html& page, const InstallationRow& installation) {
  const Tls12Outlook outlook = tls12_outlook(installation);
  put_list(page, "bad", "✕ TLS 1.2 will not work for", outlook.broken);
  put_list(page, "warn", "◐ TLS 1.2 works only for those that ask for it by name", outlook.on_demand);
  put_list(page, "warn", "? It is not known whether TLS 1.2 works for", outlook.unknown);
  if (outlook.broken.empty() && outlook.on_demand.empty() && outlook.unknown.empty() && !outlook.working.empty())
    page.put(
        "<p class=\"outlook good\"><strong>✓ TLS 1.2 works by default</strong> in every part of Windows that was "
        "looked at.</p>\n");
  for (const HiveRow& hive : installation.hives)
    if (hive.state != "clean")
      page.put("<p class=\"outlook warn\"><strong>! Caution:</strong> the hive {} (<code>{}</code>) is {}.</p>\n",
               hive_title(hive), hive.path, hive_state_text(hive.state));
}

void put_matrix(Html& page, const InstallationRow& installation, const Anchors& anchors) {
  if (installation.effective.empty()) return;
  const ProtocolMatrix matrix = arrange(installation.effective);
  page.put(
      "<h3 id=\"{}\">Protocols that programs get</h3>\n<p class=\"weakest\"><strong>Weakest link:</strong> {}.</p>\n"
      "<table class=\"matrix\"><caption>Each answer links to the finding "
      "or the reason behind it.</caption>\n<thead><tr><th scope=\"col\">Part of Windows</th>",
      anchors.of_part("protocols", installation), weakest_link_text(weakest_link(installation)));
  for (const std::string& protocol : matrix.protocols) page.put("<th scope=\"col\">{}</th>", protocol);
  page.put("</tr></thead>\n");
  std::string scope;
  for (const MatrixRow& row : matrix.rows) {
    if (row.scope != scope) {
      if (!scope.empty()) page.put("</tbody>\n");
      page.put("<tbody><tr><th class=\"scope\" scope=\"rowgroup\" colspan=\"{}\">{}</th></tr>\n",
               std::to_string(matrix.protocols.size() + 1), scope_name(row.scope));
      scope = row.scope;
    }
    const StackName name = stack_name(row.stack, installation.os.arch);
    page.put("<tr><th scope=\"row\">{} <small>{}</small></th>", name.title, name.about);
    for (std::size_t i = 0; i < row.cells.size(); ++i)
      put_cell(page, installation, row.cells[i], matrix.protocols[i], anchors);
    page.put("</tr>\n");
  }
  page.put(
      "</tbody></table>\n<p class=\"legend\"><b>on</b>: offered by default. <b>on request</b>: only for programs "
      "that ask for this version by name. <b>off</b>: refused. <b>not there</b>: this Windows has no such "
      "protocol. The small word says what decided: a <b>value</b> in the registry, a <b>policy</b>, the "
      "<b>default</b> of this Windows, the <b>application</b>, <b>cipher</b> suites or <b>FIPS</b> mode.</p>\n");
}

void put_reasons(Html& page, const InstallationRow& installation, const Anchors& anchors) {
  if (installation.effective.empty()) return;
  page.put("<h3>Why each answer is what it is</h3>\n");
  for (const ReasonBlock& block : anchors.reasons(installation)) {
    std::vector<std::string> scopes;
    for (const std::string& scope : block.scopes) scopes.push_back(scope_name(scope));
    page.put("<details class=\"why\"><summary>{}, {}</summary><dl>\n",
             stack_name(block.stack, installation.os.arch).title, fmt::format("{}", fmt::join(scopes, ", ")));
    for (const CellReason& reason : block.reasons) {
      page.put("<dt id=\"{}\">{}: {}</dt><dd>{}", reason.place, reason.heading, look_of(reason.state).word,
               reason.text);
      if (!reason.steps.empty()) page.put("<br><small>{}</small>", fmt::format("{}", fmt::join(reason.steps, " › ")));
      page.put("</dd>\n");
    }
    page.put("</dl></details>\n");
  }
}

}  // namespace audit
