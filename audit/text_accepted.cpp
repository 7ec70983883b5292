// What somebody answers for, and what a baseline knows, in the text report.
#include <fmt/format.h>

#include <algorithm>

#include "audit/conditions.h"
#include "audit/report_words.h"
#include "audit/text_sections.h"

namespace audit {
namespace {

constexpr std::size_t kLabel = 9;
/// A baseline of a fleet has thousands; the JSON report lists them all.
constexpr std::size_t kShownFindings = 10;

Colour colour_of(const std::string& state) {
  if (state == "expired" || state == "changed") return Colour::red;
  if (state == "used" || state == "fixed") return Colour::green;
  return Colour::yellow;
}

std::string term_of(const WaiverRow& waiver) {
  return waiver.expires ? (waiver.state == "expired" ? "ended on " : "until ") + *waiver.expires : "without end";
}

void put_waiver(TextPage& page, const WaiverRow& waiver, bool applied) {
  std::string what = waiver.rule;
  if (waiver.target != "*") what += " of " + waiver.target;
  if (waiver.scope) what += fmt::format(" ({})", scope_name(*waiver.scope));
  if (waiver.value) what += ", while " + *waiver.value;
  page.item(2, waiver.state, kLabel, colour_of(waiver.state), fmt::format("{}, {}", what, term_of(waiver)));
  std::string who = waiver.owner;
  if (waiver.ticket) who += fmt::format(" ({})", *waiver.ticket);
  if (waiver.approver) who += ", approved by " + *waiver.approver;
  std::string text = fmt::format("{}: {}", who, waiver.reason);
  if (applied && waiver.findings.empty()) text += "; covers nothing";
  if (applied && !waiver.findings.empty()) {
    text += fmt::format("; {} {}", waiver.state == "expired" ? "covered" : "covers",
                        counted(waiver.findings.size(), "finding", "findings"));
  }
  if (waiver.fails_gate) text += "; this fails the run";
  page.item(2, "", kLabel, Colour::none, text);
}

}  // namespace

void put_waivers(TextPage& page, const std::vector<WaiverRow>& waivers, bool applied) {
  if (waivers.empty()) return;
  page.heading("Waivers");
  for (const WaiverRow& waiver : waivers) put_waiver(page, waiver, applied);
}

void put_baseline(TextPage& page, const Report& report, bool everything) {
  if (!report.baseline) return;
  const BaselineRow& baseline = *report.baseline;
  page.heading("Baseline");
  page.text(2, baseline_text(baseline));
  const std::size_t shown = everything ? baseline.findings.size() : std::min(kShownFindings, baseline.findings.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const BaselineFindingRow& then = baseline.findings[i];
    page.item(
        2, then.state, kLabel, colour_of(then.state),
        fmt::format("{}: {} ({}, {}): {}", then.rule, then.title, then.target, scope_name(then.scope), then.message));
    if (!then.actual.empty()) page.item(2, "", kLabel, Colour::none, "then: " + then.actual);
  }
  if (shown < baseline.findings.size()) {
    page.text(2, fmt::format("and {} more, listed with -v", baseline.findings.size() - shown));
  }
}

}  // namespace audit
