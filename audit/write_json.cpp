#include <nlohmann/json.hpp>

#include "audit/sinks.h"

namespace audit {
namespace {

using Json = nlohmann::ordered_json;

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

/// For texts whose empty form means that nothing is known.
Json or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

template <class Row>
Json list_of(const std::vector<Row>& rows, Json (*to_json)(const Row&)) {
  Json list = Json::array();
  for (const Row& row : rows) list.push_back(to_json(row));
  return list;
}

Json texts(const std::vector<std::string>& values) { return Json(values); }

Json counts(const std::map<std::string, std::uint64_t>& totals) {
  Json out = Json::object();
  for (const auto& [word, count] : totals) out[word] = count;
  return out;
}

Json error_json(const ErrorRow& row) {
  return {{"code", row.code},
          {"path", row.path},
          {"member", or_null(row.member)},
          {"offset", or_null(row.offset)},
          {"expected", or_null(row.expected)},
          {"found", or_null(row.found)},
          {"message", row.message}};
}

Json note_json(const NoteRow& row) { return {{"code", row.code}, {"message", row.message}}; }

Json evidence_json(const EvidenceRow& row) {
  Json json = {{"key", row.key},
               {"stored_as", or_null(row.stored_as)},
               {"name", or_null(row.name)},
               {"state", row.state},
               {"type", or_null(row.type)},
               {"data", or_null(row.data)},
               {"raw", or_null(row.raw)},
               {"written", or_null(row.written)},
               {"hive", or_null(row.hive)},
               {"key_offset", or_null(row.key_offset)},
               {"value_offset", or_null(row.value_offset)},
               {"line", or_null(row.line)},
               {"deepest_key", or_null(row.deepest_key)},
               {"second_reader", row.second_reader},
               {"second_reader_detail", or_null(row.second_reader_detail)},
               {"anomalies", texts(row.anomalies)}};
  if (row.file) json["file"] = *row.file;
  return json;
}

Json evidence_or_null(const std::optional<EvidenceRow>& row) { return row ? evidence_json(*row) : Json(nullptr); }

Json step_json(const ChainStep& row) { return {{"text", row.text}, {"evidence", evidence_or_null(row.evidence)}}; }

Json effective_json(const EffectiveRow& row) {
  return {{"scope", row.scope},
          {"stack", row.stack},
          {"protocol", row.protocol},
          {"state", row.state},
          {"basis", row.basis},
          {"reason", row.reason},
          {"chain", list_of(row.chain, step_json)},
          {"decided_by", or_null(row.decided_by)},
          {"confidence", row.confidence}};
}

Json source_json(const SourceRow& row) { return {{"title", row.title}, {"href", or_null(row.href)}}; }

Json fix_json(const FixRow& row) {
  return {{"key", row.key},
          {"name", row.name},
          {"type", or_null(row.type)},
          {"data", row.type.empty() ? Json(nullptr) : Json(row.data)},
          {"note", or_null(row.note)}};
}

Json finding_json(const FindingRow& row) {
  return {{"rule", row.rule},
          {"scope", row.scope},
          {"verdict", name_of(row.verdict)},
          {"severity", name_of(row.severity)},
          {"fails_gate", row.fails_gate},
          {"error_code", or_null(row.error_code)},
          {"area", row.area},
          {"title", row.title},
          {"message", row.message},
          {"why", row.why},
          {"expected", row.expected},
          {"actual", row.actual},
          {"fingerprint", row.fingerprint},
          {"waived_by", or_null(row.waived_by)},
          {"known", row.known},
          {"requirements", texts(row.requirements)},
          {"basis",
           {{"confidence", row.confidence},
            {"sources", list_of(row.sources, source_json)},
            {"disagreement", or_null(row.disagreement)}}},
          {"fix", list_of(row.fix, fix_json)},
          {"caveats", texts(row.caveats)},
          {"evidence", list_of(row.evidence, evidence_json)}};
}

Json fact_json(const FactRow& row) {
  return {{"id", row.id}, {"value", row.value}, {"state", row.state}, {"evidence", evidence_or_null(row.evidence)}};
}

Json log_json(const LogRow& row) {
  return {{"path", row.path},
          {"size", row.size_bytes},
          {"sha256", or_null(row.sha256)},
          {"outcome", row.outcome},
          {"reason", row.reason},
          {"entries_applied", or_null(row.entries_applied)},
          {"pages_applied", row.pages_applied},
          {"bytes_applied", row.bytes_applied}};
}

Json anomaly_json(const AnomalyRow& row) {
  return {{"code", row.code}, {"offset", row.offset}, {"message", row.message}};
}

Json count_json(const AnomalyCount& row) { return {{"code", row.code}, {"count", row.count}}; }

Json hive_json(const HiveRow& row) {
  return {{"role", row.role},
          {"path", row.path},
          {"user", or_null(row.user)},
          {"sha256", or_null(row.sha256)},
          {"size", row.size_bytes},
          {"state", row.state},
          {"sequence", or_null(row.sequence)},
          {"written", or_null(row.written)},
          {"dirty_because", or_null(row.dirty_because)},
          {"logs", list_of(row.logs, log_json)},
          {"anomalies", list_of(row.anomalies, anomaly_json)},
          {"anomalies_total", row.anomalies_total},
          {"anomaly_counts", list_of(row.anomaly_counts, count_json)},
          {"errors", list_of(row.errors, error_json)}};
}

Json os_json(const OsRow& row) {
  return {{"product", or_null(row.product)}, {"build", or_null(row.build)}, {"ubr", or_null(row.ubr)},
          {"arch", or_null(row.arch)},       {"type", or_null(row.type)},   {"basis", row.basis}};
}

Json place_json(const PlaceRow& row) {
  return {{"scope", row.scope},
          {"control_set", or_null(row.control_set)},
          {"evidence", evidence_json(row.evidence)},
          {"subkeys", texts(row.subkeys)}};
}

Json installation_json(const InstallationRow& row) {
  return {{"label", row.label},
          {"os", os_json(row.os)},
          {"control_set", or_null(row.control_set)},
          {"notes", list_of(row.notes, note_json)},
          {"errors", list_of(row.errors, error_json)},
          {"facts", list_of(row.facts, fact_json)},
          {"hives", list_of(row.hives, hive_json)},
          {"effective", list_of(row.effective, effective_json)},
          {"findings", list_of(row.findings, finding_json)},
          {"places", list_of(row.places, place_json)},
          {"totals", counts(row.totals)}};
}

Json requirement_json(const RequirementRow& row) {
  return {{"id", row.id},
          {"product", row.product},
          {"text", row.text},
          {"confidence", row.confidence},
          {"sources", list_of(row.sources, source_json)},
          {"disagreement", or_null(row.disagreement)},
          {"instead", or_null(row.instead)}};
}

Json target_json(const TargetRow& row) {
  return {{"target", row.target},
          {"name", row.name},
          {"kind", row.kind},
          {"notes", list_of(row.notes, note_json)},
          {"errors", list_of(row.errors, error_json)},
          {"installations", list_of(row.installations, installation_json)}};
}

}  // namespace

std::string write_json(const Report& report, const TextStyle&) {
  Json options = Json::object();
  for (const auto& [name, value] : report.options) options[name] = value;
  const Json document = {{"schema", "hiveaudit-report/1"},
                         {"tool", {{"name", "hiveaudit"}, {"version", report.tool_version}}},
                         {"verb", report.verb},
                         {"profile", report.profile},
                         {"profile_title", report.profile_title},
                         {"gate", report.gate},
                         {"now", report.now},
                         {"provenance", {{"rules_sha256", report.rules_sha256}, {"options", options}}},
                         {"targets", list_of(report.targets, target_json)},
                         {"requirements", list_of(report.requirements, requirement_json)},
                         {"left_to_check", list_of(report.left_to_check, requirement_json)},
                         {"waivers", Json::array()},
                         {"totals", counts(report.totals)},
                         {"second_reader_not_asked", report.second_reader_not_asked},
                         {"exit_code", report.exit_code}};
  // Bytes that are no UTF-8 become U+FFFD instead of an exception: a report is never lost to one character.
  return document.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace audit
