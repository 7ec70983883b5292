#include "audit/audit.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <utility>

#include "audit/container_child.h"
#include "audit/corroborate.h"
#include "audit/gate.h"
#include "audit/judge_installation.h"
#include "audit/requirement_rows.h"
#include "audit/rows.h"
#include "audit/show_config.h"
#include "hive/input.h"
#include "hive/utf16.h"

namespace audit {
namespace {

std::string name_of_target(const std::string& path) {
  std::error_code failed;
  const std::filesystem::path whole = std::filesystem::weakly_canonical(path, failed);
  std::string name = (failed ? std::filesystem::path(path) : whole).filename().string();
  return hive::printable(name.empty() ? path : name);
}

std::map<std::string, std::string> deciding_options(const Options& options) {
  std::map<std::string, std::string> shown;
  if (!options.os_text.empty()) shown["os"] = options.os_text;
  if (options.os.force) shown["os-force"] = "yes";
  if (options.users != "all") shown["users"] = options.users;
  if (options.control_set) shown["control-set"] = std::to_string(*options.control_set);
  if (options.open.logs == hive::LogPolicy::require) shown["logs"] = "require";
  if (options.open.logs == hive::LogPolicy::ignore) shown["logs"] = "ignore";
  if (!options.open.codepage.empty()) shown["codepage"] = options.open.codepage;
  if (!options.open.overlay.empty()) shown["overlay"] = options.open.overlay;
  if (!options.rules_folder.empty()) shown["rules"] = options.rules_folder;
  if (!options.waivers.empty()) shown["waivers"] = hive::printable(options.waivers);
  if (!options.hash) shown["no-hash"] = "yes";
  if (options.second_reader == SecondReaderMode::always) shown["second-reader"] = "always";
  if (options.second_reader == SecondReaderMode::never) shown["second-reader"] = "never";
  shown.merge(settings_from_outside(options));
  for (const std::string& role : options.require) shown["require"] += (shown["require"].empty() ? "" : ",") + role;
  return shown;
}

void identify(TargetRow& row, const std::string& path, const Options& options) {
  row.target = hive::printable(path);
  row.name = options.target_name.empty() ? name_of_target(path) : hive::printable(options.target_name);
  if (row.kind.empty()) row.kind = hive::name_of(hive::InputKind::unknown);
}

bool judges_a_machine(const Report& report) {
  return std::any_of(report.targets.begin(), report.targets.end(),
                     [](const TargetRow& target) { return !target.installations.empty(); });
}

}  // namespace

Report audit_targets(const Options& options, const rules::RuleSet& rules, const std::string& rules_sha256,
                     const Accepted& accepted, const Progress& progress) {
  const rules::Profile* profile = rules.find_profile(options.profile);
  const rules::Profile none;
  if (profile == nullptr) profile = &none;
  Report report;
  report.tool_version = HIVEAUDIT_VERSION;
  report.verb = options.verb;
  report.profile = options.profile;
  report.profile_title = profile->title;
  report.gate = options.fail_on ? std::string(name_of(*options.fail_on)) : "none";
  report.now = options.now;
  report.rules_sha256 = rules_sha256;
  report.options = deciding_options(options);
  Corroborator second(options.second_reader);
  const bool one_target = options.verb == "evidence";  // what follows is the place
  const std::vector<std::string> paths(options.words.begin(),
                                       one_target ? options.words.begin() + 1 : options.words.end());
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const std::string& path = paths[i];
    progress(path);
    TargetRow row;
    if (!options.in_child && hive::is_container(path)) {
      ContainerAnswer answer = judge_in_child(options, i);
      row = std::move(answer.row);
      report.second_reader_not_asked += answer.second_reader_not_asked;
      identify(row, path, options);
      report.targets.push_back(std::move(row));
      continue;
    }
    identify(row, path, options);
    const hive::Input input = hive::open_input(path, options.open, [&](hive::Installation&& installation) {
      row.installations.push_back(judge_installation(installation, {options, rules, *profile, row.name}, second));
    });
    row.kind = hive::name_of(input.kind);
    for (const hive::Note& note : input.notes) row.notes.push_back(note_row(note));
    for (const hive::Error& error : input.errors) row.errors.push_back(error_row(error));
    report.targets.push_back(std::move(row));
  }
  if (options.verb == "audit" && judges_a_machine(report)) {
    report.requirements = cited_requirements(rules, report.targets);
    report.left_to_check = undecidable_requirements(rules);
  }
  report.second_reader_not_asked += second.left_out();
  if (options.in_child) return report;
  if (options.verb == "audit") accept_failures(report, accepted);
  apply_gate(report, options);
  return report;
}

}  // namespace audit
