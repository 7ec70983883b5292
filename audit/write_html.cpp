#include <algorithm>

#include "audit/html_sections.h"
#include "audit/html_style.h"
#include "audit/report_words.h"
#include "audit/sinks.h"

// One file that asks nobody for anything: its policy allows the style and the script below by their hashes and
// nothing else. Complete without the script, which only hides what does not match the filter.

namespace audit {
namespace {

std::string_view css_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::ready:
      return "good";
    case Outcome::not_ready:
      return "bad";
    case Outcome::incomplete:
    case Outcome::partial:
    case Outcome::excepted:
      return "warn";
    case Outcome::listed:
      break;
  }
  return "note";
}

std::string_view shape_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::ready:
      return "✓";
    case Outcome::not_ready:
      return "✕";
    case Outcome::incomplete:
      return "?";
    case Outcome::partial:
    case Outcome::excepted:
      return "~";
    case Outcome::listed:
      break;
  }
  return "i";
}

std::string subject(const Report& report) {
  const std::string what = report.verb == "inspect"     ? "Hives found"
                           : report.verb == "effective" ? "Effective protocols"
                                                        : "TLS 1.2 readiness";
  if (report.targets.size() != 1) return fmt::format("{} of {} targets", what, report.targets.size());
  return fmt::format("{} of {}", what, report.targets.front().name);
}

void put_head(Html& page, const Report& report) {
  page.put(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{}'; "
      "script-src 'sha256-{}'; base-uri 'none'; form-action 'none'\">\n",
      kHtmlStyleHash, kHtmlScriptHash);
  page.put(
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
      "<title>{}: {} - hiveaudit</title>\n<style>",
      headline(report).word, subject(report));
  page.put_trusted(kHtmlStyle);
  page.put("</style>\n</head>\n");
}

void put_installation(Html& page, const TargetRow& target, const InstallationRow& installation,
                      const Anchors& anchors) {
  page.put("<section class=\"windows\" id=\"{}\">\n<h2>{}{}</h2>\n<p class=\"os\">{}{}</p>\n", anchors.of(installation),
           target.name,
           target.installations.size() > 1 && target.name != installation.label ? ": " + installation.label : "",
           os_text(installation.os),
           installation.control_set ? fmt::format(", control set {}", *installation.control_set) : "");
  put_outlook(page, installation);
  put_matrix(page, installation, anchors);
  const ReadPlaces places(installation);
  put_findings(page, installation, anchors, places);
  put_other_checks(page, installation, anchors, places);
  put_reasons(page, installation, anchors);
  put_places(page, installation, anchors, places);
  put_inputs(page, installation);
  if (!target.notes.empty() && &installation == &target.installations.front()) {
    page.put("<h3>About this input</h3><ul>");
    for (const NoteRow& note : target.notes) page.put("<li>{}</li>", note.message);
    page.put("</ul>\n");
  }
  page.put("</section>\n");
}

void put_filter(Html& page) {
  page.put(
      "<div class=\"filter\" role=\"search\" hidden><label for=\"filter\">Filter checks</label> "
      "<input id=\"filter\" type=\"search\" autocomplete=\"off\"> <label for=\"filter-kind\">Verdict</label> "
      "<select id=\"filter-kind\"><option value=\"\">all</option><option value=\"fail\">fail</option>"
      "<option value=\"error\">error</option><option value=\"informational\">note</option>"
      "<option value=\"pass\">pass</option><option value=\"not_checked\">not checked</option>"
      "<option value=\"not_applicable\">does not apply</option></select> "
      "<span id=\"filter-count\" role=\"status\"></span></div>\n");
}

}  // namespace

void put_verdict(Html& page, const Headline& line) {
  page.put(
      "<p class=\"verdict {}\"><span class=\"shape\" aria-hidden=\"true\">{}</span> <strong>{}</strong> "
      "<span>{}</span></p>\n",
      css_of(line.outcome), shape_of(line.outcome), line.word, line.sentence);
}

void put_summary(Html& page, const Report& report, const Anchors& anchors) {
  std::size_t rows = 0;
  for (const TargetRow& target : report.targets) rows += std::max<std::size_t>(target.installations.size(), 1);
  if (rows < 2) return;
  page.put(
      "<table class=\"checks\"><caption>Summary by target</caption><thead><tr><th scope=\"col\">Target</th>"
      "<th scope=\"col\">Verdict</th><th scope=\"col\">Counts</th><th scope=\"col\">Windows found</th></tr></thead>"
      "<tbody>\n");
  for (const TargetRow& target : report.targets) {
    const Headline line = headline(target, report);
    page.put(
        "<tr><th scope=\"row\">{}</th><td class=\"{}\" data-label=\"Verdict\">{} {}</td>"
        "<td data-label=\"Counts\">{}</td><td data-label=\"Windows\">",
        target.name, css_of(line.outcome), shape_of(line.outcome), line.word, line.sentence);
    if (target.installations.empty()) page.put("<a href=\"#inputs-not-read\">none</a>");
    for (const InstallationRow& installation : target.installations)
      page.put("<a href=\"#{}\">{}</a> ", anchors.of(installation), installation.label);
    page.put("</td></tr>\n");
  }
  page.put("</tbody></table>\n");
}

std::string write_html(const Report& report, const ReportStyle&) {
  const Anchors anchors(report);
  Html page;
  put_head(page, report);
  page.put(
      "<body>\n<a class=\"skip\" href=\"#main\">Skip to the report</a>\n<header><span class=\"brand\">hiveaudit"
      "</span> ");
  put_time(page, report.now);
  page.put("</header>\n<main id=\"main\">\n<h1>{}</h1>\n", subject(report));
  put_verdict(page, headline(report));
  if (report.verb == "audit")
    page.put("<p class=\"gate\">Profile {} · {} · exit code {}</p>\n",
             report.profile_title.empty() ? report.profile : report.profile_title, gate_text(report),
             std::to_string(report.exit_code));
  if (nothing_hashed(report)) page.put("<p>{}</p>\n", std::string(kNothingHashed));
  put_summary(page, report, anchors);
  put_errors(page, report);
  if (report.verb == "audit") put_filter(page);
  for (const TargetRow& target : report.targets)
    for (const InstallationRow& installation : target.installations)
      put_installation(page, target, installation, anchors);
  put_left_to_check(page, report, anchors);
  put_requirements(page, report, anchors);
  put_provenance(page, report);
  page.put("</main>\n<script>");
  page.put_trusted(kHtmlScript);
  page.put("</script>\n</body>\n</html>\n");
  return page.take();
}

}  // namespace audit
