#pragma once
// The whole line in one process, but for the second reader: hives -> installation -> facts -> effective protocols
// -> findings -> every report, for the verbs audit and inspect. The input is a run of files (regf_files.h).

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "audit/corroborate.h"
#include "audit/exit_code.h"
#include "audit/gate.h"
#include "audit/judge_installation.h"
#include "audit/sinks.h"
#include "hive/input.h"
#include "rules/rule_set.h"
#include "tests/fuzz/promise.h"
#include "tests/fuzz/regf_files.h"

namespace fuzz {

inline const rules::RuleSet& rulebook() {
  static const rules::LoadedRules kLoaded = rules::load_rules(rules::embedded_rule_files());
  return kLoaded.set;
}

inline audit::Options judge_options(const std::string& verb) {
  audit::Options options;
  options.verb = verb;
  options.words = {"machine"};
  options.now = "2024-06-01T00:00:00Z";
  options.second_reader = audit::SecondReaderMode::never;
  return options;
}

/// Part `turn` of `parts` of the profile that is used when nothing is said. Judging few rules per input lets many
/// more inputs be judged; the facts and effective protocols are those of all.
inline rules::Profile part_of_profile(std::size_t turn, std::size_t parts) {
  const rules::Profile* whole = rulebook().find_profile(audit::Options{}.profile);
  promise(whole != nullptr, "the rulebook has the profile");
  rules::Profile part = *whole;
  part.rules.clear();
  for (std::size_t i = turn % parts; i < whole->rules.size(); i += parts) part.rules.push_back(whole->rules[i]);
  return part;
}

inline audit::Report judge(hive::Installation installation, const audit::Options& options,
                           const rules::Profile& profile) {
  audit::Report report;
  report.tool_version = "0";
  report.verb = options.verb;
  report.profile = options.profile;
  report.profile_title = profile.title;
  report.gate = "medium";
  report.now = options.now;
  audit::Corroborator second(options.second_reader);
  audit::TargetRow target;
  target.target = target.name = "machine";
  target.kind = "hive";
  target.installations.push_back(
      audit::judge_installation(installation, {options, rulebook(), profile, target.name}, second));
  report.targets.push_back(std::move(target));
  audit::apply_gate(report, options);
  return report;
}

/// Damage that was met may be beside the point; a clean answer beside an error or an undecided rule may not.
inline void promise_honest(const audit::Report& report) {
  for (const audit::TargetRow& target : report.targets) {
    for (const audit::InstallationRow& machine : target.installations) {
      for (const audit::HiveRow& hive : machine.hives) {
        promise(hive.state != "unreadable" || !hive.errors.empty(), "an unreadable hive says why");
        promise(hive.errors.empty() || report.exit_code != audit::kClean, "an error row is never a clean exit");
      }
      for (const audit::FindingRow& finding : machine.findings) {
        promise(finding.verdict != audit::Verdict::error || report.exit_code != audit::kClean,
                "an undecided rule is never a clean exit");
        promise(!finding.fails_gate || report.exit_code != audit::kClean, "a failing rule is never a clean exit");
        const bool passes = finding.verdict == audit::Verdict::pass;
        promise(!passes || !finding.evidence.empty(), "a pass has evidence");
      }
    }
  }
}

/// Text for people and machines holds no control characters: a name of a key cannot write to a terminal.
/// Rows of CSV end with CR LF (RFC 4180); a CR alone is one nowhere.
inline bool is_plain(std::string_view text, bool ends_with_cr) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto unit = static_cast<unsigned char>(text[i]);
    const bool ends_row = ends_with_cr && unit == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
    if ((unit < 0x20 || unit == 0x7F) && unit != '\n' && unit != '\t' && !ends_row) return false;
  }
  return true;
}

inline void write_report(const audit::Report& report, const audit::Sink& sink) {
  audit::ReportStyle style;
  style.verbosity = 1;
  const std::string text = sink.write(report, style);
  promise(!text.empty(), "a report is never empty");
  promise(is_plain(text, sink.name == "csv"), "a report holds no control characters");
  if (sink.name == "json") promise(nlohmann::json::accept(text), "the JSON document is one");
}

inline hive::Installation machine_from(hive::Bytes input) {
  std::vector<hive::MemoryHive> hives;
  for (const hive::Bytes file : regf_files(input)) {
    constexpr std::size_t kMostHives = 16;
    if (hives.size() == kMostHives) break;
    hives.push_back({"hive " + std::to_string(hives.size()), "", copy_of(file)});
  }
  return hive::installation_from_memory("machine", std::move(hives));
}

inline audit::Report judge_input(hive::Bytes input, const std::string& verb, const rules::Profile& profile) {
  audit::Report report = judge(machine_from(input), judge_options(verb), profile);
  promise_honest(report);
  return report;
}

/// One turn of many: part of the profile and the report in text, every eighth turn another report too and every 64th
/// all of them, because they take most of the time. One turn in eight is an inspection.
inline void audit_machine(hive::Bytes input, std::size_t turn, std::size_t parts) {
  const audit::Report report = judge_input(input, turn % 8 == 7 ? "inspect" : "audit", part_of_profile(turn, parts));
  const std::vector<audit::Sink>& sinks = audit::sinks();
  for (std::size_t i = 0; i < sinks.size(); ++i) {
    const bool in_turn = turn % 8 == 1 && i == turn / 8 % sinks.size();
    if (sinks[i].name == "text" || in_turn || turn % 64 == 0) write_report(report, sinks[i]);
  }
}

/// Everything: all rules, both verbs, all reports.
inline void audit_machine(hive::Bytes input) {
  for (const std::string verb : {"audit", "inspect"}) {
    const audit::Report report = judge_input(input, verb, part_of_profile(0, 1));
    for (const audit::Sink& sink : audit::sinks()) write_report(report, sink);
  }
}

}  // namespace fuzz
