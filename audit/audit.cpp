#include "audit/audit.h"

#include <algorithm>
#include <map>
#include <utility>

#include "audit/gate.h"
#include "audit/judge_targets.h"
#include "audit/requirement_rows.h"
#include "audit/show_config.h"
#include "hive/utf16.h"

namespace audit {
namespace {

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
  JudgedTargets judged = judge_targets(options, rules, rules_sha256, *profile, progress);
  report.targets = std::move(judged.rows);
  report.second_reader_not_asked = judged.second_reader_not_asked;
  if (options.verb == "audit" && judges_a_machine(report)) {
    report.requirements = cited_requirements(rules, report.targets);
    report.left_to_check = undecidable_requirements(rules);
  }
  if (options.in_child) return report;
  if (options.verb == "audit") accept_failures(report, accepted);
  apply_gate(report, options);
  return report;
}

}  // namespace audit
