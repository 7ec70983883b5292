#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "audit/conditions.h"
#include "audit/evidence_text.h"
#include "audit/finding_counts.h"
#include "audit/headline.h"
#include "audit/protocol_matrix.h"
#include "audit/report_words.h"
#include "audit/safe_text.h"
#include "audit/sinks.h"
#include "audit/worst_first.h"

// A summary of a job: outcome, counts, matrix and the findings that ask for action. GitHub drops a summary of more than
// 1 MiB as a whole.

namespace audit {
namespace {

constexpr std::size_t kMaxBytes = 900'000;
constexpr std::size_t kMaxTextBytes = 1000;
constexpr std::size_t kShownFindings = 20;
constexpr std::size_t kShownErrors = 50;
constexpr std::size_t kShownNotes = 20;

/// The escape of this format: one line of text in which nothing is markup. Backslashes keep punctuation from being
/// markup, entities what HTML, mathematics, mentions and links are made of.
std::string md(std::string_view text) {
  const std::string line = safe_line(safe_cut(text, kMaxTextBytes));
  std::string out;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    constexpr std::string_view kPunctuation = "\\`*_{}[]#!|~";
    constexpr std::string_view kEntities = "<>&$@";
    const bool in_link = (c == ':' && line.compare(i, 3, "://") == 0) ||
                         (c == '.' && i >= 3 && (line[i - 1] == 'w' || line[i - 1] == 'W'));
    if (in_link || kEntities.find(c) != std::string_view::npos) {
      out += fmt::format("&#{};", static_cast<int>(c));
    } else {
      if (kPunctuation.find(c) != std::string_view::npos) out += '\\';
      out += c;
    }
  }
  return out;
}

/// A page that grows as long as there is room.
class Page {
 public:
  void add(const std::string& text) {
    full_ = full_ || out_.size() + text.size() > kMaxBytes;
    if (!full_) out_ += text;
  }
  std::string take() {
    if (full_) out_ += "\n**This summary was cut to what a job summary may hold; the other reports have the rest.**\n";
    return std::move(out_);
  }

