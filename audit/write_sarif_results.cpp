#include "audit/write_sarif_results.h"

#include <fmt/format.h>

#include <utility>

#include "audit/conditions.h"
#include "audit/evidence_text.h"
#include "audit/file_place.h"
#include "audit/report_words.h"
#include "audit/safe_text.h"

namespace audit {
namespace {

/// GitHub takes 1,024 characters of a description, with the words that say what was cut.
constexpr std::size_t kMaxTextBytes = 980;
constexpr std::size_t kMaxHelpBytes = 8000;
constexpr const char* kInputRule = "input";

std::string cut(std::string_view text) { return safe_cut(text, kMaxTextBytes); }

const char* level_of(Severity severity) {
  if (severity >= Severity::high) return "error";
  return severity == Severity::medium ? "warning" : "note";
}

/// The middle of GitHub's range for the word; nothing for what is no weakness.
const char* security_severity(Severity severity) {
  switch (severity) {
    case Severity::critical:
      return "9.5";
    case Severity::high:
      return "8.0";
    case Severity::medium:
      return "5.5";
    case Severity::low:
      return "2.0";
    case Severity::info:
      break;
  }
  return "";
}

bool is_alert(const FindingRow& finding) {
  return finding.verdict == Verdict::fail || finding.verdict == Verdict::error;
}

/// What could not be decided is written as a failure: servers that ignore `kind` would show it as nothing at all.
const char* kind_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::fail:
    case Verdict::error:
      return "fail";
    case Verdict::pass:
      return "pass";
    case Verdict::not_applicable:
      return "notApplicable";
    case Verdict::not_checked:
      return "open";
    case Verdict::informational:
      break;
  }
  return "informational";
}

std::string help_of(const FindingRow& finding) {
  std::string text = finding.why.empty() ? finding.title : finding.why;
  const auto line = [&text](const std::string& more) { text += "\n" + safe_line(more); };
  if (!finding.expected.empty()) line("Wanted: " + finding.expected);
  for (const std::string& note : fix_notes(finding.fix)) line("Fix: " + note);
  for (const SourceRow& source : finding.sources)
    line("Source: " + source.title + (source.href.empty() ? "" : " " + source.href));
  if (finding.disagreement) line("Disputed: " + *finding.disagreement);
  return safe_cut(text, kMaxHelpBytes);
}

std::string message_of(const TargetRow& target, const InstallationRow& installation, const FindingRow& finding) {
  std::string text = finding.verdict == Verdict::error ? "Could not be decided: " : "";
  text += cut(finding.message);
  const auto line = [&text](std::string_view label, const std::string& value) {
    if (!value.empty()) text += fmt::format("\n{}: {}", label, safe_line(cut(value)));
  };
  line("Target", target.installations.size() > 1 ? target.name + " " + installation.label : target.name);
  line("Scope", scope_name(finding.scope));
  line("Found", finding.actual);
  line("Wanted", finding.expected);
  for (const EvidenceRow* evidence : telling_first(finding.evidence)) {
    line("Evidence", evidence_fact(*evidence));
    line("Read from", evidence_place(*evidence, installation.hives, false));
    line("Second reader", second_reader_text(*evidence));
  }
  for (const FixRow& fix : finding.fix) line("Fix", fix_text(fix));
  if (finding.fix_falls_short) line("These changes were tried", *finding.fix_falls_short);
  for (const std::string& caveat : finding.caveats) line("Caution", caveat);
  return safe_cut(text, kMaxHelpBytes);
}

SarifJson logical_places(const FindingRow& finding) {
  SarifJson places = SarifJson::array();
  constexpr std::size_t kMost = 10;  // GitHub uses so many
  for (const EvidenceRow* evidence : telling_first(finding.evidence)) {
    if (places.size() == kMost) break;
    SarifJson place = SarifJson::object();
    if (evidence->name) place["name"] = cut(evidence->name->empty() ? "(Default)" : *evidence->name);
    place["fullyQualifiedName"] = cut(evidence->name ? evidence->key + "\\" + *evidence->name : evidence->key);
    place["kind"] = "resource";
    places.push_back(std::move(place));
  }
  return places;
}

SarifJson identity(const InstallationRow& installation, const FindingRow& finding) {
  return {{"scope", cut(finding.scope)},
          {"installation", cut(installation.label)},
          {"verdict", name_of(finding.verdict)},
          {"severity", name_of(finding.severity)},
          {"fingerprint", cut(finding.fingerprint)}};
}

}  // namespace

SarifJson sarif_text(std::string_view text) { return {{"text", safe_cut(text, kMaxHelpBytes)}}; }

std::string sarif_uri(std::string_view path, bool absolute) {
  if (absolute && path.starts_with('/')) return "file://" + uri_text(path);
  // Servers look for the path below the root of a repository.
  for (bool cut = true; cut;) {
    cut = false;
    for (const std::string_view lead : {"/", "./", "../"}) {
      if (!path.starts_with(lead)) continue;
      path.remove_prefix(lead.size());
      cut = true;
    }
  }
  return uri_text(path);
}

SarifJson sarif_place(const std::string& uri, std::uint64_t line) {
  const std::uint64_t number = line == 0 ? 1 : line;
  return {{"physicalLocation",
           {{"artifactLocation", {{"uri", uri}}},
            {"region", {{"startLine", number}, {"startColumn", 1}, {"endLine", number}, {"endColumn", 1}}}}}};
}

