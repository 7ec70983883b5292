#include <algorithm>
#include <array>
#include <vector>

#include "audit/evidence_text.h"
#include "audit/html_sections.h"
#include "audit/report_words.h"
#include "audit/wrap.h"

namespace audit {
namespace {

/// Places that a passing check links to, so that thousands of them still open.
constexpr std::size_t kShownProofs = 4;
/// Told in full behind a finding; links lead to the rest.
constexpr std::size_t kWholeProofs = 2;
/// Of what a passing check found; the JSON report has all of it.
constexpr std::size_t kFoundBytes = 240;

struct Badge {
  std::string css;
  std::string text;
};

Badge badge_of(const FindingRow& finding) {
  const std::string severity(name_of(finding.severity));
  switch (status_of(finding)) {
    case Status::fail:
      return {"bad", "✕ FAIL " + severity};
    case Status::warning:
      return {"warn", "! WARNING " + severity};
    case Status::waived:
      return {"accepted", "~ WAIVED " + severity};
    case Status::known:
      return {"accepted", "~ KNOWN " + severity};
    case Status::error:
      return {"warn", "? ERROR"};
    case Status::note:
      return {"note", "i NOTE"};
    case Status::pass:
      return {"good", "✓ PASS"};
    case Status::not_checked:
      return {"note", "– NOT CHECKED"};
    case Status::not_applicable:
      return {"note", "– DOES NOT APPLY"};
  }
  return {"warn", "? ERROR"};
}

void put_demand_link(Html& page, const std::string& id, const Anchors& anchors) {
  const std::string& place = anchors.of_demand(id);
  if (place.empty()) return page.put("{} ", id);
  page.put("<a href=\"{}\">{}</a> ", anchors.link_to_front(place), id);
}

std::string_view reader_shape(const EvidenceRow& evidence) {
  if (evidence.second_reader == "agrees") return "✓";
  return evidence.second_reader == "not_asked" ? "–" : "✕";
}

void put_row(Html& page, std::string_view label, std::string_view text) {
  if (!text.empty()) page.put("<dt>{}</dt><dd>{}</dd>\n", label, text);
}

/// The keys behind a finding, by their numbers in the list of places.
void put_proof_links(Html& page, const FindingRow& finding, const InstallationRow& installation, const Anchors& anchors,
                     const ReadPlaces& places) {
  const std::vector<std::size_t> numbers = places.of(finding);
  if (numbers.empty()) return;
  page.put(" <small>Proof:");
  const std::size_t shown = std::min(kShownProofs, numbers.size());
  for (std::size_t i = 0; i < shown; ++i)
    page.put(" <a href=\"#{}\">place {}</a>", anchors.of_place(installation, numbers[i]), std::to_string(numbers[i]));
  if (shown < numbers.size()) page.put(" and {} more", std::to_string(numbers.size() - shown));
  page.put("</small>");
}

void put_background(Html& page, const FindingRow& finding, const InstallationRow& installation, const Anchors& anchors,
                    const ReadPlaces& places, bool open) {
  if (open)
    page.put("<details open><summary>Proof and background</summary>\n<dl>");
  else
    page.put("<details><summary>Proof and background</summary>\n<dl>");
  if (!finding.evidence.empty()) {
    page.put("<dt>Proof</dt><dd>");
    const std::vector<const EvidenceRow*> evidence = telling_first(finding.evidence);
    // Minor findings point to their places; what has to be acted on shows its proof in full.
    const std::size_t whole = finding.severity >= Severity::medium ? std::min(kWholeProofs, evidence.size()) : 0;
    for (std::size_t i = 0; i < whole; ++i) put_evidence(page, *evidence[i], installation);
    if (evidence.size() > whole) put_proof_links(page, finding, installation, anchors, places);
    if (finding.evidence_left_out)
      page.put(" <small>{} left out of the evidence.</small>",
               counted(*finding.evidence_left_out, "look-up is", "look-ups are"));
    page.put("</dd>\n");
  }
  put_row(page, "Why", finding.why);
  put_row(page, "Confidence", finding.confidence);
  if (!finding.sources.empty()) {
    page.put("<dt>Sources</dt><dd><ul>");
    for (const SourceRow& source : finding.sources) put_source(page, source);
    page.put("</ul></dd>\n");
  }
  put_row(page, "Disputed", finding.disagreement.value_or(""));
  if (!finding.requirements.empty()) {
    page.put("<dt>Demanded by</dt><dd>");
    for (const std::string& id : finding.requirements) put_demand_link(page, id, anchors);
    page.put("</dd>\n");
  }
  put_row(page, "Fingerprint", finding.fingerprint);
  page.put("</dl></details>\n");
}

/// What is there beside what should be.
void put_comparison(Html& page, const FindingRow& finding) {
  if (finding.actual.empty() && finding.expected.empty()) return;
  page.put("<dl class=\"pair\">");
  for (const auto& [label, text] : {std::pair{"Found", &finding.actual}, std::pair{"Wanted", &finding.expected}})
    if (!text->empty()) page.put("<div><dt>{}</dt><dd>{}</dd></div>", label, *text);
  page.put("</dl>\n");
}

void put_finding(Html& page, const FindingRow& finding, const InstallationRow& installation, const Anchors& anchors,
                 const ReadPlaces& places, ShownFixes& shown) {
  const Badge badge = badge_of(finding);
  const std::string& anchor = anchors.of(finding);
  page.put("<article class=\"finding {}\" id=\"{}\"", badge.css, anchor);
  put_check_data(page, finding);
  page.put(">\n");
  page.put("<h4><span class=\"badge\">{}</span> <a href=\"#{}\">{} {}</a></h4>\n", badge.text, anchor, finding.rule,
           finding.title);
  const std::string message = own_message(finding);
  if (!message.empty()) page.put("<p>{}</p>\n", message);
  put_comparison(page, finding);
  page.put("<dl>");
  put_row(page, "For", scope_name(finding.scope));
  put_row(page, "Waiver", finding.waived_by.value_or(""));
  put_row(page, "Error", finding.verdict == Verdict::error ? finding.error_code.value_or("") : "");
  if (finding.known) put_row(page, "Known", "the baseline has it already");
  for (const std::string& caveat : finding.caveats) put_row(page, "Caution", caveat);
  page.put("</dl>\n");
  put_fix(page, finding, anchors, shown);
  put_background(page, finding, installation, anchors, places,
                 finding.verdict == Verdict::fail || finding.verdict == Verdict::error);
  page.put("</article>\n");
}

void put_table(Html& page, const InstallationRow& installation, const Anchors& anchors, const ReadPlaces& places,
               Verdict verdict, std::string_view part, std::string_view title, std::string_view last_column) {
  std::vector<const FindingRow*> rows;
  for (const FindingRow& finding : installation.findings)
    if (finding.verdict == verdict) rows.push_back(&finding);
  if (rows.empty()) return;
  page.put(
      "<section class=\"group\"><h3 id=\"{}\">{} ({})</h3>\n<table class=\"checks\"><caption>{}: one row for each rule "
      "and scope</caption><thead><tr>"
      "<th scope=\"col\">Rule</th><th scope=\"col\">What</th><th scope=\"col\">For</th><th scope=\"col\">{}</th>"
      "</tr></thead><tbody>\n",
      anchors.of_part(part, installation), title, std::to_string(rows.size()), title, last_column);
  for (const FindingRow* row : rows) {
    page.put("<tr id=\"{}\"", anchors.of(*row));
    put_check_data(page, *row);
    page.put(
        "><th scope=\"row\"><a href=\"#{}\">{}</a></th><td data-label=\"What\">{}</td>"
        "<td data-label=\"For\">{}</td><td data-label=\"{}\"><div>{}",
        anchors.of(*row), row->rule, row->title, scope_name(row->scope), last_column,
        verdict == Verdict::pass ? shortened(row->actual, kFoundBytes) : message_behind_title(*row));
    if (verdict == Verdict::pass) put_proof_links(page, *row, installation, anchors, places);
    page.put("</div></td></tr>\n");
  }
  page.put("</tbody></table></section>\n");
}

}  // namespace

/// Only web addresses become links: a rule file is data too.
void put_source(Html& page, const SourceRow& source) {
  if (source.href.starts_with("https://") || source.href.starts_with("http://"))
    page.put("<li><a href=\"{}\" rel=\"noreferrer\">{}</a></li>", source.href,
             source.title.empty() ? source.href : source.title);
  else
    page.put("<li>{} {}</li>", source.title, source.href);
}

void put_evidence(Html& page, const EvidenceRow& evidence, const InstallationRow& installation) {
  // Long data is told in full by the JSON report; the page keeps its size (interface budget: 1 KiB a finding).
  constexpr std::size_t kFactBytes = 400;
  constexpr std::size_t kRawBytes = 64;
  page.put("<div class=\"proof\"><code>{}</code><br>", shortened(evidence_fact(evidence), kFactBytes));
  const std::string place = evidence_place(evidence, installation.hives, true);
  if (!place.empty()) page.put("{} · ", place);
  if (evidence.raw) page.put("raw <code class=\"hex\">{}</code> · ", shortened(*evidence.raw, kRawBytes));
  page.put("<span class=\"reader {}\">{} {}</span></div>", evidence.second_reader, reader_shape(evidence),
           second_reader_text(evidence));
}

void put_findings(Html& page, const InstallationRow& installation, const Anchors& anchors, const ReadPlaces& places,
                  ShownFixes& fixes) {
  constexpr std::array kWorstFirst = {Severity::critical, Severity::high, Severity::medium, Severity::low,
                                      Severity::info};
  std::vector<const FindingRow*> shown;
  for (const Severity severity : kWorstFirst)
    for (const FindingRow& finding : installation.findings)
      if (finding.severity == severity && (finding.verdict == Verdict::fail || finding.verdict == Verdict::error ||
                                           finding.verdict == Verdict::informational))
        shown.push_back(&finding);
  if (shown.empty()) {
    if (!installation.findings.empty())
      page.put("<h3 id=\"{}\">Findings</h3>\n<p>None.</p>\n", anchors.of_part("findings", installation));
    return;
  }
  page.put("<section class=\"group\"><h3 id=\"{}\">Findings ({}), the most severe first</h3>\n",
           anchors.of_part("findings", installation), std::to_string(shown.size()));
  for (const FindingRow* finding : shown) put_finding(page, *finding, installation, anchors, places, fixes);
  page.put("</section>\n");
}

void put_other_checks(Html& page, const InstallationRow& installation, const Anchors& anchors,
                      const ReadPlaces& places) {
  put_table(page, installation, anchors, places, Verdict::not_checked, "not-checked", "Not checked", "Why not");
  put_table(page, installation, anchors, places, Verdict::pass, "passed", "Passed", "Found");
  put_table(page, installation, anchors, places, Verdict::not_applicable, "not-applicable", "Does not apply",
            "Why not");
}

}  // namespace audit
