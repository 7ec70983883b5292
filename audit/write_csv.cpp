#include <fmt/format.h>

#include <array>
#include <map>
#include <string_view>

#include "audit/conditions.h"
#include "audit/evidence_text.h"
#include "audit/headline.h"
#include "audit/report_words.h"
#include "audit/safe_text.h"
#include "audit/sinks.h"

// RFC 4180 in UTF-8. A row for each value that a finding rests on, so the findings repeat; `record` tells findings from
// what else the report says. People open it in spreadsheets, and registry texts are hostile.

namespace audit {
namespace {

/// What a cell of a spreadsheet holds at most.
constexpr std::size_t kMaxCellBytes = 32'000;

constexpr std::array<std::string_view, 38> kColumns = {"record",
                                                       "target",
                                                       "target_name",
                                                       "kind",
                                                       "installation",
                                                       "os",
                                                       "build",
                                                       "profile",
                                                       "rule",
                                                       "scope",
                                                       "area",
                                                       "verdict",
                                                       "severity",
                                                       "title",
                                                       "message",
                                                       "expected",
                                                       "actual",
                                                       "error_code",
                                                       "waived_by",
                                                       "known",
                                                       "fingerprint",
                                                       "confidence",
                                                       "stack",
                                                       "protocol",
                                                       "state",
                                                       "basis",
                                                       "key",
                                                       "name",
                                                       "type",
                                                       "data",
                                                       "raw",
                                                       "written",
                                                       "hive",
                                                       "hive_sha256",
                                                       "place",
                                                       "second_reader",
                                                       "fix_falls_short",
                                                       "caveats"};

/// Spreadsheets compute a cell that begins like this, also in the wide forms of East Asian input.
bool is_formula(std::string_view cell) {
  for (const std::string_view sign :
       {"=", "+", "-", "@", "\t", "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0"})
    if (cell.starts_with(sign)) return true;
  return false;
}

/// The escape of this format: one line, no formula, quoted.
std::string cell_text(std::string_view text) {
  const std::string line = safe_line(safe_cut(text, kMaxCellBytes));
  std::string out = "\"";
  // What begins with spaces is computed too by programs that trim cells.
  const std::size_t start = line.find_first_not_of(' ');
  if (is_formula(text) || (start != std::string::npos && is_formula(std::string_view(line).substr(start)))) out += '\'';
  for (const char c : line) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

using Row = std::map<std::string_view, std::string>;

class Table {
 public:
  Table() {
    for (const std::string_view column : kColumns) put(column, column == kColumns.back());
  }
  void add(const Row& row) {
    for (const std::string_view column : kColumns) {
      const auto found = row.find(column);
      put(found == row.end() ? std::string_view() : std::string_view(found->second), column == kColumns.back());
    }
  }
  std::string take() { return std::move(out_); }

 private:
  void put(std::string_view text, bool last) {
    if (!text.empty()) out_ += cell_text(text);
    out_ += last ? "\r\n" : ",";
  }

  std::string out_;
};

void put_evidence(Row& row, const EvidenceRow& evidence, const std::vector<HiveRow>& hives) {
  row["state"] = evidence.state;
  row["key"] = evidence.key;
  row["name"] = evidence.name.value_or("");
  row["type"] = evidence.type.value_or("");
  row["data"] = evidence.data.value_or("");
  row["raw"] = evidence.raw.value_or("");
  row["written"] = evidence.written.value_or("");
  if (evidence.hive && *evidence.hive < hives.size()) {
    row["hive"] = hives[*evidence.hive].path;
    row["hive_sha256"] = hives[*evidence.hive].sha256.value_or("");
  }
  row["place"] = evidence_place(evidence, hives, true);
  row["second_reader"] = evidence.second_reader;
}

void put_finding(Table& table, Row row, const FindingRow& finding, const std::vector<HiveRow>& hives) {
  row["record"] = "finding";
  row["rule"] = finding.rule;
  row["scope"] = finding.scope;
  row["area"] = finding.area;
  row["verdict"] = name_of(finding.verdict);
  row["severity"] = name_of(finding.severity);
  row["title"] = finding.title;
  row["message"] = finding.message;
  row["expected"] = finding.expected;
  row["actual"] = finding.actual;
  row["error_code"] = finding.error_code.value_or("");
  row["waived_by"] = finding.waived_by.value_or("");
  row["known"] = finding.known ? "yes" : "no";
  row["fingerprint"] = finding.fingerprint;
  row["confidence"] = finding.confidence;
  row["fix_falls_short"] = falls_short_text(finding);
  row["caveats"] = fmt::format("{}", fmt::join(finding.caveats, "; "));
  if (finding.evidence.empty()) table.add(row);
  for (const EvidenceRow& evidence : finding.evidence) {
    Row own = row;
    put_evidence(own, evidence, hives);
    table.add(own);
  }
}

void put_error(Table& table, Row row, const ErrorRow& error) {
  row["record"] = "error";
  row["verdict"] = "error";
  row["error_code"] = error.code;
  row["message"] = error.message;
  row["expected"] = error.expected.value_or("");
  row["actual"] = error.found.value_or("");
  row["place"] = error_place(error);
  table.add(row);
}

void put_notes(Table& table, Row row, const std::vector<NoteRow>& notes) {
  row["record"] = "note";
  for (const NoteRow& note : notes) {
    row["name"] = note.code;
    row["message"] = note.message;
    table.add(row);
  }
}

void put_installation(Table& table, Row row, const InstallationRow& installation) {
  row["installation"] = installation.label;
  row["os"] = installation.os.product;
  if (installation.os.build)
    row["build"] = installation.os.ubr ? fmt::format("{}.{}", *installation.os.build, *installation.os.ubr)
                                       : fmt::format("{}", *installation.os.build);
  put_notes(table, row, installation.notes);
  for (const ErrorRow& error : installation.errors) put_error(table, row, error);
  for (const HiveRow& hive : installation.hives)
    for (const ErrorRow& error : hive.errors) put_error(table, row, error);
  for (const EffectiveRow& effective : installation.effective) {
    Row own = row;
    own["record"] = "effective";
    own["scope"] = effective.scope;
    own["stack"] = effective.stack;
    own["protocol"] = effective.protocol;
    own["state"] = effective.state;
    own["basis"] = effective.basis;
    own["message"] = effective.reason;
    own["confidence"] = effective.confidence;
    own["fingerprint"] = effective.decided_by.value_or("");
    table.add(own);
  }
  for (const PlaceRow& place : installation.places) {
    Row own = row;
    own["record"] = "place";
    own["scope"] = place.scope;
    put_evidence(own, place.evidence, installation.hives);
    table.add(own);
  }
  for (const FindingRow& finding : installation.findings) put_finding(table, row, finding, installation.hives);
}

void put_headline(Table& table, Row row, const Headline& headline) {
  row["verdict"] = headline.word;
  row["message"] = headline.sentence;
  table.add(row);
}

void put_baseline(Table& table, const Report& report) {
  if (!report.baseline) return;
  table.add({{"record", "note"},
             {"profile", report.profile},
             {"name", "baseline"},
             {"message", "Baseline: " + baseline_text(*report.baseline)}});
  for (const BaselineFindingRow& then : report.baseline->findings)
    table.add({{"record", "baseline"},
               {"target_name", then.target},
               {"profile", report.profile},
               {"rule", then.rule},
               {"scope", then.scope},
               {"severity", std::string(name_of(then.severity))},
               {"title", then.title},
               {"actual", then.actual},
               {"fingerprint", then.fingerprint},
               {"state", then.state},
               {"message", then.message}});
}

}  // namespace

std::string write_csv(const Report& report, const ReportStyle&) {
  Table table;
  if (report.targets.empty())
    put_headline(table, {{"record", "target"}, {"profile", report.profile}}, headline(report));
  for (const TargetRow& target : report.targets) {
    const Row row = {{"record", "target"},
                     {"target", target.target},
                     {"target_name", target.name},
                     {"kind", target.kind},
                     {"profile", report.profile}};
    put_headline(table, row, headline(target, report));
    put_notes(table, row, target.notes);
    for (const ErrorRow& error : target.errors) put_error(table, row, error);
    for (const InstallationRow& installation : target.installations) put_installation(table, row, installation);
  }
  for (const WaiverRow& waiver : report.waivers)
    table.add({{"record", "waiver"},
               {"target", waiver.target},
               {"profile", report.profile},
               {"rule", waiver.rule},
               {"scope", waiver.scope.value_or("")},
               {"state", waiver.state},
               {"message", waiver_text(waiver) + (waiver.fails_gate ? "; this fails the run" : "")}});
  for (const Condition& condition : conditions(report))
    table.add(
        {{"record", "note"}, {"profile", report.profile}, {"name", condition.name}, {"message", condition.sentence}});
  put_baseline(table, report);
  return table.take();
}

}  // namespace audit
