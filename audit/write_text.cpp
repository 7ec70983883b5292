#include <fmt/format.h>

#include <algorithm>

#include "audit/conditions.h"
#include "audit/headline.h"
#include "audit/report_words.h"
#include "audit/sinks.h"
#include "audit/text_page.h"
#include "audit/text_sections.h"

namespace audit {
namespace {

/// A tree full of symbolic links has a note for each.
constexpr std::size_t kShownNotes = 6;

Colour colour_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::ready:
      return Colour::green;
    case Outcome::not_ready:
      return Colour::red;
    case Outcome::incomplete:
    case Outcome::partial:
    case Outcome::excepted:
      return Colour::yellow;
    case Outcome::listed:
      break;
  }
  return Colour::bold;
}

/// No other target has its name.
bool is_only(const TargetRow& target, const Report& report) {
  return std::ranges::none_of(report.targets,
                              [&](const TargetRow& other) { return &other != &target && other.name == target.name; });
}

void put_headline(TextPage& page, const std::string& name, const Headline& line) {
  page.flow(0, fmt::format("{} {}:", line.shape, line.word), colour_of(line.outcome),
            name.empty() ? line.sentence : fmt::format("{}: {}", name, line.sentence));
}

void put_installation(TextPage& page, const Report& report, const InstallationRow& installation, int verbosity) {
  const bool everything = verbosity > 0;
  put_hive_cautions(page, installation);
  if (report.verb == "evidence") {
    put_places(page, installation);
    return;
  }
  if (report.verb == "inspect") {
    put_inventory(page, installation, everything);
    return;
  }
  put_outlook(page, installation);
  put_matrix(page, installation, report.verb == "effective" || everything);
  put_findings(page, installation, everything);
  put_not_checked(page, installation, everything);
}

void put_notes(TextPage& page, const std::vector<NoteRow>& notes, bool everything) {
  const std::size_t shown = everything ? notes.size() : std::min(kShownNotes, notes.size());
  for (std::size_t i = 0; i < shown; ++i) page.flow(2, "Note:", Colour::none, notes[i].message);
  if (shown < notes.size()) page.text(2, fmt::format("and {} more notes, listed with -v", notes.size() - shown));
}

void put_target(TextPage& page, const Report& report, const TargetRow& target, int verbosity) {
  const bool everything = verbosity > 0 || report.verb == "inspect";
  if (!target.notes.empty()) {
    page.blank();
    page.flow(0, target.name + ":", Colour::bold, target.kind);
    put_notes(page, target.notes, everything);
  }
  for (const InstallationRow& installation : target.installations) {
    page.blank();
    const bool several = target.installations.size() > 1 && target.name != installation.label;
    page.flow(0, (several ? fmt::format("{}, {}", target.name, installation.label) : target.name) + ":", Colour::bold,
              os_text(installation.os) +
                  (installation.control_set ? fmt::format(", control set {}", *installation.control_set) : ""));
    put_notes(page, installation.notes, everything);
    put_installation(page, report, installation, verbosity);
  }
}

}  // namespace

std::string write_text(const Report& report, const ReportStyle& style) {
  TextPage page(style.width, style.colour);
  for (const TargetRow& target : report.targets)
    put_headline(page, is_only(target, report) ? target.name : target.target, headline(target, report));
  if (report.targets.empty()) put_headline(page, "no target", headline(report));
  const auto put_gate = [&] {
    if (report.verb != "audit") return;
    page.text(0, fmt::format("Profile {}; {}; exit code {}.", report.profile, gate_text(report), report.exit_code));
  };
  for (const Condition& condition : conditions(report)) page.text(0, condition.sentence);
  if (style.verbosity < 0) {
    for (const TargetRow& target : report.targets) {
      put_notes(page, target.notes, false);
      for (const InstallationRow& installation : target.installations) put_notes(page, installation.notes, false);
    }
    put_gate();
    return page.take();
  }
  bool any_matrix = false;
  for (const TargetRow& target : report.targets)
    for (const InstallationRow& installation : target.installations)
      any_matrix = any_matrix || !installation.effective.empty();
  put_errors(page, report);
  for (const TargetRow& target : report.targets) put_target(page, report, target, style.verbosity);
  if (any_matrix) put_legend(page);
  put_waivers(page, report.waivers, true);
  put_baseline(page, report, style.verbosity > 0);
  page.blank();
  put_gate();
  put_left_to_check(page, report, style.verbosity > 0);
  if (report.second_reader_not_asked > 0)
    page.text(0, fmt::format("The second reader ran out of time for {}.",
                             counted(report.second_reader_not_asked, "deciding place", "deciding places")));
  page.text(0, fmt::format("hiveaudit {}, {}.", report.tool_version, time_text(report.now)));
  return page.take();
}

}  // namespace audit
