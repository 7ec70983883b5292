#include "audit/read_json.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <limits>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "audit/report_fields.h"
#include "hive/utf16.h"

namespace audit {
namespace {

using Json = simdjson::dom::element;

/// Editors and shells of Windows put it in front of UTF-8; some simdjson pass over it, others take it for no JSON.
constexpr std::string_view kMark = "\xEF\xBB\xBF";

/// Of a name that nobody knows, in bytes: a name may be as long as the document.
constexpr std::size_t kShownName = 64;

struct Fault {
  std::string place;  ///< empty: none so far
  std::string expected;
};

/// Where a field is: told in words only when it is a fault's, because a document has a million fields.
struct Place {
  const Place* above = nullptr;
  std::string_view name{};
  std::size_t number = 0;  ///< in a list, where there is no name
};

std::string to_text(const Place& place) {
  if (place.above == nullptr) return {};
  return fmt::format("{}/{}", to_text(*place.above),
                     place.name.empty() ? std::to_string(place.number) : std::string(place.name));
}

class Reader {
 public:
  template <class Row>
  using Of = Row;

  /// `fields` asks the reader that it is given for all that the object holds.
  template <class Fields>
  static void read_object(const Json& object, const Place& place, Fault& fault, const Fields& fields) {
    Reader reader(object, place, fault);
    fields(reader);
    reader.refuse_repeated_names();
  }

  template <class T>
  void operator()(const char* name, T& field) {
    if (const auto json = member(name)) read(*json, {&place_, name}, field);
  }
  void or_null(const char* name, std::string& text) {
    if (const auto json = member(name); json && !json->is_null()) read(*json, {&place_, name}, text);
  }
  void null_without(const char* name, std::string& text, const std::string&) { or_null(name, text); }
  template <class T>
  void present(const char* name, std::optional<T>& field) {
    if (const auto json = fault_.place.empty() ? find(name) : std::nullopt) read(*json, {&place_, name}, field);
  }
  void constant(const char* name, const char* text) {
    const auto json = member(name);
    if (json && text_of(*json) != text) refuse({&place_, name}, text);
  }
  template <class Fields>
  void group(const char* name, const Fields& fields) {
    const auto json = member(name);
    if (!json) return;
    const Place place{&place_, name};
    read_object(*json, place, fault_, fields);
  }

 private:
  Reader(const Json& object, const Place& place, Fault& fault) : place_(place), fault_(fault) {
    if (object.get(members_) == simdjson::SUCCESS) {
      next_ = members_.begin();
    } else {
      refuse(place_, "an object");
    }
  }

  /// Which of two would count is told by no standard (RFC 8259, 4), and the next reader may take the other. To be
  /// asked when all fields were read: if they stood in their order and nothing else did, each was there once.
  void refuse_repeated_names() {
    if (!fault_.place.empty() || (in_order_ && next_ == members_.end())) return;
    std::vector<std::string_view> names;
    for (const auto& [name, value] : members_) names.push_back(name);
    std::ranges::sort(names);
    const auto repeated = std::ranges::adjacent_find(names);
    if (repeated != names.end()) refuse_repeated(place_, *repeated);
  }

  void refuse(const Place& place, std::string expected) {
    if (fault_.place.empty()) fault_ = {place.above == nullptr ? "/" : to_text(place), std::move(expected)};
  }

  void refuse_repeated(const Place& object, std::string_view name) {
    refuse({&object, name.substr(0, kShownName)}, "each name once");
  }

  /// They stand in the order in which they are asked for, in a document of our own: the one behind the last is looked
  /// at first. Not to be asked after a fault, when there may be no object.
  std::optional<Json> find(std::string_view name) {
    for (auto at = next_; at != members_.end(); ++at) {
      if (at.key() != name) continue;
      in_order_ = in_order_ && at == next_;
      next_ = at;
      ++next_;
      return at.value();
    }
    for (auto at = members_.begin(); at != next_; ++at) {
      if (at.key() != name) continue;
      in_order_ = false;
      return at.value();
    }
    return std::nullopt;
  }

  std::optional<Json> member(const char* name) {
    if (!fault_.place.empty()) return std::nullopt;
    const auto found = find(name);
    if (!found) refuse({&place_, name}, "a field");
    return found;
  }

  /// Nothing when it is no text. Valid as long as the document.
  static std::optional<std::string_view> text_of(const Json& json) {
    std::string_view text;
    return json.get(text) == simdjson::SUCCESS ? std::optional(text) : std::nullopt;
  }

