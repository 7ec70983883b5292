#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "audit/calendar.h"
#include "audit/conditions.h"
#include "audit/finding_counts.h"
#include "audit/headline.h"
#include "audit/safe_text.h"
#include "audit/sinks.h"
#include "audit/unique_names.h"

// For the textfile collector of node_exporter: no timestamps, one HELP for each metric, no paths of the registry in
// labels. What is not known is a metric of its own, never 0: 0 is good news for SSL 3.0 and bad news for TLS 1.2.

namespace audit {
namespace {

using Labels = std::vector<std::pair<std::string_view, std::string>>;

constexpr std::size_t kMaxLabelBytes = 200;

std::string short_label(std::string_view text) { return safe_line(safe_cut(text, kMaxLabelBytes)); }

/// The escape of this format, for the value of a label.
std::string label_text(std::string_view text) {
  std::string out;
  for (const char c : safe_line(text)) {
    if (c == '\\' || c == '"') out += '\\';
    out += c;
  }
  return out;
}

/// One metric: its help once, then its samples. A sample that was given already is left out, for one series twice makes
/// a collector refuse the whole file.
class Metric {
 public:
  Metric(std::string_view name, std::string_view help) : name_(name) {
    out_ = fmt::format("# HELP {} {}\n# TYPE {} gauge\n", name, help, name);
  }
  void add(const Labels& labels, std::uint64_t value) {
    std::string series(name_);
    if (!labels.empty()) series += '{';
    for (const auto& [label, text] : labels)
      series += fmt::format("{}{}=\"{}\"", series.ends_with('{') ? "" : ",", label, label_text(text));
    if (!labels.empty()) series += '}';
    if (given_.insert(series).second) out_ += fmt::format("{} {}\n", series, value);
  }
  const std::string& text() const { return out_; }

 private:
  std::string_view name_;
  std::string out_;
  std::set<std::string> given_;
};

struct Metrics {
  Metric info{"hiveaudit_info", "The program, its rules and the gate of this run; always 1."};
  Metric option{"hiveaudit_option_info", "An option that made the answer what it is; always 1."};
  Metric time{"hiveaudit_report_timestamp_seconds", "The time of the report (--now)."};
  Metric exit{"hiveaudit_exit_code", "0 clean, 1 findings at the gate, 3 incomplete."};
  Metric success{"hiveaudit_scan_success", "1 when everything of the target could be read and decided, else 0."};
  Metric outcome{"hiveaudit_outcome", "1 for the outcome of the target, else 0."};
  Metric errors{"hiveaudit_input_errors", "Inputs that could not be read, and places without an answer."};
  Metric hives{"hiveaudit_hives", "Hives by state: clean, dirty, recovered, damaged, unreadable."};
  Metric notes{"hiveaudit_notes", "Notes on the target by their code."};
  Metric findings{"hiveaudit_findings", "Findings by verdict and severity, waived ones included."};
  Metric open{"hiveaudit_findings_open", "Findings that fail and are neither waived nor known to the baseline."};
  Metric accepted{"hiveaudit_findings_accepted", "Findings that fail and are waived, or known to the baseline."};
  Metric enabled{"hiveaudit_protocol_enabled",
                 "1 when programs get the protocol without asking for it, 0 when not; no sample when unknown."};
  Metric available{"hiveaudit_protocol_available",
                   "1 when a program can have the protocol, if only by asking, 0 when not; no sample when unknown."};
  Metric unknown{"hiveaudit_protocol_unknown", "1 when it could not be decided whether the protocol is on, else 0."};
  Metric waivers{"hiveaudit_waivers", "Waivers by state: used, expiring within 30 days, expired, unused."};
  Metric failing{"hiveaudit_waivers_failing", "Waivers that fail the run for being expired or unused."};
  Metric baseline{"hiveaudit_baseline_findings", "Failures by what the baseline knows of them; none without one."};

  std::string text() const {
    std::string out;
    for (const Metric* metric : {&info, &option, &time, &exit, &success, &outcome, &errors, &hives, &notes, &findings,
                                 &open, &accepted, &enabled, &available, &unknown, &waivers, &failing, &baseline})
      out += metric->text();
    return out;
  }
};

Labels with(Labels labels, std::initializer_list<std::pair<std::string_view, std::string>> more) {
  labels.insert(labels.end(), more.begin(), more.end());
  return labels;
}

void put_installation(Metrics& metrics, const Labels& machine, const InstallationRow& installation) {
  const FindingCounts counts(installation);
  for (const Verdict verdict : kVerdicts)
    for (const Severity severity : kSeverities)
      metrics.findings.add(
          with(machine, {{"verdict", std::string(name_of(verdict))}, {"severity", std::string(name_of(severity))}}),
          counts.of(verdict, severity));
  for (const Severity severity : kSeverities)
    metrics.open.add(with(machine, {{"severity", std::string(name_of(severity))}}), counts.open(severity));
  metrics.accepted.add(with(machine, {{"by", "waiver"}}), counts.waived());
  metrics.accepted.add(with(machine, {{"by", "baseline"}}), counts.known());
  for (const EffectiveRow& row : installation.effective) {
    const Labels cell =
        with(machine, {{"scope", short_label(row.scope)}, {"stack", row.stack}, {"protocol", row.protocol}});
    const bool on = row.state == "on";
    const bool known = on || row.state == "explicit-only" || row.state == "off" || row.state == "unsupported";
    metrics.unknown.add(cell, known ? 0 : 1);
    if (!known) continue;
    metrics.enabled.add(cell, on ? 1 : 0);
    metrics.available.add(cell, on || row.state == "explicit-only" ? 1 : 0);
  }
}

std::string_view word_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::ready:
      return "ready";
    case Outcome::partial:
      return "partial";
    case Outcome::excepted:
      return "excepted";
    case Outcome::not_ready:
      return "not_ready";
    case Outcome::listed:
      return "listed";
    case Outcome::incomplete:
      break;
  }
  return "incomplete";
}

