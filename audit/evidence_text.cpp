#include "audit/evidence_text.h"

#include <fmt/format.h>

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

}  // namespace

std::string evidence_fact(const EvidenceRow& evidence) {
  const std::string what = evidence.name ? place_of_value(evidence.key, *evidence.name) : "key " + evidence.key;
  if (evidence.state == "present") {
    if (!evidence.name) return what + " exists";
    return fmt::format("{} = {} {}", what, evidence.type.value_or("(no type)"), evidence.data.value_or("(no data)"));
  }
  if (evidence.state == "absent") {
    if (!evidence.deepest_key || *evidence.deepest_key == evidence.key) return what + " is not set";
    return fmt::format("{} is not set (the path exists down to {})", what, *evidence.deepest_key);
  }
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
  if (evidence.value_offset) add(out, fmt::format("value at 0x{:08x}", *evidence.value_offset));
  if (evidence.line) add(out, fmt::format("line {}", *evidence.line));
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
  std::string out = fix.type.empty()
                        ? "remove " + place_of_value(fix.key, fix.name)
                        : fmt::format("set {} = {} {}", place_of_value(fix.key, fix.name), fix.type, fix.data);
  if (!fix.note.empty()) out += " (" + fix.note + ")";
  return out;
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