  void read(const Json& json, const Place& place, std::string& text) {
    const auto stored = text_of(json);
    if (!stored) return refuse(place, "a text");
    text = hive::printable(*stored);
  }
  void read(const Json& json, const Place& place, bool& flag) {
    if (json.get(flag) != simdjson::SUCCESS) return refuse(place, "true or false");
  }
  void read(const Json& json, const Place& place, Verdict& verdict) {
    const auto found = find_verdict(text_of(json).value_or(""));
    if (!found) return refuse(place, "a verdict");
    verdict = *found;
  }
  void read(const Json& json, const Place& place, Severity& severity) {
    const auto found = find_severity(text_of(json).value_or(""));
    if (!found) return refuse(place, "a severity");
    severity = *found;
  }
  void read(const Json& json, const Place& place, std::array<std::uint32_t, 2>& pair) {
    simdjson::dom::array list;
    if (json.get(list) != simdjson::SUCCESS || list.size() != pair.size()) return refuse(place, "two numbers");
    std::size_t i = 0;
    for (const Json& number : list) read(number, place, pair[i++]);
  }
  template <class T>
  void read(const Json& json, const Place& place, std::optional<T>& field) {
    if (!json.is_null()) read(json, place, field.emplace());
  }
  template <class T>
  void read(const Json& json, const Place& place, std::vector<T>& rows) {
    simdjson::dom::array list;
    if (json.get(list) != simdjson::SUCCESS) return refuse(place, "a list");
    for (const Json& row : list) {
      const Place at{&place, {}, rows.size()};
      read(row, at, rows.emplace_back());
      if (!fault_.place.empty()) return;
    }
  }
  template <class T>
  void read(const Json& json, const Place& place, std::map<std::string, T>& map) {
    simdjson::dom::object object;
    if (json.get(object) != simdjson::SUCCESS) return refuse(place, "an object");
    for (const auto& [name, value] : object) {
      const auto [row, is_new] = map.try_emplace(hive::printable(name));
      if (!is_new) return refuse_repeated(place, name);
      read(value, place, row->second);
    }
  }
  template <class T>
  void read(const Json& json, const Place& place, T& field) {
    if constexpr (std::is_arithmetic_v<T>) {
      std::uint64_t number = 0;
      const bool fits =
          json.get(number) == simdjson::SUCCESS && number <= static_cast<std::uint64_t>(std::numeric_limits<T>::max());
      if (!fits) return refuse(place, "a number that fits");
      field = static_cast<T>(number);
    } else {
      read_object(json, place, fault_, [&](Reader& reader) { fields(reader, field); });
    }
  }

  const Place& place_;
  Fault& fault_;
  simdjson::dom::object members_;
  simdjson::dom::object::iterator next_;
  bool in_order_ = true;  ///< each that was found stood behind the last
};

/// Nothing when it is JSON, else what was expected instead. Throws std::bad_alloc.
std::string parse(simdjson::dom::parser& parser, std::string_view document, Json& json) {
  if (document.starts_with(kMark)) document.remove_prefix(kMark.size());
  if (document.empty() || document.starts_with(kMark)) return "JSON";
  switch (parser.parse(document.data(), document.size()).get(json)) {
    case simdjson::SUCCESS:
      return {};
    case simdjson::MEMALLOC:  // no fault of the document
      throw std::bad_alloc();
    case simdjson::DEPTH_ERROR:
      return fmt::format("JSON of at most {} levels", parser.max_depth());
    case simdjson::NUMBER_ERROR:
      return "JSON with numbers of at most 64 bits";
    default:
      return "JSON";
  }
}

}  // namespace

hive::Result<Report> read_json(std::string_view document) {
  simdjson::dom::parser parser;
  Json json;
  Fault fault;
  Report report;
  if (std::string expected = parse(parser, document, json); !expected.empty()) {
    fault = {"/", std::move(expected)};
  } else {
    const Place whole;
    Reader::read_object(json, whole, fault, [&](Reader& reader) { fields(reader, report); });
  }
  if (fault.place.empty()) return report;
  return hive::Error{hive::ErrorCode::corrupt,
                     "this is no report of hiveaudit",
                     fault.expected,
                     "something else at " + hive::printable(fault.place),
                     {}};
}

}  // namespace audit
