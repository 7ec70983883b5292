#include "audit/conditions.h"
#include "audit/headline.h"
#include "audit/json_rows.h"
#include "audit/safe_text.h"
#include "audit/sinks.h"

// One record a line for collectors that read no document: each says by itself what it is about. `record` is run,
// target, note, error, hive, effective, place, finding, waiver, baseline or baseline_finding; the fields are those of
// the JSON document.

namespace audit {
namespace {

/// The escape of this format: JSON's own, over text without characters that some readers take for the end of a line.
void make_printable(Json& value) {
  if (value.is_string()) {
    value = safe_text(value.get_ref<const std::string&>());
  } else if (value.is_structured()) {
    for (Json& inner : value) make_printable(inner);
  }
}

class Lines {
 public:
  explicit Lines(const Report& report) : report_(report) {}

  void of_target(const TargetRow* target) { target_ = target; }
  void of_installation(const InstallationRow* installation) { installation_ = installation; }

  void add(const char* record, const Json& own) {
    Json line = Json::object();
    line["schema"] = "hiveaudit-ndjson/1";
    line["record"] = record;
    line["tool"] = {{"name", "hiveaudit"}, {"version", report_.tool_version}};
    line["verb"] = report_.verb;
    line["profile"] = report_.profile;
    line["now"] = report_.now;
    if (target_ != nullptr) {
      line["target"] = target_->target;
      line["target_name"] = target_->name;
      line["kind"] = target_->kind;
    }
    if (installation_ != nullptr) {
      line["installation"] = installation_->label;
      line["os"] = json_row(installation_->os);
    }
    for (const auto& [name, value] : own.items()) line[name] = value;
    make_printable(line);
    out_ += json_text(line, -1);
  }
  std::string take() { return std::move(out_); }

 private:
  const Report& report_;
  const TargetRow* target_ = nullptr;
  const InstallationRow* installation_ = nullptr;
  std::string out_;
};

void put_headline(Json& object, const Headline& headline) {
  object["outcome"] = headline.word;
  object["summary"] = headline.sentence;
  object["complete"] = headline.complete;
}

/// A line has no list of hives to count in: it names the hive.
void name_hives(Json& evidence, const std::vector<HiveRow>& hives) {
  const Json number = evidence["hive"];
  evidence.erase("hive");
  if (!number.is_number_unsigned() || number.get<std::size_t>() >= hives.size()) return;
  const HiveRow& hive = hives[number.get<std::size_t>()];
  evidence["hive_path"] = hive.path;
  evidence["hive_sha256"] = hive.sha256 ? Json(*hive.sha256) : Json();
  evidence["hive_state"] = hive.state;
}

void put_errors(Lines& lines, const std::vector<ErrorRow>& errors) {
  for (const ErrorRow& error : errors) lines.add("error", json_row(error));
}

void put_notes(Lines& lines, const std::vector<NoteRow>& notes) {
  for (const NoteRow& note : notes) lines.add("note", json_row(note));
}

void put_installation(Lines& lines, const InstallationRow& installation) {
  put_notes(lines, installation.notes);
  put_errors(lines, installation.errors);
  for (const HiveRow& hive : installation.hives) {
    Json row = json_row(hive);
    row.erase("errors");
    lines.add("hive", row);
    put_errors(lines, hive.errors);
  }
  for (const EffectiveRow& effective : installation.effective) {
    Json row = json_row(effective);
    row.erase("chain");
    lines.add("effective", row);
  }
  for (const PlaceRow& place : installation.places) {
    Json row = json_row(place);
    name_hives(row["evidence"], installation.hives);
    lines.add("place", row);
  }
  for (const FindingRow& finding : installation.findings) {
    Json row = json_row(finding);
    // The gate stands in the record of the run; findings are the same with every gate.
    row.erase("fails_gate");
    for (Json& evidence : row["evidence"]) name_hives(evidence, installation.hives);
    lines.add("finding", row);
  }
}

void put_baseline(Lines& lines, const Report& report) {
  if (!report.baseline) return;
  Json row = json_row(*report.baseline);
  row.erase("findings");
  // `now` and `profile` are those of this run in every record.
  for (const auto& [name, own] : {std::pair("now", "baseline_now"), std::pair("profile", "baseline_profile")}) {
    row[own] = row[name];
    row.erase(name);
  }
  row["message"] = baseline_text(*report.baseline);
  lines.add("baseline", row);
  for (const BaselineFindingRow& then : report.baseline->findings) {
    Json finding = json_row(then);
    finding["target_name"] = then.target;
    finding.erase("target");
    lines.add("baseline_finding", finding);
  }
}

}  // namespace

std::string write_ndjson(const Report& report, const ReportStyle&) {
  Lines lines(report);
  Json run = Json::object();
  run["gate"] = report.gate;
  run["exit_code"] = report.exit_code;
  run["rules_sha256"] = report.rules_sha256;
  run["options"] = report.options;
  run["totals"] = report.totals;
  run["second_reader_not_asked"] = report.second_reader_not_asked;
  put_headline(run, headline(report));
  lines.add("run", run);
  for (const Condition& condition : conditions(report))
    lines.add("note", {{"code", "option." + condition.name}, {"message", condition.sentence}});
  for (const TargetRow& target : report.targets) {
    lines.of_target(&target);
    Json row = Json::object();
    put_headline(row, headline(target, report));
    lines.add("target", row);
    put_notes(lines, target.notes);
    put_errors(lines, target.errors);
    for (const InstallationRow& installation : target.installations) {
      lines.of_installation(&installation);
      put_installation(lines, installation);
    }
    lines.of_installation(nullptr);
  }
  lines.of_target(nullptr);
  for (const WaiverRow& waiver : report.waivers) {
    Json row = json_row(waiver);
    // `target` is the machine in every other record.
    row["target_pattern"] = row["target"];
    row.erase("target");
    lines.add("waiver", row);
  }
  put_baseline(lines, report);
  return lines.take();
}

}  // namespace audit
