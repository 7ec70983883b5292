#include "audit/alerts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "audit/conditions.h"
#include "audit/evidence_text.h"
#include "audit/file_place.h"
#include "audit/headline.h"
#include "audit/report_words.h"
#include "audit/safe_text.h"
#include "audit/worst_first.h"

namespace audit {
namespace {

/// Long data must not push the evidence out of what a server shows.
constexpr std::size_t kMaxFieldBytes = 600;
/// Of the notes behind the outcome; lines have them all.
constexpr std::size_t kShownNotes = 3;

AlertLevel level_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::ready:
    case Outcome::listed:
      return AlertLevel::notice;
    case Outcome::partial:
    case Outcome::excepted:
      return AlertLevel::warning;
    case Outcome::incomplete:
    case Outcome::not_ready:
      break;
  }
  return AlertLevel::error;
}

/// Not the gate: the same finding is the same alert with every --fail-on.
AlertLevel level_of(const FindingRow& finding) {
  if (finding.verdict == Verdict::error || is_blocking(finding)) return AlertLevel::error;
  const bool accepted = finding.waived_by || finding.known;
  return finding.verdict == Verdict::fail && !accepted ? AlertLevel::warning : AlertLevel::notice;
}

bool deserves_alert(const FindingRow& finding) {
  return finding.verdict == Verdict::fail || finding.verdict == Verdict::error ||
         finding.verdict == Verdict::informational;
}

std::string place_name(const PlacedFinding& placed) {
  return placed.target->installations.size() > 1 ? placed.target->name + " " + placed.installation->label
                                                 : placed.target->name;
}

std::string acceptance(const FindingRow& finding) {
  if (finding.waived_by) return "waived by " + *finding.waived_by;
  return finding.known ? "known to the baseline" : "";
}

Alert alert_of(const PlacedFinding& placed, const ReportStyle& style) {
  const FindingRow& finding = *placed.finding;
  Alert alert;
  alert.level = level_of(finding);
  alert.code = finding.rule;
  alert.title = safe_line(
      fmt::format("{} {} ({}, {})", finding.rule, finding.title, place_name(placed), name_of(finding.verdict)));
  alert.text = finding.message;
  const auto add = [&alert](std::string_view label, const std::string& value) {
    if (!value.empty()) alert.text += fmt::format("\n{}{}", label, safe_line(safe_cut(value, kMaxFieldBytes)));
  };
  add("Accepted: ", acceptance(finding));
  add("Scope: ", scope_name(finding.scope));
  add("Found: ", finding.actual);
  add("Wanted: ", finding.expected);
  const std::vector<const EvidenceRow*> seen = telling_first(finding.evidence);
  const std::vector<HiveRow>& hives = placed.installation->hives;
  if (!seen.empty()) {
    add("Evidence: ", evidence_fact(*seen.front()));
    add("", evidence_place(*seen.front(), hives, false));
  }
  for (const FixRow& fix : finding.fix) add("Fix: ", fix_text(fix));
  add("", falls_short_text(finding));
  for (const std::string& caveat : finding.caveats) add("Caution: ", caveat);
  const FilePlace place = file_place(finding, hives, style);
  alert.file = place.path;
  alert.line = place.line;
  return alert;
}

std::string line_of(const PlacedFinding& placed) {
  const FindingRow& finding = *placed.finding;
  std::string text = fmt::format("{} {} {} {} ({}): {}", name_of(finding.verdict), name_of(finding.severity),
                                 finding.rule, place_name(placed), scope_name(finding.scope), finding.message);
  if (const std::string accepted = acceptance(finding); !accepted.empty()) text += "; " + accepted;
  if (finding.fix_falls_short) text += "; " + falls_short_text(finding);
  for (const std::string& caveat : finding.caveats) text += "; caution: " + caveat;
  return text;
}

/// Takes alerts as long as a level has room, then lines.
class Room {
 public:
  /// `first`: the level of the alert that stands before all others.
  Room(LogAlerts& out, bool has_notices, AlertLevel first) : out_(out), has_notices_(has_notices) {
    if (takes(first)) used_[static_cast<std::size_t>(first)] = 1;
  }

  bool takes(AlertLevel level) const { return has_notices_ || level != AlertLevel::notice; }
  void add(Alert alert, std::string line) {
    std::size_t& used = used_[static_cast<std::size_t>(alert.level)];
    if (!takes(alert.level) || used == kAlertsOfALevel) {
      if (takes(alert.level)) ++left_out_;
      out_.lines.push_back(std::move(line));
      return;
    }
    ++used;
    out_.alerts.push_back(std::move(alert));
  }
  std::uint64_t left_out() const { return left_out_; }