 private:
  std::string out_;
  bool full_ = false;
};

void put_headline(Page& page, const std::string& name, const Headline& headline) {
  page.add(
      fmt::format("**{}** {}: **{}**: {}\n\n", md(headline.shape), md(name), md(headline.word), md(headline.sentence)));
}

void put_errors(Page& page, const Report& report) {
  const std::vector<const ErrorRow*> errors = errors_of(report);
  if (errors.empty()) return;
  page.add("### What could not be read\n\n");
  for (std::size_t i = 0; i < std::min(errors.size(), kShownErrors); ++i) {
    const std::string place = error_place(*errors[i]);
    page.add("- " + md((place.empty() ? "" : place + ": ") + error_text(*errors[i])) + "\n");
  }
  if (errors.size() > kShownErrors) page.add(fmt::format("- and {} more\n", errors.size() - kShownErrors));
  page.add("\n");
}

std::string place_name(const TargetRow& target, const InstallationRow& installation) {
  return target.installations.size() > 1 ? target.name + " " + installation.label : target.name;
}

void put_counts(Page& page, const Report& report) {
  std::string table = "### Counts\n\n| target |";
  std::string rule = "| :--- |";
  for (const Verdict verdict : kVerdicts) {
    table += " " + verdict_title(verdict) + " |";
    rule += " ---: |";
  }
  page.add(table + " Waived | Known |\n" + rule + " ---: | ---: |\n");
  for (const TargetRow& target : report.targets) {
    for (const InstallationRow& installation : target.installations) {
      const FindingCounts counts(installation);
      std::string row = "| " + md(place_name(target, installation)) + " |";
      for (const Verdict verdict : kVerdicts) row += fmt::format(" {} |", counts.of(verdict));
      page.add(row + fmt::format(" {} | {} |\n", counts.waived(), counts.known()));
    }
    if (target.installations.empty()) page.add("| " + md(target.name) + " | | | | | | | | |\n");
  }
  page.add("\n");
}

void put_matrix(Page& page, const InstallationRow& installation) {
  const ProtocolMatrix matrix = arrange(installation.effective);
  std::string head = "| for | stack |";
  std::string rule = "| :--- | :--- |";
  for (const std::string& protocol : matrix.protocols) {
    head += " " + md(protocol) + " |";
    rule += " :---: |";
  }
  page.add(head + "\n" + rule + "\n");
  for (const MatrixRow& row : matrix.rows) {
    std::string line =
        "| " + md(scope_name(row.scope)) + " | " + md(stack_name(row.stack, installation.os.arch).title) + " |";
    for (const EffectiveRow* cell : row.cells)
      line += " " + (cell == nullptr ? "" : md(state_word(cell->state))) + " |";
    page.add(line + "\n");
  }
  page.add("\n");
}

void put_matrices(Page& page, const Report& report) {
  bool any = false;
  for (const TargetRow& target : report.targets) {
    for (const InstallationRow& installation : target.installations) {
      if (installation.effective.empty()) continue;
      if (!any) page.add("### Effective protocols\n\n");
      any = true;
      page.add(md(place_name(target, installation)) + ", " + md(os_text(installation.os)) + "\n\n");
      put_matrix(page, installation);
    }
  }
  if (any)
    page.add(
        "on: offered without being asked for; ask: only to programs that ask for it; unsup: this Windows cannot.\n\n");
}

void put_places(Page& page, const Report& report) {
  for (const TargetRow& target : report.targets)
    for (const InstallationRow& installation : target.installations)
      for (const PlaceRow& place : installation.places)
        page.add("- " + md(evidence_fact(place.evidence)) + "; " + md(second_reader_text(place.evidence)) + "\n");
}

bool asks_for_action(const FindingRow& finding) {
  return finding.verdict == Verdict::fail || finding.verdict == Verdict::error;
}

std::string finding_line(const PlacedFinding& placed) {
  const FindingRow& finding = *placed.finding;
  std::string what = finding.message;
  if (finding.waived_by) what += " (waived by " + *finding.waived_by + ")";
  if (finding.known) what += " (known to the baseline)";
  const std::vector<const EvidenceRow*> seen = telling_first(finding.evidence);
  // Each cut for itself: a long message must not hide that its changes do not suffice.
  std::string told = md(what);
  if (finding.fix_falls_short) told += " " + md(falls_short_text(finding));
  for (const std::string& caveat : finding.caveats) told += " Caution: " + md(caveat);
  return fmt::format("| {} | {} | {} | {} | {} | {} | {} |\n", md(name_of(finding.verdict)),
                     md(name_of(finding.severity)), md(finding.rule),
                     md(place_name(*placed.target, *placed.installation)), md(scope_name(finding.scope)), told,
                     md(seen.empty() ? finding.actual : evidence_fact(*seen.front())));
}

void put_findings(Page& page, const Report& report) {
  std::vector<PlacedFinding> findings = worst_first(report);
  std::erase_if(findings, [](const PlacedFinding& placed) { return !asks_for_action(*placed.finding); });
  if (findings.empty()) return;
  page.add(
      "### Findings\n\n| verdict | severity | rule | target | scope | what | evidence |\n"
      "| :--- | :--- | :--- | :--- | :--- | :--- | :--- |\n");
  for (std::size_t i = 0; i < std::min(findings.size(), kShownFindings); ++i) page.add(finding_line(findings[i]));
  if (findings.size() > kShownFindings)
    page.add(fmt::format("\nThe {} worst of {}; the other reports list all.\n", kShownFindings, findings.size()));
  page.add("\n");
}

void put_waivers(Page& page, const Report& report) {
  if (report.waivers.empty()) return;
  page.add("### Waivers\n\n");
  for (const WaiverRow& waiver : report.waivers) page.add("- " + md(waiver_text(waiver)) + "\n");
  page.add("\n");
}

void put_baseline(Page& page, const Report& report) {
  if (!report.baseline) return;
  const std::vector<BaselineFindingRow>& findings = report.baseline->findings;
  page.add("### Baseline\n\n" + md(baseline_text(*report.baseline)) + "\n\n");
  for (std::size_t i = 0; i < std::min(findings.size(), kShownFindings); ++i)
    page.add("- " + md(findings[i].state) + ": " + md(baseline_finding_text(findings[i])) + "\n");
  if (findings.size() > kShownFindings) page.add(fmt::format("- and {} more\n", findings.size() - kShownFindings));
  if (!findings.empty()) page.add("\n");
}

/// What made the answer what it is, right below it.
void put_conditions(Page& page, const Report& report) {
  bool any = false;
  const auto item = [&](const std::string& text) {
    page.add("- " + md(text) + "\n");
    any = true;
  };
  for (const WaiverRow& waiver : report.waivers)
    if (waiver.fails_gate) item("This fails the run: " + waiver_fault(waiver));
  for (const Condition& condition : conditions(report)) item(condition.sentence);
  const std::vector<PlacedNote> notes = notes_of(report);
  for (std::size_t i = 0; i < std::min(notes.size(), kShownNotes); ++i) item("Note: " + note_text(notes[i]));
  if (notes.size() > kShownNotes) item(fmt::format("and {} more notes", notes.size() - kShownNotes));
  if (any) page.add("\n");
}

}  // namespace

std::string write_markdown(const Report& report, const ReportStyle&) {
  Page page;
  page.add("## hiveaudit\n\n");
  for (const TargetRow& target : report.targets) put_headline(page, target.target, headline(target, report));
  if (report.targets.empty()) put_headline(page, "no target", headline(report));
  put_conditions(page, report);
  if (report.verb == "audit") page.add(md("Profile " + report.profile + "; " + gate_text(report)) + "\n\n");
  put_errors(page, report);
  put_places(page, report);
  if (report.verb == "audit") put_findings(page, report);
  put_matrices(page, report);
  if (report.verb == "audit") put_counts(page, report);
  put_waivers(page, report);
  put_baseline(page, report);
  page.add(md(fmt::format("hiveaudit {}, {}", report.tool_version, time_text(report.now))) + "\n");
  return page.take();
}

}  // namespace audit
