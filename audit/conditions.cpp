#include "audit/conditions.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "audit/report_words.h"

namespace audit {
namespace {

struct OptionSentence {
  std::string_view name;
  std::string_view sentence;  ///< {} is the value
};
constexpr std::array kSentences = {
    OptionSentence{"codepage", "Texts without Unicode were read in code page {} (--codepage)."},
    OptionSentence{"config", "Configured by {}."},
    OptionSentence{"control-set", "Control set {} was judged (--control-set)."},
    OptionSentence{"environment", "Set by the environment: {}."},
    OptionSentence{"logs", "Transaction logs: {} (--logs)."},
    OptionSentence{"no-hash", kNothingHashed},
    OptionSentence{"os", "Judged as Windows {} (--os)."},
    OptionSentence{"os-force", "What the hives say of their own Windows was overruled (--os-force)."},
    OptionSentence{"overlay", "Judged as if {} had been imported (--overlay)."},
    OptionSentence{"require", "Missing hives are errors: {} (--require)."},
    OptionSentence{"rules", "Judged by the rules of {} (--rules)."},
    OptionSentence{"second-reader", "The second reader was asked {} (--second-reader)."},
    OptionSentence{"users", "Only user {} was judged (--users)."},
    OptionSentence{"waivers", "Waivers of {} were applied (--waivers)."},
};

std::string sentence_of(const std::string& name, const std::string& value) {
  if (name == "users" && value == "default") return "Of the users only the default profile was judged (--users).";
  const auto known = std::ranges::find(kSentences, std::string_view(name), &OptionSentence::name);
  if (known == kSentences.end()) return fmt::format("Option {}: {}.", name, value);
  const std::size_t gap = known->sentence.find("{}");
  std::string sentence(known->sentence);
  if (gap != std::string::npos) sentence.replace(gap, 2, value);
  return sentence;
}

}  // namespace

std::vector<Condition> conditions(const Report& report) {
  std::vector<Condition> all;
  for (const auto& [name, value] : report.options) all.push_back({name, sentence_of(name, value)});
  if (!report.options.contains("no-hash") && nothing_hashed(report))
    all.push_back({"no-hash", std::string(kNothingHashed)});
  return all;
}

std::string conditions_text(const Report& report) {
  std::string text;
  for (const Condition& condition : conditions(report)) text += (text.empty() ? "" : " ") + condition.sentence;
  return text;
}

std::vector<PlacedNote> notes_of(const Report& report) {
  std::vector<PlacedNote> notes;
  for (const TargetRow& target : report.targets) {
    for (const NoteRow& note : target.notes) notes.push_back({&target, nullptr, &note});
    for (const InstallationRow& installation : target.installations)
      for (const NoteRow& note : installation.notes) notes.push_back({&target, &installation, &note});
  }
  return notes;
}

std::string note_text(const PlacedNote& placed) {
  const bool several = placed.installation != nullptr && placed.target->installations.size() > 1;
  return fmt::format("{}{}{}: {}", placed.target->name, several ? " " : "",
                     several ? placed.installation->label : std::string(), placed.note->message);
}

std::string baseline_text(const BaselineRow& baseline) {
  std::string text = fmt::format("{} of {}, profile {}: {} known, {} new", baseline.path, time_text(baseline.now),
                                 baseline.profile, baseline.known, baseline.appeared);
  for (const char* state : {"changed", "fixed", "undecided", "gone"}) {
    const auto count = std::ranges::count(baseline.findings, state, &BaselineFindingRow::state);
    if (count > 0) text += fmt::format(", {} {}", count, state);
  }
  return text;
}

std::string baseline_finding_text(const BaselineFindingRow& then) {
  return fmt::format("{}: {} ({}, {}): {}{}{}", then.rule, then.title, then.target, scope_name(then.scope),
                     then.message, then.actual.empty() ? "" : "; then: ", then.actual);
}

std::string waiver_fault(const WaiverRow& waiver) {
  return fmt::format("The waiver of {} for {} ({}{}) {}: {}", waiver.rule,
                     waiver.target == "*" ? "every target" : waiver.target, waiver.owner,
                     waiver.ticket ? ", " + *waiver.ticket : "",
                     waiver.state == "expired" ? "expired on " + waiver.expires.value_or("a day")
                                               : "covers nothing and can be removed",
                     waiver.reason);
}

std::string falls_short_text(const FindingRow& finding) {
  return finding.fix_falls_short ? "These changes were tried: " + *finding.fix_falls_short : "";
}

}  // namespace audit
