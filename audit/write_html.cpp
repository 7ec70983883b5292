#include <string>

#include "audit/conditions.h"
#include "audit/html_files.h"
#include "audit/html_script.h"
#include "audit/html_sections.h"
#include "audit/html_style.h"
#include "audit/report_id.h"
#include "audit/report_words.h"
#include "audit/sinks.h"

// A page asks nobody for anything: its policy allows the style and the script below by their hashes and nothing else.
// Complete without the script, which hides what does not match the filter and copies.

namespace audit {
namespace {

std::string subject(const HtmlPage& page) {
  const Report& report = page.report;
  const std::string what = report.verb == "inspect"     ? "Hives found"
                           : report.verb == "effective" ? "Effective protocols"
                                                        : "TLS 1.2 readiness";
  if (page.target != nullptr) return fmt::format("{} of {}", what, page.target->name);
  if (report.targets.size() != 1) return fmt::format("{} of {} targets", what, report.targets.size());
  return fmt::format("{} of {}", what, report.targets.front().name);
}

Headline headline(const HtmlPage& page) {
  return page.target != nullptr ? headline(*page.target, page.report) : headline(page.report);
}

void put_head(Html& out, const HtmlPage& page) {
  out.put(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{}'; "
      "script-src 'sha256-{}'; base-uri 'none'; form-action 'none'\">\n",
      kHtmlStyleHash, kHtmlScriptHash);
  out.put(
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
      "<title>{}: {} - hiveaudit</title>\n<style>",
      headline(page).word, subject(page));
  out.put_trusted(kHtmlStyle);
  out.put("</style>\n</head>\n");
}

/// What printed sheets carry, so that one that is found alone can be put back.
void put_print_header(Html& out, const HtmlPage& page) {
  out.put("<p class=\"running\" aria-hidden=\"true\">{} · report {} · hiveaudit {}</p>\n", subject(page),
          page.id.substr(0, 16), page.report.tool_version);
}

void put_contents(Html& out, const HtmlPage& page) {
  const auto link = [&](const std::string& place, std::string_view words) {
    out.put("<li><a href=\"#{}\">{}</a></li>", place, words);
  };
  out.put("<nav aria-label=\"Contents\"><ul>");
  if (page.windows.size() == 1) {
    const InstallationRow& only = *page.windows.front().installation;
    if (!only.effective.empty()) link(page.anchors.of_part("protocols", only), "Protocols");
    if (!only.findings.empty()) link("summary", "Summary");
    if (!only.findings.empty()) link(page.anchors.of_part("findings", only), "Findings");
    if (!only.hives.empty()) link(page.anchors.of_part("inputs", only), "What was read");
  } else {
    if (!page.report.targets.empty() && page.target == nullptr) link("summary", "Summary");
    for (const Chosen& chosen : page.windows) link(page.anchors.of(*chosen.installation), title_of(chosen));
  }
  if (!page.report.waivers.empty() && page.target == nullptr) link("waivers", "Waivers");
  if (page.report.baseline && page.target == nullptr) link("baseline", "Baseline");
  if (!page.report.left_to_check.empty() && page.target == nullptr) link("left-to-check", "Not visible offline");
  link("provenance", "Where this comes from");
  out.put("</ul></nav>\n");
}

void put_installation(Html& out, const HtmlPage& page, const Chosen& chosen, ShownFixes& shown) {
  const auto& [target, installation] = chosen;
  const Anchors& anchors = page.anchors;
  // The only one has its name in the heading of the page already.
  const bool alone = page.windows.size() == 1;
  const std::string os = os_text(installation->os) +
                         (installation->control_set ? fmt::format(", control set {}", *installation->control_set) : "");
  out.put("<section class=\"windows\" id=\"{}\" data-target=\"{}\">\n<h2>{}</h2>\n", anchors.of(*installation),
          title_of(chosen), alone ? os : title_of(chosen));
  if (!alone) out.put("<p class=\"os\">{}</p>\n", os);
  put_outlook(out, *installation);
  put_matrix(out, *installation, anchors);
  if (alone) {
    put_summary(out, page);
    put_filter(out, page);
  }
  const ReadPlaces places(*installation);
  put_findings(out, *installation, anchors, places, shown);
  put_other_checks(out, *installation, anchors, places);
  put_reasons(out, *installation, anchors);
  put_places(out, *installation, anchors, places);
  out.put("<h3 id=\"{}\">What was read</h3>\n", anchors.of_part("inputs", *installation));
  put_inputs(out, *installation);
  if (!target->notes.empty() && installation == &target->installations.front()) {
    out.put("<h3>About this input</h3><ul>");
    for (const NoteRow& note : target->notes) out.put("<li>{}</li>", note.message);
    out.put("</ul>\n");
  }
  out.put("</section>\n");
}

/// The other pages, and that there are any.
void put_way(Html& out, const HtmlPage& page) {
  if (page.is_front)
    out.put("<p class=\"way\">{} are too many for one page: each target has its own, linked from the summary.</p>\n",
            counted(finding_count(page.report), "finding", "findings"));
  else if (page.target != nullptr)
    out.put(
        "<p class=\"way\">This page tells of one of {}; <a href=\"{}\">the report on all of them</a> has their "
        "summary, the waivers, and what the checks rest on.</p>\n",
        counted(page.report.targets.size(), "target", "targets"), page.anchors.link_to_front("main"));
}

}  // namespace

std::string html_page(const HtmlPage& page) {
  const Report& report = page.report;
  Html out;
  put_head(out, page);
  out.put("<body>\n");
  put_print_header(out, page);
  out.put("<a class=\"skip\" href=\"#main\">Skip to the report</a>\n<header><span class=\"brand\">hiveaudit</span> ");
  put_time(out, report.now);
  out.put("</header>\n<main id=\"main\">\n<h1>{}</h1>\n", subject(page));
  put_verdict(out, headline(page));
  if (report.verb == "audit")
    out.put("<p class=\"gate\">Profile {} · {}{} · exit code {}</p>\n",
            report.profile_title.empty() ? report.profile : report.profile_title,
            page.target != nullptr ? "of the whole report: " : "", gate_text(report), std::to_string(report.exit_code));
  put_way(out, page);
  if (const std::string text = conditions_text(report); !text.empty()) out.put("<p>{}</p>\n", text);
  put_contents(out, page);
  put_errors(out, page);
  if (page.windows.size() != 1) {
    put_summary(out, page);
    put_filter(out, page);
  }
  ShownFixes shown;
  for (const Chosen& chosen : page.windows) put_installation(out, page, chosen, shown);
  put_accepted(out, page);
  if (page.target == nullptr) {
    put_left_to_check(out, report, page.anchors);
    put_requirements(out, report, page.anchors);
  }
  put_provenance(out, page);
  out.put("</main>\n<script>");
  out.put_trusted(kHtmlScript);
  out.put("</script>\n</body>\n</html>\n");
  return out.take();
}

std::string write_html(const Report& report, const ReportStyle&) {
  const Anchors anchors(report);
  return html_page({report, anchors, nullptr, installations_of(report), false, report_id(report)});
}

}  // namespace audit
