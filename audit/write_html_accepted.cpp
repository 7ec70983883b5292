#include <algorithm>
#include <array>

#include "audit/calendar.h"
#include "audit/conditions.h"
#include "audit/html_sections.h"
#include "audit/report_words.h"

namespace audit {
namespace {

/// Of what a waiver covers, or a baseline knew, this many have a link; the filter finds the others.
constexpr std::size_t kLinked = 100;
/// A baseline of a fleet has thousands; the JSON report lists them all.
constexpr std::size_t kListed = 500;

struct StateLook {
  std::string_view state;
  std::string_view css;
  std::string_view shape;
  std::string_view meaning;
};
constexpr std::array kLooks = {
    StateLook{"used", "good", "✓", "it covers a failure"},
    StateLook{"expiring", "warn", "!", "it covers a failure and ends within 30 days"},
    StateLook{"expired", "bad", "✕", "what it covered counts again"},
    StateLook{"unused", "note", "–", "nothing fails that it would cover"},
};

StateLook look_of(const WaiverRow& waiver) {
  for (const StateLook& look : kLooks)
    if (look.state == waiver.state) return look;
  return {waiver.state, "note", "?", ""};
}

std::string until_text(const WaiverRow& waiver, const std::string& now) {
  if (!waiver.expires) return "permanent";
  const std::string_view today = date_of(now);
  if (!is_day(*waiver.expires) || !is_day(today)) return *waiver.expires;
  const long days = days_between(today, *waiver.expires);
  if (days < 0)
    return fmt::format("{}, {} ago", *waiver.expires, counted(static_cast<std::uint64_t>(-days), "day", "days"));
  return fmt::format("{}, {} left", *waiver.expires, counted(static_cast<std::uint64_t>(days), "day", "days"));
}

void put_finding_link(Html& out, const FindingRow& finding, const HtmlPage& page) {
  const Chosen& home = page.anchors.home_of(finding);
  out.put("<li><a href=\"{}\">{}</a> {}, {}</li>", page.anchors.link(finding), finding.rule, title_of(home),
          scope_name(finding.scope));
}

bool is_of(const WaiverRow& waiver, const HtmlPage& page) {
  if (page.target == nullptr) return true;
  for (const std::string& fingerprint : waiver.findings) {
    const FindingRow* finding = page.anchors.finding(fingerprint);
    if (finding != nullptr && page.anchors.home_of(*finding).target == page.target) return true;
  }
  return false;
}

void put_covered(Html& out, const WaiverRow& waiver, const HtmlPage& page) {
  if (waiver.findings.empty()) return out.put("nothing");
  out.put("<ul>");
  std::size_t linked = 0;
  for (const std::string& fingerprint : waiver.findings) {
    if (++linked > kLinked) break;
    if (const FindingRow* finding = page.anchors.finding(fingerprint))
      put_finding_link(out, *finding, page);
    else
      out.put("<li><code>{}</code></li>", fingerprint);
  }
  if (waiver.findings.size() > kLinked)
    out.put("<li>and {} more</li>", std::to_string(waiver.findings.size() - kLinked));
  out.put("</ul>");
}

void put_waiver(Html& out, const WaiverRow& waiver, const HtmlPage& page) {
  const StateLook look = look_of(waiver);
  out.put("<tr><th scope=\"row\"><span class=\"{}\">{} {}</span><br><small>{}</small></th>", look.css, look.shape,
          waiver.state, waiver.fails_gate ? "this fails the run" : look.meaning);
  out.put("<td data-label=\"For\"><div>{} on <code>{}</code>{}", waiver.rule, waiver.target,
          waiver.scope ? ", " + scope_name(*waiver.scope) : "");
  if (waiver.value) out.put("<br>as long as <code>{}</code>", *waiver.value);
  out.put("</div></td><td data-label=\"Reason\"><div>{}<br><small>{}{}{}</small></div></td>", waiver.reason,
          waiver.owner, waiver.approver ? " and " + *waiver.approver : "", waiver.ticket ? " · " + *waiver.ticket : "");
  out.put("<td data-label=\"Until\">{}</td><td data-label=\"Covers\"><div>", until_text(waiver, page.report.now));
  put_covered(out, waiver, page);
  out.put("</div></td></tr>\n");
}

void put_baseline(Html& out, const HtmlPage& page) {
  if (!page.report.baseline || page.target != nullptr) return;
  const BaselineRow& baseline = *page.report.baseline;
  out.put("<section id=\"baseline\"><h2>Baseline</h2>\n<p>{}</p>\n", baseline_text(baseline));
  if (!baseline.findings.empty()) {
    out.put(
        "<table class=\"checks\"><caption>Failures of the baseline that are not known any more, and what became of "
        "them</caption><thead><tr><th scope=\"col\">State</th><th scope=\"col\">Failure</th>"
        "<th scope=\"col\">Now</th></tr></thead><tbody>\n");
    for (std::size_t i = 0; i < std::min(baseline.findings.size(), kListed); ++i) {
      const BaselineFindingRow& then = baseline.findings[i];
      out.put(
          "<tr><th scope=\"row\">{}</th><td data-label=\"Failure\"><div>{}: {}<br><small>{}, {}{}</small></div></td>"
          "<td data-label=\"Now\">{}</td></tr>\n",
          then.state, then.rule, then.title, then.target, scope_name(then.scope),
          then.actual.empty() ? "" : "; then: " + then.actual, then.message);
    }
    out.put("</tbody></table>\n");
    if (baseline.findings.size() > kListed)
      out.put("<p>and {} more, in the JSON report</p>\n", std::to_string(baseline.findings.size() - kListed));
  }
  out.put("</section>\n");
}

void put_known(Html& out, const HtmlPage& page) {
  std::vector<const FindingRow*> known;
  for (const Chosen& chosen : installations_of(page.report)) {
    if (page.target != nullptr && chosen.target != page.target) continue;
    for (const FindingRow& finding : chosen.installation->findings)
      if (finding.known) known.push_back(&finding);
  }
  if (known.empty()) return;
  out.put(
      "<section id=\"known\"><h2>Known from the baseline</h2>\n<p>{} of this report stood in the baseline already; "
      "what "
      "is known does not fail the gate.</p>\n<ul class=\"links\">",
      counted(known.size(), "failure", "failures"));
  for (std::size_t i = 0; i < std::min(known.size(), kLinked); ++i) put_finding_link(out, *known[i], page);
  if (known.size() > kLinked) out.put("<li>and {} more</li>", std::to_string(known.size() - kLinked));
  out.put("</ul></section>\n");
}

}  // namespace

void put_accepted(Html& out, const HtmlPage& page) {
  std::vector<const WaiverRow*> waivers;
  for (const WaiverRow& waiver : page.report.waivers)
    if (is_of(waiver, page)) waivers.push_back(&waiver);
  if (!waivers.empty()) {
    out.put(
        "<section id=\"waivers\"><h2>Waivers</h2>\n<table class=\"checks\"><caption>Failures that somebody answers "
        "for: "
        "a waiver changes no verdict, it keeps a finding from failing the gate</caption><thead><tr>"
        "<th scope=\"col\">State</th><th scope=\"col\">For</th><th scope=\"col\">Reason</th>"
        "<th scope=\"col\">Until</th><th scope=\"col\">Covers</th></tr></thead><tbody>\n");
    for (const WaiverRow* waiver : waivers) put_waiver(out, *waiver, page);
    out.put("</tbody></table></section>\n");
  }
  put_baseline(out, page);
  put_known(out, page);
}

}  // namespace audit
