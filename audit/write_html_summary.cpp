#include <algorithm>
#include <array>
#include <functional>
#include <string_view>

#include "audit/html_sections.h"
#include "audit/protocol_matrix.h"
#include "audit/report_words.h"

namespace audit {
namespace {

/// The columns of a table: statuses that any of its rows has.
std::vector<Status> columns_of(const std::vector<StatusCounts>& rows) {
  std::vector<Status> columns;
  for (const Status status : kStatuses)
    if (std::ranges::any_of(rows, [&](const StatusCounts& row) { return row[static_cast<std::size_t>(status)] > 0; }))
      columns.push_back(status);
  return columns;
}

std::vector<StatusCounts> counts_of(const std::vector<SummaryRow>& rows) {
  std::vector<StatusCounts> counts;
  for (const SummaryRow& row : rows) counts.push_back(row.counts);
  return counts;
}

void put_column_heads(Html& out, const std::vector<Status>& columns) {
  for (const Status status : columns) out.put("<th class=\"count\" scope=\"col\">{}</th>", word_of(status));
}

void put_counts(Html& out, const StatusCounts& counts, const std::vector<Status>& columns) {
  for (const Status status : columns) {
    const std::size_t count = counts[static_cast<std::size_t>(status)];
    const std::string_view css = count == 0                                             ? " none"
                                 : status == Status::fail                               ? " bad"
                                 : status == Status::warning || status == Status::error ? " warn"
                                                                                        : "";
    out.put("<td class=\"count{}\" data-label=\"{}\">{}</td>", css, word_of(status), std::to_string(count));
  }
}

void put_table_head(Html& out, std::string_view caption, std::string_view first) {
  out.put("<table class=\"checks\"><caption>{}</caption><thead><tr><th scope=\"col\">{}</th>", caption, first);
}

std::string tls12_text(const SummaryRow& row) {
  if (row.tls12_asked == 0) return "-";
  return fmt::format("on in {} of {}", row.tls12_on, row.tls12_asked);
}

bool any_asked(const std::vector<SummaryRow>& rows) {
  return std::ranges::any_of(rows, [](const SummaryRow& row) { return row.tls12_asked > 0; });
}

/// Where the target is told of, or that nothing of it could be read.
void put_target_name(Html& out, const TargetRow& target, const HtmlPage& page) {
  if (target.installations.empty()) {
    out.put("{}<br><small>no Windows found</small>", target.name);
  } else if (target.installations.size() == 1) {
    out.put("<a href=\"{}\">{}</a>", page.anchors.link(target.installations.front()), target.name);
  } else {
    out.put("{}", target.name);
    for (const InstallationRow& installation : target.installations)
      out.put("<br><a href=\"{}\">{}</a>", page.anchors.link(installation), installation.label);
  }
}

/// Of all installations of the target; their names sort by age.
std::string weakest_of(const TargetRow& target) {
  WeakestLink weakest;
  bool asked = false;
  for (const InstallationRow& installation : target.installations) {
    if (installation.effective.empty()) continue;
    const WeakestLink link = weakest_link(installation);
    const bool older = !link.protocol.empty() && (weakest.protocol.empty() || link.protocol < weakest.protocol);
    if (!asked || older) weakest = link;
    asked = true;
  }
  return asked ? weakest_link_words(weakest) : "-";
}

void put_by_target(Html& out, const HtmlPage& page) {
  std::vector<StatusCounts> counts;
  for (const TargetRow& target : page.report.targets) counts.push_back(counts_of(target));
  const std::vector<Status> columns = columns_of(counts);
  const bool with_protocols = std::ranges::any_of(
      installations_of(page.report), [](const Chosen& chosen) { return !chosen.installation->effective.empty(); });
  put_table_head(out, "Each target: its verdict, its checks, and the oldest protocol that is still offered", "Target");
  out.put("<th scope=\"col\">Verdict</th>");
  put_column_heads(out, columns);
  if (with_protocols) out.put("<th scope=\"col\">Weakest link</th>");
  out.put("</tr></thead><tbody>\n");
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const TargetRow& target = page.report.targets[i];
    const Headline line = headline(target, page.report);
    out.put("<tr><th scope=\"row\">");
    put_target_name(out, target, page);
    out.put("</th><td class=\"wide {}\" data-label=\"Verdict\"><div>{} {}", css_of(line.outcome),
            shape_of(line.outcome), line.word);
    const std::size_t errors = errors_of(target).size();
    if (errors > 0) out.put("<br><a href=\"#inputs-not-read\">{}</a>", counted(errors, "input error", "input errors"));
    out.put("</div></td>");
    put_counts(out, counts[i], columns);
    if (with_protocols) out.put("<td class=\"wide\" data-label=\"Weakest link\">{}</td>", weakest_of(target));
    out.put("</tr>\n");
  }
  out.put("</tbody></table>");
}

/// One row for each of them, named by `name`.
template <class Name>
void put_rows(Html& out, const std::vector<SummaryRow>& rows, std::string_view caption, std::string_view first,
              Name put_name) {
  const std::vector<Status> columns = columns_of(counts_of(rows));
  const bool with_tls12 = any_asked(rows);
  put_table_head(out, caption, first);
  if (with_tls12) out.put("<th scope=\"col\">TLS 1.2 by default</th>");
  put_column_heads(out, columns);
  out.put("</tr></thead><tbody>\n");
  for (const SummaryRow& row : rows) {
    out.put("<tr><th scope=\"row\">");
    put_name(row);
    out.put("</th>");
    if (with_tls12) out.put("<td data-label=\"TLS 1.2\">{}</td>", tls12_text(row));
    put_counts(out, row.counts, columns);
    out.put("</tr>\n");
  }
  out.put("</tbody></table>");
}

/// Of which Windows a row tells, where there are several.
void put_whose(Html& out, const SummaryRow& row, const HtmlPage& page, bool several) {
  if (!several || row.installation == nullptr) return;
  out.put("<br><small><a href=\"{}\">{}</a></small>", page.anchors.link(*row.installation),
          title_of(page.anchors.home_of(*row.installation)));
}

/// Whether any check of the row came to something.
bool applies(const SummaryRow& row) {
  std::size_t all = 0;
  for (const std::size_t count : row.counts) all += count;
  return row.tls12_asked > 0 || all > row.counts[static_cast<std::size_t>(Status::not_applicable)];
}

/// Those with failures first, and what is not there in a sentence behind them.
void put_by_family(Html& out, std::vector<SummaryRow> rows) {
  const auto there = std::stable_partition(rows.begin(), rows.end(), applies);
  std::string not_there;
  for (auto row = there; row != rows.end(); ++row) not_there += (not_there.empty() ? "" : ", ") + row->about;
  rows.erase(there, rows.end());
  std::ranges::stable_sort(rows, std::ranges::greater(), [](const SummaryRow& row) {
    return std::array{row.counts[0], row.counts[1], row.counts[2]};  // failures, warnings, errors
  });
  if (!rows.empty())
    put_rows(out, rows, "Each stack or product, those with failures first", "Stack or product",
             [&](const SummaryRow& row) { out.put("{}", row.about); });
  if (!not_there.empty()) out.put("<p class=\"legend\">No check applies to: {}.</p>", not_there);
}

std::vector<Chosen> chosen_of(const HtmlPage& page) {
  return page.is_front ? installations_of(page.report) : page.windows;
}

}  // namespace

