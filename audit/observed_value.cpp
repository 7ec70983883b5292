#include "audit/observed_value.h"

#include <algorithm>

#include "audit/evidence_text.h"
#include "audit/observation.h"
#include "hive/upcase.h"
#include "hive/utf16.h"
#include "rules/text.h"

namespace audit {
namespace {

constexpr std::string_view kAbsent = "absent";
constexpr std::string_view kNoName = "(Default)";
constexpr std::string_view kBytes = "hex:";

std::u16string folded(std::string_view text) { return hive::upcase(hive::utf16_from_utf8(text)); }

/// The whole path of what was looked at; empty when it is neither a value nor a file.
std::string place_of(const EvidenceRow& row) {
  if (row.file) return row.key;
  if (!row.name) return {};
  return row.key + "\\" + (row.name->empty() ? std::string(kNoName) : *row.name);
}

bool is_end_of(const std::u16string& end, const std::u16string& place) {
  return place.ends_with(end) && (place.size() == end.size() || place[place.size() - end.size() - 1] == u'\\');
}

std::vector<const EvidenceRow*> rows_called(std::string_view name, const std::vector<EvidenceRow>& evidence) {
  const std::u16string end = folded(name);
  std::vector<const EvidenceRow*> rows;
  for (const EvidenceRow& row : evidence) {
    const std::string place = place_of(row);
    if (!place.empty() && is_end_of(end, folded(place))) rows.push_back(&row);
  }
  return rows;
}

bool holds_bytes(const EvidenceRow& row, std::string_view wanted) {
  std::string digits;
  for (const char c : wanted) {
    if (c != ' ' && c != ',') digits += c;
  }
  return row.raw && !is_cut(*row.raw) && *row.raw == rules::lower_ascii(digits);
}

bool holds(const EvidenceRow& row, const std::string& wanted) {
  if (wanted.starts_with(kBytes)) return holds_bytes(row, std::string_view(wanted).substr(kBytes.size()));
  if (!row.data || is_cut(*row.data)) return false;
  const std::string& data = *row.data;
  const auto number = rules::parse_number(wanted);
  // A number of the wrong size is shown as bytes, without 0x.
  const bool has_number =
      row.type && (*row.type == "REG_DWORD" || *row.type == "REG_QWORD" || *row.type == "REG_DWORD_BIG_ENDIAN") &&
      data.starts_with("0x");
  if (has_number) return number && number == rules::parse_number(data);
  if (number && row.type) return false;
  return data == wanted || data == '"' + wanted + '"';
}

/// Data as `holds` compares it; nothing when it cannot be told whole.
std::optional<std::string> data_of(const EvidenceRow& row) {
  if (row.state == "absent") return std::string(kAbsent);
  if (row.state != "present" || !row.data) return std::nullopt;
  const bool is_bytes =
      row.type && !row.data->starts_with("0x") && !row.data->starts_with('"') && !row.data->starts_with('[');
  if (is_bytes) return row.raw ? std::optional(std::string(kBytes) + *row.raw) : std::nullopt;
  return *row.data;
}

/// NAME=DATA for one row, its name as short as it can be without meaning another place.
std::optional<std::string> value_of(const EvidenceRow& row, const std::vector<EvidenceRow>& evidence) {
  const auto data = data_of(row);
  const std::string place = place_of(row);
  if (!data || place.empty()) return std::nullopt;
  const std::string_view name = row.file || !row.name || row.name->empty() ? std::string_view() : *row.name;
  std::size_t at = name.empty() ? place.rfind('\\') + 1 : place.size() - name.size();
  while (true) {
    const std::string end = place.substr(at);
    const auto rows = rows_called(end, evidence);
    const bool own = std::ranges::all_of(rows, [&](const EvidenceRow* other) { return place_of(*other) == place; });
    if (own) {
      std::string text = end + "=" + *data;
      const auto parsed = parse_observed_value(text);
      return parsed && is_seen(*parsed, evidence) ? std::optional(std::move(text)) : std::nullopt;
    }
    if (at < 2) return std::nullopt;
    at = place.rfind('\\', at - 2);
    at = at == std::string::npos ? 0 : at + 1;
  }
}

bool is_changed_by(const EvidenceRow& row, const std::vector<FixRow>& fix) {
  return std::ranges::any_of(fix, [&row](const FixRow& step) {
    return row.name && hive::equal_names(step.key, row.key) && hive::equal_names(step.name, *row.name);
  });
}

}  // namespace

std::optional<ObservedValue> parse_observed_value(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0 || equals + 1 == text.size()) return std::nullopt;
  const std::string_view data = text.substr(equals + 1);
  return ObservedValue{std::string(text.substr(0, equals)), std::string(data), data == kAbsent};
}

bool is_seen(const ObservedValue& value, const std::vector<EvidenceRow>& evidence) {
  const auto rows = rows_called(value.name, evidence);
  bool found = false;
  for (const EvidenceRow* row : rows) {
    if (row->state == "present") {
      if (value.absent || !holds(*row, value.data)) return false;
      found = true;
    } else if (row->state == "absent") {
      found = found || value.absent;
    } else {
      return false;
    }
  }
  return found;
}

std::optional<std::string> telling_value(const FindingRow& finding, const std::vector<FactRow>& facts) {
  if (has_cut_evidence(finding)) return std::nullopt;
  std::vector<const EvidenceRow*> rows = telling_first(finding.evidence);
  std::stable_partition(rows.begin(), rows.end(),
                        [&](const EvidenceRow* row) { return is_changed_by(*row, finding.fix); });
  for (const EvidenceRow* row : rows) {
    if (tells_a_fact(*row, facts)) continue;
    if (auto value = value_of(*row, finding.evidence)) return value;
  }
  return std::nullopt;
}

}  // namespace audit
