#include <fmt/format.h>

#include "audit/headline.h"
#include "audit/report_words.h"
#include "audit/sinks.h"
#include "audit/text_page.h"
#include "audit/text_sections.h"

namespace audit {
namespace {

Colour colour_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::ready:
      return Colour::green;
    case Outcome::not_ready:
      return Colour::red;
    case Outcome::incomplete:
    case Outcome::excepted:
      return Colour::yellow;
    case Outcome::listed:
      break;
  }
  return Colour::bold;
}

void put_headline(TextPage& page, const std::string& name, const Headline& line) {
  page.item(0, fmt::format("{} {}", line.shape, line.word), 0, colour_of(line.outcome),
            fmt::format("  {}: {}", name, line.sentence));
}

void put_installation(TextPage& page, const Report& report, const InstallationRow& installation, int verbosity) {
  const bool everything = verbosity > 0;
  put_hive_cautions(page, installation);
  if (report.verb == "inspect") {
    put_inventory(page, installation, everything);
    return;
  }
  put_outlook(page, installation);
  put_matrix(page, installation, report.verb == "effective" || everything);
  put_findings(page, installation, everything);
  put_not_checked(page, installation, everything);
}

void put_target(TextPage& page, const Report& report, const TargetRow& target, int verbosity) {
  for (const InstallationRow& installation : target.installations) {
    page.blank();
    const bool several = target.installations.size() > 1;
    page.item(0, several ? fmt::format("{}, {}", target.name, installation.label) : target.name, 0, Colour::bold,
              fmt::format(": {}{}", os_text(installation.os),
                          installation.control_set ? fmt::format(", control set {}", *installation.control_set) : ""));
    put_installation(page, report, installation, verbosity);
  }
  if (verbosity > 0 || report.verb == "inspect")
    for (const NoteRow& note : target.notes) page.item(2, "Note  ", 0, Colour::dim, note.message);
}

}  // namespace

std::string write_text(const Report& report, const TextStyle& style) {
  TextPage page(style.width, style.colour);
  for (const TargetRow& target : report.targets) put_headline(page, target.name, headline(target, report));
  if (report.targets.empty()) put_headline(page, "no target", headline(report));
  const auto put_gate = [&] {
    if (report.verb != "audit") return;
    page.text(0, fmt::format("Profile {}; {}; exit code {}.", report.profile, gate_text(report), report.exit_code));
  };
  if (style.verbosity < 0) {
    put_gate();
    return page.take();
  }
  for (const TargetRow& target : report.targets) put_target(page, report, target, style.verbosity);
  bool any_error = false;
  for (const TargetRow& target : report.targets) {
    any_error = any_error || !target.errors.empty();
    for (const InstallationRow& installation : target.installations) {
      any_error = any_error || !installation.errors.empty();
      for (const HiveRow& hive : installation.hives) any_error = any_error || !hive.errors.empty();
    }
  }
  if (any_error) {
    page.heading("Could not be read");
    for (const TargetRow& target : report.targets) put_errors(page, target);
  }
  page.blank();
  put_gate();
  if (report.second_reader_not_asked > 0)
    page.text(0, fmt::format("The second reader ran out of time for {}.",
                             counted(report.second_reader_not_asked, "deciding place", "deciding places")));
  page.text(0, fmt::format("hiveaudit {}, {}.", report.tool_version, time_text(report.now)));
  return page.take();
}

}  // namespace audit
