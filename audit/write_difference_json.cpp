#include <nlohmann/json.hpp>

#include "audit/difference_formats.h"

namespace audit {
namespace {

using Json = nlohmann::ordered_json;

Json text_or_null(const std::optional<std::string>& text) { return text ? Json(*text) : Json(); }
Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json json_of(const DifferenceSide& side) {
  return {{"path", side.path},
          {"now", side.now},
          {"profile", side.profile},
          {"tool_version", side.tool_version},
          {"rules_sha256", side.rules_sha256},
          {"complete", side.complete}};
}

Json json_of(const std::optional<SeenFinding>& seen) {
  if (!seen) return {};
  return {{"verdict", name_of(seen->verdict)},
          {"severity", name_of(seen->severity)},
          {"accepted", seen->accepted},
          {"actual", seen->actual}};
}

Json json_of(const FindingDifference& row) {
  return {{"machine", row.machine},     {"rule", row.rule},
          {"scope", row.scope},         {"title", row.title},
          {"state", row.state},         {"fails_gate", row.fails_gate},
          {"worse", row.worse},         {"before", json_of(row.before)},
          {"after", json_of(row.after)}};
}

Json json_of(const ProtocolDifference& row) {
  return {{"protocol", row.protocol}, {"before", text_or_null(row.before)}, {"after", text_or_null(row.after)}};
}

Json json_of(const StackDifference& row);
Json json_of(const FactDifference& row);
Json json_of(const HiveDifference& row);

template <class T>
Json list_of(const std::vector<T>& rows) {
  Json list = Json::array();
  for (const T& row : rows) list.push_back(json_of(row));
  return list;
}

Json json_of(const StackDifference& row) {
  return {{"machine", row.machine},   {"scope", row.scope},
          {"stack", row.stack},       {"protocols", list_of(row.protocols)},
          {"sentence", row.sentence}, {"lost_tls12", row.lost_tls12}};
}

Json json_of(const FactDifference& row) {
  return {{"machine", row.machine},
          {"id", row.id},
          {"before", text_or_null(row.before)},
          {"after", text_or_null(row.after)}};
}

Json json_of(const HiveDifference& row) {
  return {{"machine", row.machine},
          {"role", row.role},
          {"user", text_or_null(row.user)},
          {"state", row.state},
          {"before", text_or_null(row.before)},
          {"after", text_or_null(row.after)}};
}

}  // namespace

std::string write_difference_json(const Difference& difference, const ReportStyle&) {
  const Json document = {{"schema", "hiveaudit-difference/1"},
                         {"before", json_of(difference.before)},
                         {"after", json_of(difference.after)},
                         {"gate", difference.gate},
                         {"notes", difference.notes},
                         {"unmatched", difference.unmatched},
                         {"findings", list_of(difference.findings)},
                         {"unchanged", difference.unchanged},
                         {"unchanged_failing", difference.unchanged_failing},
                         {"effective", list_of(difference.effective)},
                         {"facts", list_of(difference.facts)},
                         {"hives", list_of(difference.hives)},
                         {"worse", difference.worse},
                         {"incomplete", difference.incomplete},
                         {"exit_code", difference.exit_code}};
  return document.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace audit
