#include <vector>

#include "audit/evidence_text.h"
#include "audit/html_sections.h"
#include "audit/report_words.h"

namespace audit {
namespace {

std::string sequence_text(const HiveRow& hive) {
  return hive.sequence ? fmt::format("{} / {}", (*hive.sequence)[0], (*hive.sequence)[1]) : "not known";
}

void put_logs(Html& page, const HiveRow& hive) {
  if (hive.logs.empty() && hive.dirty_because.empty()) return;
  page.put("<dt>Logs</dt><dd><ul>");
  for (const LogRow& log : hive.logs)
    page.put("<li><code>{}</code> {}{}</li>", log.path, log_text(log), log.sha256 ? ", SHA-256 " + *log.sha256 : "");
  if (!hive.dirty_because.empty()) page.put("<li>Dirty: {}</li>", hive.dirty_because);
  page.put("</ul></dd>\n");
}

void put_anomalies(Html& page, const HiveRow& hive) {
  if (hive.anomalies.empty()) return;
  page.put("<dt>Defects</dt><dd><details><summary>{}: {}</summary><ul>",
           counted(hive.anomalies_total, "defect", "defects"), defects_text(hive));
  for (const AnomalyRow& anomaly : hive.anomalies)
    page.put("<li><code>@{}</code> {}: {}</li>", fmt::format("0x{:08x}", anomaly.offset), anomaly.code,
             anomaly.message);
  if (hive.anomalies_total > hive.anomalies.size())
    page.put("<li>and {} more that were only counted</li>",
             std::to_string(hive.anomalies_total - hive.anomalies.size()));
  page.put("</ul></details></dd>\n");
}

}  // namespace

void put_time(Html& page, const std::string& utc) {
  // A `time` element wants at most three digits of a second; the shown text needs none.
  const bool known = utc.size() >= 20 && utc[10] == 'T' && utc.back() == 'Z';
  if (known)
    page.put("<time datetime=\"{}Z\">{}</time>", utc.substr(0, 19), time_text(utc));
  else
    page.put("{}", utc);
}

void put_inputs(Html& page, const InstallationRow& installation) {
  if (installation.hives.empty()) page.put("<p>No hive.</p>\n");
  for (const HiveRow& hive : installation.hives) {
    page.put(
        "<section class=\"hive\"><h4>{} <span class=\"state {}\">{}</span></h4><dl>\n<dt>File</dt><dd><code>{}"
        "</code>, {}</dd>\n<dt>SHA-256</dt><dd><code class=\"hex\">{}</code></dd>\n<dt>Sequence</dt><dd>{}</dd>\n",
        hive_title(hive), hive.state, hive.state, hive.path, size_text(hive.size_bytes),
        hive.sha256.value_or("not computed"), sequence_text(hive));
    if (hive.written) {
      page.put("<dt>Last written</dt><dd>");
      put_time(page, *hive.written);
      page.put("</dd>\n");
    }
    put_logs(page, hive);
    put_anomalies(page, hive);
    page.put("</dl></section>\n");
  }
  if (!installation.facts.empty()) {
    page.put(
        "<table class=\"checks\"><caption>Facts learned from the registry</caption><thead><tr><th scope=\"col\">Fact"
        "</th><th scope=\"col\">Value</th><th scope=\"col\">Read from</th></tr></thead><tbody>\n");
    for (const FactRow& fact : installation.facts)
      page.put(
          "<tr><th scope=\"row\">{}</th><td data-label=\"Value\">{}</td><td data-label=\"Read from\">{}</td></tr>\n",
          fact.id, fact.state == "unknown" ? "not known" : fact.value,
          fact.evidence ? evidence_fact(*fact.evidence) : "-");
    page.put("</tbody></table>\n");
  }
  if (installation.notes.empty()) return;
  page.put("<h4>Notes</h4><ul>");
  for (const NoteRow& note : installation.notes) page.put("<li>{}</li>", note.message);
  page.put("</ul>\n");
}

void put_errors(Html& page, const HtmlPage& of) {
  const std::vector<const ErrorRow*> errors = of.target != nullptr ? errors_of(*of.target) : errors_of(of.report);
  if (errors.empty()) return;
  page.put("<section class=\"errors\" id=\"inputs-not-read\"><h2>? Could not be read</h2><ul>\n");
  for (const ErrorRow* error : errors)
    page.put("<li><code>{}</code> {}</li>\n", error_place(*error), error_text(*error));
  page.put("</ul></section>\n");
}

void put_provenance(Html& page, const HtmlPage& of) {
  const Report& report = of.report;
  page.put(
      "<section id=\"provenance\"><h2>Where this comes from</h2><dl>\n<dt>Tool</dt><dd>hiveaudit {}</dd>\n"
      "<dt>Report id</dt><dd><code class=\"hex\">{}</code><br><small>SHA-256 over tool, rules, profile, options, "
      "waivers, time, and "
      "path, size, SHA-256, sequence and logs of every input; the same inputs, rules, options and time have the same "
      "id.</small></dd>\n<dt>Time of the report</dt><dd>",
      report.tool_version, of.id);
  put_time(page, report.now);
  page.put("</dd>\n");
  if (!report.profile.empty()) page.put("<dt>Profile</dt><dd>{} {}</dd>\n", report.profile, report.profile_title);
  page.put("<dt>Rules</dt><dd>SHA-256 <code class=\"hex\">{}</code></dd>\n", report.rules_sha256);
  for (const TargetRow& target : report.targets)
    if (of.target == nullptr || of.target == &target)
      page.put("<dt>Target</dt><dd><code>{}</code> ({})</dd>\n", target.target, target.kind);
  for (const auto& [name, value] : report.options)
    page.put("<dt>Option</dt><dd><code>{} {}</code></dd>\n", name, value);
  page.put("<dt>Second reader</dt><dd>{}</dd>\n<dt>Exit code</dt><dd>{}</dd>\n</dl></section>\n",
           report.second_reader_not_asked == 0
               ? "asked for every place that decided a verdict"
               : counted(report.second_reader_not_asked, "deciding place was", "deciding places were") +
                     " not asked: its time was up",
           std::to_string(report.exit_code));
}

}  // namespace audit