std::string SarifResults::uri_of(const TargetRow& target) const {
  std::string uri = sarif_uri(style_.source_file.empty() ? target.target : style_.source_file, false);
  return uri.empty() ? "target" : uri;
}

std::size_t SarifResults::input_rule() {
  const auto [found, is_new] = numbers_.emplace(kInputRule, rules.size());
  if (is_new) {
    rules.push_back({{"id", kInputRule},
                     {"shortDescription", sarif_text("Every input can be read")},
                     {"fullDescription", sarif_text("What could not be read was not judged, and is not clean.")},
                     {"defaultConfiguration", {{"level", "error"}}},
                     {"help", sarif_text("Give the program a readable, undamaged input and run it again.")},
                     {"properties", {{"tags", {"security"}}, {"security-severity", "8.0"}}}});
  }
  return found->second;
}

std::size_t SarifResults::rule_of(const FindingRow& finding) {
  const auto [found, is_new] = numbers_.emplace(finding.rule, rules.size());
  if (!is_new) return found->second;
  SarifJson rule = {{"id", cut(finding.rule)},
                    {"shortDescription", sarif_text(cut(finding.title))},
                    {"fullDescription", sarif_text(cut(finding.why.empty() ? finding.title : finding.why))},
                    {"defaultConfiguration", {{"level", level_of(finding.severity)}}},
                    {"help", sarif_text(help_of(finding))}};
  for (const SourceRow& source : finding.sources) {
    if (!source.href.starts_with("https://") || safe_text(source.href) != source.href) continue;
    rule["helpUri"] = source.href;
    break;
  }
  SarifJson properties = {{"tags", {"security"}}};
  if (!finding.area.empty()) properties["tags"].push_back(cut(finding.area));
  if (finding.confidence == "high" || finding.confidence == "medium" || finding.confidence == "low")
    properties["precision"] = finding.confidence;
  if (finding.severity != Severity::info) properties["security-severity"] = security_severity(finding.severity);
  rule["properties"] = std::move(properties);
  rules.push_back(std::move(rule));
  return found->second;
}

void SarifResults::broken(const TargetRow& target, const std::string& text, const std::string& fingerprint) {
  const SarifJson place = sarif_place(uri_of(target), 0);
  results.push_back({{"ruleId", kInputRule},
                     {"ruleIndex", input_rule()},
                     {"kind", "fail"},
                     {"level", "error"},
                     {"message", sarif_text(text)},
                     {"locations", {place}},
                     {"partialFingerprints", {{"primaryLocationLineHash", cut(fingerprint)}}},
                     {"suppressions", SarifJson::array()}});
  notifications.push_back({{"level", "error"}, {"message", sarif_text(text)}, {"locations", {place}}});
}

void SarifResults::begin_target(const TargetRow& target, const std::string& unique_name) {
  target_name_ = unique_name;
  same_name_ = unique_name == target.name ? "" : ":" + unique_name;
}

void SarifResults::input_error(const TargetRow& target, const ErrorRow& error) {
  const std::string place = error_place(error);
  broken(target, (place.empty() ? "" : place + ": ") + error_text(error),
         fmt::format("input:{}:{}:{}", target_name_, error.code, place));
}

void SarifResults::place(const TargetRow& target, const PlaceRow& place) {
  broken(target, evidence_fact(place.evidence),
         fmt::format("place:{}:{}:{}:{}", target_name_, place.scope, place.evidence.key,
                     place.evidence.name.value_or("")));
}

void SarifResults::finding(const TargetRow& target, const InstallationRow& installation, const FindingRow& finding) {
  const std::size_t number = rule_of(finding);
  const std::string message = message_of(target, installation, finding);
  SarifJson properties = identity(installation, finding);
  if (!is_alert(finding) && !style_.sarif_all) {
    SarifJson quiet = {{"ruleId", cut(finding.rule)}};
    quiet.update(properties);
    quiet["message"] = cut(finding.message);
    without_alert.push_back(std::move(quiet));
    return;
  }
  // A text in the repository has lines of its own; a hive has none.
  const FilePlace file = file_place(finding, installation.hives, style_);
  const bool in_text = style_.source_file.empty() && file.line > 0;
  SarifJson place = sarif_place(in_text ? sarif_uri(file.path, false) : uri_of(target), in_text ? file.line : 0);
  if (SarifJson logical = logical_places(finding); !logical.empty()) place["logicalLocations"] = std::move(logical);
  SarifJson result = {
      {"ruleId", cut(finding.rule)},
      {"ruleIndex", number},
      {"kind", kind_of(finding.verdict)},
      {"level", is_alert(finding) ? level_of(finding.severity) : "none"},
      {"message", sarif_text(message)},
      {"locations", {std::move(place)}},
      {"partialFingerprints", {{"primaryLocationLineHash", cut(finding.fingerprint) + cut(same_name_)}}},
      {"suppressions", SarifJson::array()}};
  if (finding.waived_by)
    result["suppressions"].push_back(
        {{"kind", "external"}, {"status", "accepted"}, {"justification", cut(*finding.waived_by)}});
  if (has_baseline_) result["baselineState"] = finding.known ? "unchanged" : "new";
  properties["expected"] = cut(finding.expected);
  properties["actual"] = cut(finding.actual);
  result["properties"] = std::move(properties);
  results.push_back(std::move(result));
  if (finding.verdict == Verdict::error)
    notifications.push_back({{"level", "error"},
                             {"message", sarif_text(finding.rule + ": " + message)},
                             {"associatedRule", {{"id", cut(finding.rule)}, {"index", number}}}});
}

}  // namespace audit
