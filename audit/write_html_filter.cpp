#include <map>
#include <set>

#include "audit/html_sections.h"
#include "audit/report_words.h"

namespace audit {
namespace {

void put_choice(Html& out, std::string_view name, std::string_view label,
                const std::map<std::string, std::string>& words, std::string_view all) {
  if (words.size() < 2) return;
  out.put("<label>{} <select name=\"{}\"><option value=\"\">{}</option>", label, name, all);
  for (const auto& [value, word] : words) out.put("<option value=\"{}\">{}</option>", value, word);
  out.put("</select></label>\n");
}

}  // namespace

void put_check_data(Html& out, const FindingRow& finding) {
  out.put(" data-status=\"{}\" data-severity=\"{}\" data-stack=\"{}\"", id_of(status_of(finding)),
          name_of(finding.severity), family_of(finding));
  if (finding.scope != "HKLM") out.put(" data-user=\"{}\"", finding.scope);
  out.put(" data-kind=\"{}\"", name_of(finding.verdict));
}

void put_filter(Html& out, const HtmlPage& page) {
  StatusCounts counts{};
  std::size_t all = 0;
  std::map<std::string, std::string> stacks;
  std::map<std::string, std::string> users;
  std::map<std::string, std::string> targets;
  for (const Chosen& chosen : page.windows) {
    targets[title_of(chosen)] = title_of(chosen);
    for (const FindingRow& finding : chosen.installation->findings) {
      ++all;
      ++counts[static_cast<std::size_t>(status_of(finding))];
      stacks[family_of(finding)] = family_of(finding);
      users[finding.scope] = scope_name(finding.scope);
    }
  }
  if (all == 0) return;
  out.put(
      "<div class=\"filter\" role=\"search\" aria-label=\"Checks\" hidden>\n"
      "<label>Filter checks <input id=\"filter\" name=\"text\" type=\"search\" autocomplete=\"off\"></label>\n"
      "<fieldset><legend>Status</legend>");
  for (const Status status : kStatuses)
    if (const std::size_t count = counts[static_cast<std::size_t>(status)]; count > 0)
      out.put("<label><input type=\"checkbox\" name=\"status\" value=\"{}\"> {} <small>{}</small></label>",
              id_of(status), word_of(status), std::to_string(count));
  out.put(
      "</fieldset>\n<label>Severity <select name=\"severity\"><option value=\"\">any</option>"
      "<option value=\"critical\">critical</option><option value=\"high\">high or above</option>"
      "<option value=\"medium\">medium or above</option><option value=\"low\">low or "
      "above</option></select></label>\n");
  put_choice(out, "stack", "Stack or product", stacks, "all");
  put_choice(out, "target", "Target", targets, "all");
  put_choice(out, "user", "For", users, "everybody");
  out.put("<button type=\"button\">Clear</button> <span id=\"filter-count\" role=\"status\">{}</span></div>\n",
          counted(all, "check", "checks"));
}

}  // namespace audit
