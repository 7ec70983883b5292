#include "audit/evidence_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "audit/report_words.h"

namespace audit {
namespace {

/// Digits of a hash that tell two hives apart for a person; the whole one stands in the list of hives.
constexpr std::size_t kShownHashDigits = 12;

std::string place_of_value(const std::string& key, const std::string& name) {
  return key + "\\" + (name.empty() ? "(Default)" : name);
}

void add(std::string& list, const std::string& part) {
  if (!list.empty()) list += ", ";
  list += part;
}

/// The part of the path below the deepest key that exists; empty when the whole path exists.
std::string missing_part(const EvidenceRow& evidence) {
  if (!evidence.deepest_key || *evidence.deepest_key == evidence.key) return "";
  const std::string& deepest = *evidence.deepest_key;
  if (deepest.size() + 1 >= evidence.key.size() || evidence.key[deepest.size()] != '\\')
    return fmt::format("such path below {}", deepest);
  return evidence.key.substr(deepest.size() + 1);
}

/// Long lists (cipher suites) stand behind what a person can take in; they rarely decide alone.
constexpr std::size_t kLongDataBytes = 160;

int rank_of(const EvidenceRow& evidence) {
  if (evidence.data && evidence.data->size() > kLongDataBytes) return 4;
  return evidence.state == "present" ? 0 : evidence.state == "ambiguous" ? 1 : evidence.state == "absent" ? 2 : 3;
}

std::string file_fact(const EvidenceRow& evidence) {
  if (evidence.data) return fmt::format("file {} has version {}", evidence.key, *evidence.data);
  if (evidence.state == "absent") return fmt::format("no file {}", evidence.key);
  return fmt::format("file {} was not read", evidence.key);
}

}  // namespace

std::string evidence_fact(const EvidenceRow& evidence) {
  if (evidence.file) return file_fact(evidence);
  const std::string what = evidence.name ? place_of_value(evidence.key, *evidence.name) : "key " + evidence.key;
  if (evidence.line && evidence.data && !evidence.type)
    return fmt::format("line {}: {}", *evidence.line, *evidence.data);
  if (evidence.state == "present") {
    if (!evidence.name) return what + " exists";
    return fmt::format("{} = {} {}", what, evidence.type.value_or("(no type)"), evidence.data.value_or("(no data)"));
  }
  if (evidence.state == "absent") {
    const std::string missing = missing_part(evidence);
    const std::string_view absent = evidence.name ? "is not set" : "does not exist";
    return missing.empty() ? fmt::format("{} {}", what, absent)
                           : fmt::format("{} {} (there is no {})", what, absent, missing);
  }
  if (evidence.state == "unreadable" && !evidence.hive && evidence.anomalies.empty())
    return what + " was not read: its hive is not there or could not be opened";
  std::string out = evidence.state == "ambiguous" ? what + " is stored more than once and cannot be trusted"
                                                  : what + " could not be read";
  if (evidence.data) out += fmt::format(": {} {}", evidence.type.value_or(""), *evidence.data);
  return out;
}

std::string evidence_place(const EvidenceRow& evidence, const std::vector<HiveRow>& hives, bool stored_path) {
  std::string out;
  const HiveRow* hive = evidence.hive && *evidence.hive < hives.size() ? &hives[*evidence.hive] : nullptr;
  if (hive != nullptr) add(out, hive_title(*hive));
  if (stored_path && evidence.stored_as) add(out, "stored as " + *evidence.stored_as);
  if (evidence.key_offset) add(out, fmt::format("key at 0x{:08x}", *evidence.key_offset));
  if (evidence.file && !evidence.file->empty()) add(out, *evidence.file);
  if (evidence.value_offset)
    add(out, fmt::format("{} at 0x{:08x}", evidence.file ? "version" : "value", *evidence.value_offset));
  if (evidence.line)
    add(out, fmt::format("line {}{}", *evidence.line, hive != nullptr ? " of " + hive->path : std::string()));
  if (evidence.written) add(out, "key written " + time_text(*evidence.written));
  if (hive != nullptr && hive->sha256) add(out, "sha256 " + hive->sha256->substr(0, kShownHashDigits) + "...");
  if (hive != nullptr && hive->state != "clean") add(out, "hive is " + hive->state);
  for (const std::string& anomaly : evidence.anomalies) add(out, "damage on the way: " + anomaly);
  return out;
}

std::string second_reader_text(const EvidenceRow& evidence) {
  const std::string detail = evidence.second_reader_detail ? ": " + *evidence.second_reader_detail : "";
  if (evidence.second_reader == "agrees") return "2 readers agree";
  if (evidence.second_reader == "disagrees") return "THE SECOND READER DISAGREES" + detail;
  if (evidence.second_reader == "failed") return "second reader failed" + detail;
  return "second reader not asked";
}

std::string fix_text(const FixRow& fix) {
  return fix.type.empty() ? "remove " + place_of_value(fix.key, fix.name)
                          : fmt::format("set {} = {} {}", place_of_value(fix.key, fix.name), fix.type, fix.data);
}

std::vector<std::string> fix_notes(const std::vector<FixRow>& fix) {
  std::vector<std::string> notes;
  for (const FixRow& step : fix)
    if (!step.note.empty() && std::ranges::find(notes, step.note) == notes.end()) notes.push_back(step.note);
  return notes;
}

std::vector<const EvidenceRow*> telling_first(const std::vector<EvidenceRow>& evidence) {
  std::vector<const EvidenceRow*> rows;
  for (const EvidenceRow& row : evidence) rows.push_back(&row);
  std::ranges::stable_sort(rows, {}, [](const EvidenceRow* row) { return rank_of(*row); });
  return rows;
}

std::string message_behind_title(const FindingRow& finding) {
  const std::string lead = finding.title + ": ";
  return !finding.title.empty() && finding.message.starts_with(lead) ? finding.message.substr(lead.size())
                                                                     : finding.message;
}

std::string own_message(const FindingRow& finding) {
  const std::string rest = message_behind_title(finding);
  return rest == finding.actual || rest == finding.actual + "." ? "" : rest;
}

std::string error_place(const ErrorRow& error) {
  std::string out = error.path;
  if (error.member) out += ":" + *error.member;
  if (error.offset) out += fmt::format("{}@0x{:08x}", out.empty() ? "" : " ", *error.offset);
  return out;
}

std::string error_text(const ErrorRow& error) {
  std::string out = fmt::format("{}: {}", error.code, error.message);
  std::string detail;
  if (error.expected) add(detail, "expected " + *error.expected);
  if (error.found) add(detail, "found " + *error.found);
  if (!detail.empty()) out += " (" + detail + ")";
  return out;
}

}  // namespace audit