constexpr std::array kOutcomes = {Outcome::ready,      Outcome::partial,   Outcome::excepted,
                                  Outcome::incomplete, Outcome::not_ready, Outcome::listed};

void put_hives(Metrics& metrics, const Labels& machine, const InstallationRow& installation) {
  std::map<std::string, std::uint64_t> states = {
      {"clean", 0}, {"dirty", 0}, {"recovered", 0}, {"damaged", 0}, {"unreadable", 0}};
  for (const HiveRow& hive : installation.hives) ++states[hive.state];
  for (const auto& [state, count] : states) metrics.hives.add(with(machine, {{"state", state}}), count);
}

void put_baseline(Metrics& metrics, const BaselineRow& baseline) {
  std::map<std::string, std::uint64_t> states = {{"changed", 0},
                                                 {"fixed", 0},
                                                 {"undecided", 0},
                                                 {"gone", 0},
                                                 {"known", baseline.known},
                                                 {"new", baseline.appeared}};
  for (const BaselineFindingRow& then : baseline.findings) ++states[then.state];
  for (const auto& [state, count] : states) metrics.baseline.add({{"state", state}}, count);
}

std::uint64_t input_errors(const TargetRow& target) {
  std::uint64_t count = target.errors.size();
  for (const InstallationRow& installation : target.installations) {
    count += installation.errors.size();
    for (const HiveRow& hive : installation.hives) count += hive.errors.size();
    for (const PlaceRow& place : installation.places) count += was_answered(place) ? 0 : 1;
  }
  return count;
}

}  // namespace

std::string write_prometheus(const Report& report, const ReportStyle&) {
  Metrics metrics;
  metrics.info.add({{"version", report.tool_version},
                    {"profile", report.profile},
                    {"rules_sha256", report.rules_sha256},
                    {"gate", report.gate}},
                   1);
  for (const Condition& condition : conditions(report)) {
    const auto given = report.options.find(condition.name);
    metrics.option.add({{"name", short_label(condition.name)},
                        {"value", given == report.options.end() ? "yes" : short_label(given->second)}},
                       1);
  }
  if (const auto time = unix_time(report.now)) metrics.time.add({}, *time);
  metrics.exit.add({}, static_cast<std::uint64_t>(report.exit_code));
  UniqueNames targets;
  for (const TargetRow& target : report.targets) {
    const Labels labels = {{"target", targets.unique(short_label(target.name), " ")}, {"profile", report.profile}};
    const Headline line = headline(target, report);
    metrics.success.add(labels, line.complete ? 1 : 0);
    for (const Outcome outcome : kOutcomes)
      metrics.outcome.add(with(labels, {{"outcome", std::string(word_of(outcome))}}), outcome == line.outcome ? 1 : 0);
    std::map<std::string, std::uint64_t> notes;
    for (const NoteRow& note : target.notes) ++notes[note.code];
    for (const InstallationRow& installation : target.installations)
      for (const NoteRow& note : installation.notes) ++notes[note.code];
    for (const auto& [code, count] : notes) metrics.notes.add(with(labels, {{"code", short_label(code)}}), count);
    metrics.errors.add(labels, input_errors(target));
    UniqueNames installations;
    for (const InstallationRow& installation : target.installations) {
      const Labels machine =
          with(labels, {{"installation", installations.unique(short_label(installation.label), " ")}});
      put_hives(metrics, machine, installation);
      put_installation(metrics, machine, installation);
    }
  }
  std::map<std::string, std::uint64_t> waivers = {{"used", 0}, {"expiring", 0}, {"expired", 0}, {"unused", 0}};
  for (const WaiverRow& waiver : report.waivers) ++waivers[waiver.state];
  for (const auto& [state, count] : waivers) metrics.waivers.add({{"state", state}}, count);
  metrics.failing.add({}, static_cast<std::uint64_t>(std::ranges::count(report.waivers, true, &WaiverRow::fails_gate)));
  if (report.baseline) put_baseline(metrics, *report.baseline);
  return metrics.text();
}

}  // namespace audit
