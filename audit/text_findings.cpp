#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "audit/evidence_text.h"
#include "audit/report_words.h"
#include "audit/text_sections.h"

namespace audit {
namespace {

constexpr std::size_t kLabel = 9;
/// About five lines of a terminal.
constexpr std::size_t kBriefBytes = 400;
/// Words of the rules' messages that the heading says already.
constexpr std::string_view kUnderTheHeading = "this was not checked, as ";
constexpr std::size_t kReasonBytes = 160;
constexpr std::size_t kShownProofs = 2;

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

/// At most `bytes` of it, ending with a whole character.
std::string start_of(const std::string& text, std::size_t bytes) {
  std::size_t end = std::min(bytes, text.size());
  while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

/// The start of a text that would fill the screen; the other formats show all of it.
std::string brief(const std::string& text, bool everything) {
  if (everything || text.size() <= kBriefBytes) return text;
  return fmt::format("{}... ({} bytes, whole with -v)", start_of(text, kBriefBytes), text.size());
}

void put_evidence(TextPage& page, const EvidenceRow& evidence, const InstallationRow& installation, bool everything) {
  page.item(4, "Proof", kLabel, Colour::none, brief(evidence_fact(evidence), everything));
  const std::string place = evidence_place(evidence, installation.hives, everything);
  page.item(4, "", kLabel, Colour::none, place + (place.empty() ? "" : ", ") + second_reader_text(evidence));
}

/// Needs action: what to do and all about it. The rest is named, with what was found.
bool is_urgent(const FindingRow& finding) {
  if (finding.verdict == Verdict::error) return true;
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
  line("Found", finding.actual);
  if (finding.waived_by) line("Waiver", *finding.waived_by);
  if (!full) return;
  line("Wanted", finding.expected);
  const std::vector<const EvidenceRow*> evidence = telling_first(finding.evidence);
  const std::size_t shown = everything ? evidence.size() : std::min(kShownProofs, evidence.size());
  for (std::size_t i = 0; i < shown; ++i) put_evidence(page, *evidence[i], installation, everything);
  if (shown < evidence.size())
    line("", fmt::format("and {}, listed with -v", counted(evidence.size() - shown, "more place", "more places")));
  for (const FixRow& fix : finding.fix) line("Fix", fix_text(fix));
  for (const std::string& note : fix_notes(finding.fix)) line("", note);
  for (const std::string& caveat : finding.caveats) line("Caution", caveat);
  if (!everything) return;
  line("Why", finding.why);
  for (const SourceRow& source : finding.sources)
    line("Source", source.href.empty() ? source.title : source.title + " " + source.href);
  if (finding.disagreement) line("Disputed", *finding.disagreement);
}

}  // namespace

void put_findings(TextPage& page, const InstallationRow& installation, bool everything) {
  constexpr std::array kWorstFirst = {Severity::critical, Severity::high, Severity::medium, Severity::low,
                                      Severity::info};
  std::vector<const FindingRow*> shown;
  for (const Severity severity : kWorstFirst)
    for (const FindingRow& finding : installation.findings)
      if (finding.severity == severity && is_shown(finding)) shown.push_back(&finding);
  if (!shown.empty()) {
    page.heading("Findings, the most severe first");
    for (const FindingRow* finding : shown) put_finding(page, *finding, installation, everything);
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
              whole ? reason : start_of(reason, kReasonBytes) + "...");
  }
}

}  // namespace audit