void put_summary(Html& out, const HtmlPage& page) {
  const std::vector<Chosen> windows = chosen_of(page);
  const bool several = windows.size() > 1;
  const std::vector<SummaryRow> scopes = by_scope(windows);
  const std::vector<SummaryRow> hives = by_hive(windows);
  const std::vector<SummaryRow> families = by_family(windows);
  const bool judged = std::ranges::any_of(columns_of(counts_of(families)), [](Status) { return true; });
  struct Tab {
    std::string_view name;
    bool wanted;
  };
  const bool with_targets = page.target == nullptr && page.windows.size() != 1;
  const std::array tabs = {Tab{"stack or product", !families.empty()}, Tab{"user", !scopes.empty()},
                           Tab{"hive", judged && !hives.empty()}};
  if (!with_targets && families.empty() && scopes.empty()) return;

  if (several || page.is_front)
    out.put("<h2 id=\"summary\">Summary</h2>\n");
  else
    out.put("<h3 id=\"summary\">Summary</h3>\n");
  out.put("<fieldset class=\"tabs\"><legend>By</legend>");
  bool first = true;
  const auto put_tab = [&](std::string_view name) {
    if (first)
      out.put("<label><input type=\"radio\" name=\"summary\" checked>{}</label>", name);
    else
      out.put("<label><input type=\"radio\" name=\"summary\">{}</label>", name);
    first = false;
  };
  if (with_targets) put_tab("target");
  for (const Tab& tab : tabs)
    if (tab.wanted) put_tab(tab.name);
  out.put("\n");
  if (with_targets) {
    out.put("<div data-as=\"By target\">");
    put_by_target(out, page);
    out.put("</div>\n");
  }
  if (tabs[0].wanted) {
    out.put("<div data-as=\"By stack or product\">");
    put_by_family(out, families);
    out.put("</div>\n");
  }
  if (tabs[1].wanted) {
    out.put("<div data-as=\"By user\">");
    put_rows(out, scopes, "The computer, its users and its service accounts", "For", [&](const SummaryRow& row) {
      out.put("{}", scope_name(row.about));
      put_whose(out, row, page, several);
    });
    out.put("</div>\n");
  }
  if (tabs[2].wanted) {
    out.put("<div data-as=\"By hive\">");
    put_rows(out, hives, "Checks that looked into each hive; one that looked into two counts for both", "Hive",
             [&](const SummaryRow& row) {
               out.put("{} <span class=\"state {}\">{}</span>", hive_title(*row.hive), row.hive->state,
                       row.hive->state);
               put_whose(out, row, page, several);
             });
    out.put("</div>\n");
  }
  out.put("</fieldset>\n");
}

}  // namespace audit
