#include <string_view>

#include "audit/html_sections.h"
#include "audit/report_words.h"

namespace audit {
namespace {

void put_head(Html& page, std::string_view id, std::string_view title, const std::string& summary,
              std::string_view last) {
  page.put(
      "<section id=\"{}\">\n<h2>{}</h2>\n<details><summary>{}</summary>\n<table class=\"checks\"><thead><tr>"
      "<th scope=\"col\">Id</th><th scope=\"col\">Product</th><th scope=\"col\">Demand</th>"
      "<th scope=\"col\">{}</th></tr></thead><tbody>\n",
      id, title, summary, last);
}

void put_demand(Html& page, const RequirementRow& row, const Anchors& anchors) {
  page.put("<tr id=\"{}\">", anchors.of_demand(row.id));
  page.put("<th scope=\"row\">{}</th><td data-label=\"Product\">{}</td><td data-label=\"Demand\">{}", row.id,
           row.product, row.text);
  if (row.disagreement) page.put("<br>Sources disagree: {}", *row.disagreement);
  page.put("</td>");
}

constexpr std::string_view kTail = "</tbody></table></details></section>\n";

}  // namespace

void put_left_to_check(Html& page, const Report& report, const Anchors& anchors) {
  if (report.left_to_check.empty()) return;
  put_head(page, "left-to-check", "Not visible offline",
           counted(report.left_to_check.size(), "demand", "demands") + " that no hive and no file can show",
           "Check instead");
  for (const RequirementRow& row : report.left_to_check) {
    put_demand(page, row, anchors);
    page.put("<td data-label=\"Check instead\">{}</td></tr>\n", row.instead.value_or(""));
  }
  page.put_trusted(kTail);
}

void put_requirements(Html& page, const Report& report, const Anchors& anchors) {
  if (report.requirements.empty()) return;
  put_head(page, "requirements", "What the checks rest on",
           counted(report.requirements.size(), "demand", "demands") + " that the checks of this report cite",
           "Sources");
  for (const RequirementRow& row : report.requirements) {
    put_demand(page, row, anchors);
    page.put("<td data-label=\"Sources\"><ul>");
    for (const SourceRow& source : row.sources) put_source(page, source);
    page.put("</ul></td></tr>\n");
  }
  page.put_trusted(kTail);
}

}  // namespace audit
