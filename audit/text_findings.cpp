#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "audit/evidence_text.h"
#include "audit/report_words.h"
#include "audit/text_sections.h"
#include "audit/wrap.h"

namespace audit {
namespace {

constexpr std::size_t kLabel = 9;
/// About five lines of a terminal.
constexpr std::size_t kBriefBytes = 400;
/// Words of the rules' messages that the heading says already.
constexpr std::string_view kUnderTheHeading = "this was not checked, as ";
constexpr std::size_t kReasonBytes = 160;
constexpr std::size_t kShownProofs = 2;
/// Checks named where many could not be decided for one reason.
constexpr std::size_t kShownUndecided = 3;
/// Reasons why something could not be decided; a damaged hive has one for each value.
constexpr std::size_t kShownReasons = 5;

struct Tag {
  std::string text;
  Colour colour = Colour::none;
};

Tag tag_of(const FindingRow& finding) {
  const std::string severity(name_of(finding.severity));
  switch (finding.verdict) {
    case Verdict::pass:
      return {"PASS", Colour::green};
    case Verdict::error:
      return {"ERROR", Colour::yellow};
    case Verdict::informational:
      return {"NOTE", Colour::dim};
    case Verdict::not_checked:
      return {"NOT CHECKED", Colour::dim};
    case Verdict::not_applicable:
      return {"NOT APPLICABLE", Colour::dim};
    case Verdict::fail:
      break;
  }
  if (finding.waived_by) return {"WAIVED " + severity, Colour::dim};
  if (finding.known) return {"KNOWN " + severity, Colour::dim};
  return {"FAIL " + severity, finding.severity >= Severity::medium ? Colour::red : Colour::yellow};
}

/// What a person has to look at, unless everything is wanted.
bool is_shown(const FindingRow& finding) {
  return finding.verdict == Verdict::fail || finding.verdict == Verdict::error;
}

/// The start of a text that would fill the screen; the other formats show all of it.
std::string brief(const std::string& text, bool everything) {
  if (everything || text.size() <= kBriefBytes) return text;
  return fmt::format("{} ({} bytes, whole with -v)", shortened(text, kBriefBytes), text.size());
}

void put_evidence(TextPage& page, const EvidenceRow& evidence, const InstallationRow& installation, bool everything) {
  page.item(4, "Proof", kLabel, Colour::none, brief(evidence_fact(evidence), everything));
  const std::string place = evidence_place(evidence, installation.hives, everything);
  page.item(4, "", kLabel, Colour::none, place + (place.empty() ? "" : ", ") + second_reader_text(evidence));
}

/// Needs action: what to do and all about it. The rest is named, with what was found.
bool is_urgent(const FindingRow& finding) {
  return finding.severity >= Severity::medium && !finding.waived_by && !finding.known;
}

void put_finding(TextPage& page, const FindingRow& finding, const InstallationRow& installation, bool everything) {
  const auto line = [&](const char* label, const std::string& text) {
    if (!text.empty()) page.item(4, label, kLabel, Colour::none, brief(text, everything));
  };
  const bool full = everything || is_urgent(finding);
  const Tag tag = tag_of(finding);
  page.blank();
  page.flow(2, tag.text, tag.colour,
            fmt::format("{}: {} ({})", finding.rule, finding.title, scope_name(finding.scope)));
  const std::string message = own_message(finding);
  if (!message.empty()) page.text(4, brief(message, everything));
  // What has to be acted on is told whole.
  const bool grave = finding.verdict == Verdict::fail && finding.severity >= Severity::high;
  if (!finding.actual.empty()) page.item(4, "Found", kLabel, Colour::none, brief(finding.actual, everything || grave));
  if (finding.waived_by) line("Waiver", *finding.waived_by);
  if (!full) return;
  line("Wanted", finding.expected);
  const std::vector<const EvidenceRow*> evidence = telling_first(finding.evidence);
  const std::size_t shown = everything ? evidence.size() : std::min(kShownProofs, evidence.size());
  for (std::size_t i = 0; i < shown; ++i) put_evidence(page, *evidence[i], installation, everything);
  if (shown < evidence.size())
    line("", fmt::format("and {}, listed with -v", counted(evidence.size() - shown, "more place", "more places")));
  if (finding.evidence_left_out)
    line("", fmt::format("and {} that reports leave out",
                         counted(*finding.evidence_left_out, "further look-up", "further look-ups")));
  for (const FixRow& fix : finding.fix) line("Fix", fix_text(fix));
  for (const std::string& note : fix_notes(finding.fix)) line("", note);
  if (finding.fix_falls_short) line("", "These changes were tried: " + *finding.fix_falls_short);
  for (const std::string& caveat : finding.caveats) line("Caution", caveat);
  if (!everything) return;
  line("Why", finding.why);
  for (const SourceRow& source : finding.sources)
    line("Source", source.href.empty() ? source.title : source.title + " " + source.href);
  if (finding.disagreement) line("Disputed", *finding.disagreement);
}

/// Rules that could not decide for the same reason, in few lines.
void put_undecided(TextPage& page, const std::vector<const FindingRow*>& undecided) {
  std::vector<std::pair<std::string, std::vector<const FindingRow*>>> by_message;
  for (const FindingRow* finding : undecided) {
    const std::string message = message_behind_title(*finding);
    const auto known = std::ranges::find(by_message, message, [](const auto& group) { return group.first; });
    if (known == by_message.end())
      by_message.push_back({message, {finding}});
    else
      known->second.push_back(finding);
  }
  std::size_t groups = 0;
  std::size_t left_out = 0;
  for (const auto& [message, findings] : by_message) {
    if (++groups > kShownReasons) {
      left_out += findings.size();
      continue;
    }
    page.blank();
    const std::size_t shown = findings.size() == 1 ? 1 : std::min(kShownUndecided, findings.size());
    std::string rules;
    for (std::size_t i = 0; i < shown; ++i) {
      const FindingRow& finding = *findings[i];
      if (i > 0) rules += "; ";
      rules += fmt::format("{}: {} ({})", finding.rule, finding.title, scope_name(finding.scope));
    }
    if (shown < findings.size())
      rules += fmt::format("; and {}, listed with -v", counted(findings.size() - shown, "more check", "more checks"));
    page.flow(2, "ERROR", Colour::yellow, rules);
    page.text(4, shortened(message, kReasonBytes));
  }
  if (left_out == 0) return;
  page.blank();
  page.text(2, fmt::format("and {} that could not be decided, listed with -v",
                           counted(left_out, "more check", "more checks")));
}

}  // namespace

void put_findings(TextPage& page, const InstallationRow& installation, bool everything) {
  constexpr std::array kWorstFirst = {Severity::critical, Severity::high, Severity::medium, Severity::low,
                                      Severity::info};
  std::vector<const FindingRow*> shown;
  std::vector<const FindingRow*> undecided;
  for (const Severity severity : kWorstFirst)
    for (const FindingRow& finding : installation.findings)
      if (finding.severity == severity && is_shown(finding))
        (everything || finding.verdict == Verdict::fail ? shown : undecided).push_back(&finding);
  if (!shown.empty()) {
    page.heading("Findings, the most severe first");
    for (const FindingRow* finding : shown) put_finding(page, *finding, installation, everything);
    if (!everything && std::ranges::any_of(shown, [](const FindingRow* finding) { return !is_urgent(*finding); })) {
      page.blank();
      page.text(2, "Minor findings are shortened; -v shows their proof and fix.");
    }
  }
  if (!undecided.empty()) {
    page.heading("Could not be decided");
    put_undecided(page, undecided);
  }
  if (!everything) return;
  std::vector<const FindingRow*> others;
  for (const Verdict verdict : {Verdict::informational, Verdict::pass})
    for (const FindingRow& finding : installation.findings)
      if (finding.verdict == verdict) others.push_back(&finding);
  if (others.empty()) return;
  page.heading("Notes and passed checks");
  for (const FindingRow* finding : others) {
    const Tag tag = tag_of(*finding);
    page.item(2, tag.text, 6, tag.colour,
              fmt::format("{}  {} ({})", finding->rule, finding->title, scope_name(finding->scope)));
    for (const EvidenceRow& evidence : finding->evidence) put_evidence(page, evidence, installation, true);
  }
}

void put_not_checked(TextPage& page, const InstallationRow& installation, bool everything) {
  std::vector<std::pair<std::string, std::vector<std::string>>> by_reason;  // reason, rules
  for (const FindingRow& finding : installation.findings) {
    const bool skipped = finding.verdict == Verdict::not_checked;
    if (!skipped && !(everything && finding.verdict == Verdict::not_applicable)) continue;
    std::string reason = (skipped ? "" : "does not apply: ") + message_behind_title(finding);
    if (reason.starts_with(kUnderTheHeading)) reason.erase(0, kUnderTheHeading.size());
    const std::string rule =
        finding.scope == "HKLM" ? finding.rule : fmt::format("{} ({})", finding.rule, finding.scope);
    bool placed = false;
    for (auto& [known, rules] : by_reason) {
      if (known != reason) continue;
      rules.push_back(rule);
      placed = true;
    }
    if (!placed) by_reason.push_back({reason, {rule}});
  }
  if (by_reason.empty()) return;
  page.heading("Not checked, and why");
  for (const auto& [reason, rules] : by_reason) {
    const bool whole = everything || reason.size() <= kReasonBytes;
    page.flow(2, fmt::format("{}:", fmt::join(rules, ", ")), Colour::none,
              whole ? reason : shortened(reason, kReasonBytes));
  }
}

}  // namespace audit
