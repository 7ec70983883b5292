// Tests that look at the lines of .reg texts: what regedit would not import.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "audit/evaluate_parts.h"
#include "hive/utf16.h"

namespace audit {
namespace {

/// Lines shown in the sentence; the evidence holds more.
constexpr std::size_t kShownLines = 3;
constexpr std::size_t kShownLineBytes = 120;
/// Lines kept as evidence of one finding.
constexpr std::size_t kEvidenceLines = 20;

hive::Lookup seen_line(const hive::RegDefect& defect, std::size_t row) {
  hive::Lookup seen;
  seen.presence = hive::Presence::present;
  seen.hive = row;
  seen.line = defect.line;
  seen.line_text = defect.text;
  seen.line_key = defect.key;
  return seen;
}

}  // namespace

Outcome check_lines(const rules::LineCheck& check, const Judged& judged) {
  Outcome outcome;
  outcome.expected = "no such line";
  std::set<const hive::TextFile*> texts;
  std::vector<std::string> shown;
  std::size_t count = 0;
  std::uint64_t not_kept = 0;
  Evidence seen;
  for (std::size_t i = 0; i < judged.installation.hives.size(); ++i) {
    const hive::HiveFile& file = judged.installation.hives[i];
    if (file.text == nullptr || !texts.insert(file.text.get()).second) continue;
    not_kept += file.text->defect_count - std::min<std::uint64_t>(file.text->defect_count, file.text->defects.size());
    for (const hive::RegDefect& defect : file.text->defects) {
      if (defect.code != check.defect) continue;
      outcome.expected = defect.expected;
      seen.push_back(share(seen_line(defect, i)));
      if (++count > kShownLines) continue;
      shown.push_back(fmt::format("line {}: {}", defect.line, hive::printable_cut(defect.text, kShownLineBytes)));
    }
  }
  if (count > kEvidenceLines) {
    add(outcome.cut, {.left_out = count - kEvidenceLines, .digests = {digest_of(seen)}});
    seen.resize(kEvidenceLines);
  }
  outcome.evidence = std::move(seen);
  // Whether they are such lines too, nobody knows.
  if (count > 0 && not_kept > 0) add(outcome.cut, {.left_out = not_kept, .digests = {}, .unknown = true});
  if (texts.empty()) {
    outcome.verdict = Verdict::not_applicable;
    outcome.actual = "no .reg text is among the inputs";
  } else if (count > 0) {
    outcome.verdict = Verdict::fail;
    outcome.actual = fmt::format("{}", fmt::join(shown, "; "));
    if (count > shown.size()) outcome.actual += fmt::format("; and {} more", count - shown.size());
  } else if (not_kept > 0) {
    outcome.error_code = hive::name_of(hive::ErrorCode::limit_exceeded);
    outcome.actual = "the texts hold more defective lines than were kept";
  } else {
    outcome.verdict = Verdict::pass;
    outcome.actual = "no such line";
  }
  return outcome;
}

}  // namespace audit
