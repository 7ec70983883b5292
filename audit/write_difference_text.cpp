#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "audit/difference_formats.h"
#include "audit/report_words.h"
#include "audit/text_page.h"
#include "audit/wrap.h"

namespace audit {
namespace {

constexpr std::size_t kLabel = 9;
/// About five lines of a terminal; the JSON shows all of it.
constexpr std::size_t kBriefBytes = 400;
/// Two machines of different Windows differ in most facts.
constexpr std::size_t kShownFacts = 12;

std::size_t count_of(const Difference& difference, std::string_view state) {
  return static_cast<std::size_t>(std::ranges::count(difference.findings, state, &FindingDifference::state));
}

/// What was judged before and is not judged now may be worse: nobody looked.
bool has_lost_sight(const Difference& difference) {
  return difference.unmatched > 0 || std::ranges::any_of(difference.findings, [](const FindingDifference& row) {
           const bool was_decided =
               row.before && (row.before->verdict == Verdict::pass || row.before->verdict == Verdict::fail);
           return was_decided && (!row.after || row.after->verdict == Verdict::not_checked);
         });
}

void put_headline(TextPage& page, const Difference& difference) {
  const auto worse = std::ranges::count(difference.findings, true, &FindingDifference::fails_gate);
  const bool lost = std::ranges::any_of(difference.effective, &StackDifference::lost_tls12);
  std::string_view label = "[ok] NOTHING GOT WORSE:";
  Colour colour = Colour::green;
  if (worse > 0 || (lost && !difference.judged)) {
    label = difference.incomplete ? "[X] WORSE, and not everything could be compared:" : "[X] WORSE:";
    colour = Colour::red;
  } else if (difference.incomplete) {
    label = "[?] INCOMPLETE:";
    colour = Colour::yellow;
  } else if (difference.worse > 0) {
    label = "[~] WORSE, but not at the gate:";
    colour = Colour::yellow;
  } else if (has_lost_sight(difference)) {
    label = "[~] NOTHING GOT WORSE in what both sides judged:";
    colour = Colour::yellow;
  }
  std::string text = counted(count_of(difference, "new"), "new failure", "new failures");
  for (const std::string_view state : {"fixed", "changed", "gone", "added"}) {
    if (const std::size_t count = count_of(difference, state); count > 0) text += fmt::format(", {} {}", count, state);
  }
  text += fmt::format(", {} unchanged", difference.unchanged);
  if (difference.unchanged_failing > 0) text += fmt::format(" ({} of them fail)", difference.unchanged_failing);
  if (lost) text += ", TLS 1.2 is lost";
  page.flow(0, label, colour, text);
}

void put_side(TextPage& page, const char* label, const DifferenceSide& side) {
  page.item(0, label, kLabel, Colour::none,
            fmt::format("{} ({}, profile {}{})", side.path, time_text(side.now), side.profile,
                        side.complete ? "" : "; incomplete: something could not be read or decided"));
}

std::string seen_text(const std::optional<SeenFinding>& seen, bool everything) {
  if (!seen) return "not judged";
  std::string text(name_of(seen->verdict));
  if (seen->verdict == Verdict::fail) text = fmt::format("{}, {}", text, name_of(seen->severity));
  if (seen->accepted) text += ", waived or known";
  if (seen->actual.empty()) return text;
  return fmt::format("{}: {}", text, everything ? seen->actual : shortened(seen->actual, kBriefBytes));
}

Colour colour_of(const FindingDifference& row) {
  if (row.fails_gate) return Colour::red;
  return row.state == "fixed" ? Colour::green : Colour::yellow;
}

void put_findings(TextPage& page, const Difference& difference, std::string_view state, std::string_view heading,
                  bool everything) {
  if (count_of(difference, state) == 0) return;
  page.heading(heading);
  for (const FindingDifference& row : difference.findings) {
    if (row.state != state) continue;
    page.item(2, row.state, kLabel, colour_of(row),
              fmt::format("{}: {} ({}, {})", row.rule, row.title, row.machine, scope_name(row.scope)));
    page.item(4, "Before", kLabel, Colour::none, seen_text(row.before, everything));
    page.item(4, "Now", kLabel, Colour::none, seen_text(row.after, everything));
  }
}

/// The machine in front of a line, where there are several.
class Machines {
 public:
  explicit Machines(const Difference& difference) {
    const auto see = [this](const auto& rows) {
      for (const auto& row : rows) {
        if (first_.empty()) first_ = row.machine;
        several_ = several_ || row.machine != first_;
      }
    };
    see(difference.findings);
    see(difference.effective);
    see(difference.facts);
    see(difference.hives);
  }
  std::string before(const std::string& machine) const { return several_ ? machine + ": " : ""; }