 private:
  LogAlerts& out_;
  bool has_notices_;
  std::array<std::size_t, 3> used_ = {};
  std::uint64_t left_out_ = 0;
};

/// What made the answer what it is, as lines behind the outcome: options in full, of the rest how much there is.
std::string surroundings(const Report& report) {
  std::string text;
  for (const Condition& condition : conditions(report))
    text += "\n" + safe_line(safe_cut(condition.sentence, kMaxFieldBytes));
  const std::vector<PlacedNote> notes = notes_of(report);
  for (std::size_t i = 0; i < std::min(notes.size(), kShownNotes); ++i)
    text += "\nNote: " + safe_line(safe_cut(note_text(notes[i]), kMaxFieldBytes));
  if (notes.size() > kShownNotes)
    text += fmt::format("\nand {} more notes; the log of this step has them", notes.size() - kShownNotes);
  if (report.baseline) text += "\nBaseline: " + safe_line(safe_cut(baseline_text(*report.baseline), kMaxFieldBytes));
  return text;
}

std::string outcome_text(const Report& report) {
  const Headline whole = headline(report);
  std::string text = whole.word + ": " + whole.sentence + surroundings(report);
  if (report.targets.size() > 1) {
    for (const TargetRow& target : report.targets) {
      const Headline own = headline(target, report);
      text += fmt::format("\n{}: {}: {}", safe_line(target.target), own.word, own.sentence);
    }
  }
  return text;
}

void put_surroundings(std::vector<std::string>& lines, const Report& report) {
  for (const Condition& condition : conditions(report)) lines.push_back("condition: " + condition.sentence);
  for (const PlacedNote& note : notes_of(report)) lines.push_back("note: " + note_text(note));
  if (!report.baseline) return;
  lines.push_back("baseline: " + baseline_text(*report.baseline));
  for (const BaselineFindingRow& then : report.baseline->findings)
    lines.push_back(fmt::format("baseline, {}: {}", then.state, baseline_finding_text(then)));
}

}  // namespace

LogAlerts log_alerts(const Report& report, const ReportStyle& style, bool has_notices) {
  LogAlerts out;
  Alert first{level_of(headline(report).outcome), "", "hiveaudit", outcome_text(report), "", 0};
  Room room(out, has_notices, first.level);
  for (const ErrorRow* error : errors_of(report)) {
    const std::string place = error_place(*error);
    const std::string text = (place.empty() ? "" : place + ": ") + error_text(*error);
    room.add({AlertLevel::error, "", "An input could not be read", text, style.source_file, 0}, "input error: " + text);
  }
  for (const WaiverRow& waiver : report.waivers) {
    if (!waiver.fails_gate) continue;
    const std::string text = waiver_fault(waiver);
    room.add({AlertLevel::error, "", "A waiver fails the run", text, style.source_file, 0},
             "waiver fails the run: " + text);
  }
  for (const TargetRow& target : report.targets) {
    for (const InstallationRow& installation : target.installations) {
      for (const PlaceRow& place : installation.places) {
        const std::string text = evidence_fact(place.evidence);
        if (was_answered(place)) {
          out.lines.push_back(text);
        } else {
          room.add({AlertLevel::error, "", "A place could not be read", text, style.source_file, 0}, text);
        }
      }
    }
  }
  for (const PlacedFinding& placed : worst_first(report)) {
    if (deserves_alert(*placed.finding)) {
      room.add(alert_of(placed, style), line_of(placed));
    } else {
      out.lines.push_back(line_of(placed));
    }
  }
  for (const WaiverRow& waiver : report.waivers) out.lines.push_back(waiver_text(waiver));
  put_surroundings(out.lines, report);
  if (room.left_out() > 0) {
    first.text += fmt::format("\n{} for which the build server has no room; the log of this step has them",
                              counted(room.left_out(), "more alert", "more alerts"));
  }
  if (room.takes(first.level)) {
    out.alerts.insert(out.alerts.begin(), std::move(first));
  } else {
    out.lines.insert(out.lines.begin(), std::move(first.text));
  }
  return out;
}

std::string log_line(std::string_view text) {
  const std::string safe = safe_line(text);
  std::string out;
  out.reserve(safe.size());
  for (std::size_t i = 0; i < safe.size(); ++i) {
    const char before = i == 0 ? ' ' : safe[i - 1];
    const char after = i + 1 < safe.size() ? safe[i + 1] : ' ';
    const bool letter = (after >= 'a' && after <= 'z') || (after >= 'A' && after <= 'Z');
    if (safe[i] == '#' && before == '#') {
      out += "\\u0023";
    } else if (safe[i] == ':' && before == ':' && letter) {
      out += "\\u003A";
    } else {
      out += safe[i];
    }
  }
  return out;
}

}  // namespace audit
