#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "audit/conditions.h"
#include "audit/headline.h"
#include "audit/report_words.h"
#include "audit/safe_text.h"
#include "audit/sinks.h"
#include "audit/unique_names.h"
#include "audit/write_sarif_results.h"

// SARIF 2.1.0 as GitHub's code scanning accepts it: a run for each target, for servers close the alerts of a category
// that a later file does not repeat.

namespace audit {
namespace {

/// GitHub takes so many runs; more targets share one.
constexpr std::size_t kMaxRuns = 20;
constexpr std::size_t kMaxTextBytes = 1000;

const char* level_of(const Headline& headline) {
  switch (headline.outcome) {
    case Outcome::ready:
    case Outcome::listed:
    case Outcome::not_ready:  // its results say so
    case Outcome::excepted:
      return headline.complete ? "note" : "error";
    case Outcome::partial:
      return "warning";
    case Outcome::incomplete:
      break;
  }
  return "error";
}

void put_artifacts(SarifJson& artifacts, const InstallationRow& installation) {
  for (const HiveRow& hive : installation.hives) {
    SarifJson artifact = {{"location", {{"uri", sarif_uri(hive.path, true)}}},
                          {"length", hive.size_bytes},
                          {"roles", {"analysisTarget"}},
                          {"description", sarif_text(hive_title(hive) + ": " + hive_state_text(hive.state))}};
    if (hive.sha256) artifact["hashes"] = {{"sha-256", safe_line(*hive.sha256)}};
    artifacts.push_back(std::move(artifact));
  }
}

void put_target(SarifResults& out, SarifJson& artifacts, const TargetRow& target) {
  for (const ErrorRow& error : target.errors) out.input_error(target, error);
  for (const InstallationRow& installation : target.installations) {
    put_artifacts(artifacts, installation);
    for (const ErrorRow& error : installation.errors) out.input_error(target, error);
    for (const HiveRow& hive : installation.hives)
      for (const ErrorRow& error : hive.errors) out.input_error(target, error);
    for (const PlaceRow& place : installation.places)
      if (!was_answered(place)) out.place(target, place);
    for (const FindingRow& finding : installation.findings) out.finding(target, installation, finding);
  }
}

/// What made the answer what it is; nothing of it is an alert.
void put_notes(SarifJson& notifications, const Report& report, const std::vector<const TargetRow*>& targets) {
  const auto add = [&](const char* level, const std::string& text) {
    notifications.push_back({{"level", level}, {"message", sarif_text(text)}});
  };
  for (const WaiverRow& waiver : report.waivers)
    if (waiver.fails_gate) add("error", waiver_fault(waiver));
  for (const Condition& condition : conditions(report)) add("note", condition.sentence);
  for (const PlacedNote& placed : notes_of(report))
    if (std::ranges::find(targets, placed.target) != targets.end()) add("note", note_text(placed));
}

SarifJson baseline_of(const BaselineRow& baseline) {
  SarifJson findings = SarifJson::array();
  for (const BaselineFindingRow& then : baseline.findings)
    findings.push_back({{"ruleId", safe_line(then.rule)},
                        {"target", safe_line(then.target)},
                        {"scope", safe_line(then.scope)},
                        {"state", safe_line(then.state)},
                        {"fingerprint", safe_line(then.fingerprint)},
                        {"message", safe_line(safe_cut(baseline_finding_text(then), kMaxTextBytes))}});
  return {{"summary", safe_line(safe_cut(baseline_text(baseline), kMaxTextBytes))},
          {"known", baseline.known},
          {"new", baseline.appeared},
          {"findings", std::move(findings)}};
}

SarifJson run_of(const Report& report, const ReportStyle& style, const std::vector<const TargetRow*>& targets,
                 const std::string& category, const Headline& headline) {
  SarifResults out(style, report.baseline.has_value());
  SarifJson artifacts = SarifJson::array();
  out.notifications.push_back(
      {{"level", level_of(headline)}, {"message", sarif_text(headline.word + ": " + headline.sentence)}});
  put_notes(out.notifications, report, targets);
  UniqueNames names;
  for (const TargetRow* target : targets) {
    out.begin_target(*target, names.unique(target->name, " "));
    put_target(out, artifacts, *target);
  }
  SarifJson invocation = {{"executionSuccessful", headline.complete}, {"exitCode", report.exit_code}};
  if (report.now.ends_with('Z')) invocation["endTimeUtc"] = safe_line(report.now);
  invocation["toolExecutionNotifications"] = std::move(out.notifications);
  SarifJson run = {{"tool",
                    {{"driver",
                      {{"name", "hiveaudit"},
                       {"version", safe_line(report.tool_version)},
                       {"semanticVersion", safe_line(report.tool_version)},
                       {"rules", std::move(out.rules)}}}}},
                   {"automationDetails", {{"id", category}}},
                   {"invocations", {std::move(invocation)}}};
  SarifJson waivers = SarifJson::array();
  for (const WaiverRow& waiver : report.waivers)
    waivers.push_back(safe_line(safe_cut(waiver_text(waiver), kMaxTextBytes)));
  run["artifacts"] = std::move(artifacts);
  run["results"] = std::move(out.results);
  run["properties"] = {{"profile", safe_line(report.profile)},          {"gate", safe_line(report.gate)},
                       {"rulesSha256", safe_line(report.rules_sha256)}, {"outcome", headline.word},
                       {"withoutAlert", std::move(out.without_alert)},  {"waivers", std::move(waivers)}};
  SarifJson options = SarifJson::object();
  for (const auto& [name, value] : report.options) options[safe_line(name)] = safe_line(safe_cut(value, kMaxTextBytes));
  run["properties"]["options"] = std::move(options);
  if (report.baseline) run["properties"]["baseline"] = baseline_of(*report.baseline);
  return run;
}

}  // namespace

std::string write_sarif(const Report& report, const ReportStyle& style) {
  SarifJson runs = SarifJson::array();
  const std::string category = "hiveaudit/" + slug(report.profile) + "/";
  if (report.targets.empty() || report.targets.size() > kMaxRuns) {
    std::vector<const TargetRow*> all;
    for (const TargetRow& target : report.targets) all.push_back(&target);
    runs.push_back(run_of(report, style, all, category, headline(report)));
  } else {
    UniqueNames names;
    for (const TargetRow& target : report.targets)
      runs.push_back(run_of(report, style, {&target}, category + names.unique(slug(target.name), "_") + "/",
                            headline(target, report)));
  }
  const SarifJson document = {
      {"$schema", "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"},
      {"version", "2.1.0"},
      {"runs", std::move(runs)}};
  return document.dump(1, ' ', false, SarifJson::error_handler_t::replace) + "\n";
}

}  // namespace audit