 private:
  std::string first_;
  bool several_ = false;
};

void put_effective(TextPage& page, const Difference& difference, const Machines& machines) {
  if (difference.effective.empty()) return;
  page.heading("Protocols that programs get");
  for (const StackDifference& row : difference.effective)
    page.text(2, machines.before(row.machine) + row.sentence + ".");
}

void put_facts(TextPage& page, const Difference& difference, const Machines& machines, bool everything) {
  if (difference.facts.empty()) return;
  page.heading("Facts");
  const std::size_t shown = everything ? difference.facts.size() : std::min(kShownFacts, difference.facts.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const FactDifference& row = difference.facts[i];
    page.flow(2, machines.before(row.machine) + row.id + ":", Colour::none,
              fmt::format("{} became {}", row.before.value_or("not known"), row.after.value_or("not known")));
  }
  if (shown < difference.facts.size()) {
    page.text(2, fmt::format("and {} more, listed with -v", difference.facts.size() - shown));
  }
}

std::string hive_text(const HiveDifference& row) {
  constexpr std::size_t kShownDigits = 12;
  const auto digits = [](const std::optional<std::string>& sha256) {
    return sha256 ? sha256->substr(0, kShownDigits) + "..." : std::string("not hashed");
  };
  if (row.state == "added") return "only now";
  if (row.state == "removed") return "only before";
  if (row.state == "not_hashed") return "not hashed; whether it changed is not known";
  return fmt::format("changed, sha256 {} became {}", digits(row.before), digits(row.after));
}

void put_hives(TextPage& page, const Difference& difference, const Machines& machines) {
  if (difference.hives.empty()) return;
  page.heading("Hives");
  for (const HiveDifference& row : difference.hives) {
    const std::string title = row.user ? row.role + " " + *row.user : row.role;
    page.flow(2, machines.before(row.machine) + title + ":", Colour::none, hive_text(row));
  }
}

}  // namespace

const std::vector<DifferenceFormat>& difference_formats() {
  static const std::vector<DifferenceFormat> table = {
      {"text", "what changed, for people at a terminal", write_difference_text},
      {"json", "the same for programs (audit/difference.schema.json)", write_difference_json},
  };
  return table;
}

std::string write_difference_text(const Difference& difference, const ReportStyle& style) {
  TextPage page(style.width, style.colour);
  put_headline(page, difference);
  if (style.verbosity >= 0) {
    const bool everything = style.verbosity > 0;
    const Machines machines(difference);
    put_side(page, "Before", difference.before);
    put_side(page, "Now", difference.after);
    for (const std::string& note : difference.notes) page.flow(0, "Note:", Colour::none, note);
    put_effective(page, difference, machines);
    put_findings(page, difference, "new", "New failures", everything);
    put_findings(page, difference, "changed", "Changed", everything);
    put_findings(page, difference, "fixed", "Fixed", everything);
    put_findings(page, difference, "gone", "Not judged any more", everything);
    if (everything) put_findings(page, difference, "added", "Judged now, and not before", everything);
    put_facts(page, difference, machines, everything);
    put_hives(page, difference, machines);
    page.blank();
  }
  page.text(0, fmt::format("Gate: {}; exit code {}.",
                           difference.gate == "none" ? difference.gate : difference.gate + " and above",
                           difference.exit_code));
  return page.take();
}

}  // namespace audit
