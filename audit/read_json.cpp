#include "audit/read_json.h"

#include <fmt/format.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <string_view>
#include <type_traits>
#include <utility>

#include "audit/report_fields.h"
#include "hive/utf16.h"

namespace audit {
namespace {

using Json = nlohmann::ordered_json;

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

  Reader(const Json& object, const Place& place, Fault& fault) : object_(object), place_(place), fault_(fault) {
    if (!object.is_object()) refuse(place_, "an object");
  }

  template <class T>
  void operator()(const char* name, T& field) {
    if (const Json* json = member(name)) read(*json, {&place_, name}, field);
  }
  void or_null(const char* name, std::string& text) {
    const Json* json = member(name);
    if (json != nullptr && !json->is_null()) read(*json, {&place_, name}, text);
  }
  void null_without(const char* name, std::string& text, const std::string&) { or_null(name, text); }
  template <class T>
  void present(const char* name, std::optional<T>& field) {
    const Json* json = fault_.place.empty() ? find(name) : nullptr;
    if (json != nullptr) read(*json, {&place_, name}, field);
  }
  void constant(const char* name, const char* text) {
    const Json* json = member(name);
    if (json != nullptr && *json != text) refuse({&place_, name}, text);
  }
  template <class Fields>
  void group(const char* name, const Fields& fields) {
    const Json* json = member(name);
    if (json == nullptr) return;
    const Place place{&place_, name};
    Reader reader(*json, place, fault_);
    fields(reader);
  }

 private:
  void refuse(const Place& place, std::string expected) {
    if (fault_.place.empty()) fault_ = {place.above == nullptr ? "/" : to_text(place), std::move(expected)};
  }

  /// They stand in the order in which they are asked for, in a document of our own: the one behind the last is looked
  /// at first.
  const Json* find(std::string_view name) {
    if (!object_.is_object()) return nullptr;
    const auto& members = object_.get_ref<const Json::object_t&>();
    for (std::size_t i = 0; i < members.size(); ++i) {
      const std::size_t at = (next_ + i) % members.size();
      const auto& [own, value] = *(members.begin() + static_cast<std::ptrdiff_t>(at));
      if (own != name) continue;
      next_ = at + 1;
      return &value;
    }
    return nullptr;
  }

  const Json* member(const char* name) {
    if (!fault_.place.empty()) return nullptr;
    if (const Json* found = find(name)) return found;
    refuse({&place_, name}, "a field");
    return nullptr;
  }

  void read(const Json& json, const Place& place, std::string& text) {
    if (!json.is_string()) return refuse(place, "a text");
    text = hive::printable(json.get_ref<const std::string&>());
  }
  void read(const Json& json, const Place& place, bool& flag) {
    if (!json.is_boolean()) return refuse(place, "true or false");
    flag = json.get<bool>();
  }
  void read(const Json& json, const Place& place, Verdict& verdict) {
    const auto found = json.is_string() ? find_verdict(json.get_ref<const std::string&>()) : std::nullopt;
    if (!found) return refuse(place, "a verdict");
    verdict = *found;
  }
  void read(const Json& json, const Place& place, Severity& severity) {
    const auto found = json.is_string() ? find_severity(json.get_ref<const std::string&>()) : std::nullopt;
    if (!found) return refuse(place, "a severity");
    severity = *found;
  }
  void read(const Json& json, const Place& place, std::array<std::uint32_t, 2>& pair) {
    if (!json.is_array() || json.size() != pair.size()) return refuse(place, "two numbers");
    for (std::size_t i = 0; i < pair.size(); ++i) read(json[i], place, pair[i]);
  }
  template <class T>
  void read(const Json& json, const Place& place, std::optional<T>& field) {
    if (!json.is_null()) read(json, place, field.emplace());
  }
  template <class T>
  void read(const Json& json, const Place& place, std::vector<T>& rows) {
    if (!json.is_array()) return refuse(place, "a list");
    for (const Json& row : json) {
      const Place at{&place, {}, rows.size()};
      read(row, at, rows.emplace_back());
      if (!fault_.place.empty()) return;
    }
  }
  template <class T>
  void read(const Json& json, const Place& place, std::map<std::string, T>& map) {
    if (!json.is_object()) return refuse(place, "an object");
    for (const auto& [name, value] : json.items()) read(value, place, map[hive::printable(name)]);
  }
  template <class T>
  void read(const Json& json, const Place& place, T& field) {
    if constexpr (std::is_arithmetic_v<T>) {
      const bool fits = json.is_number_unsigned() &&
                        json.get<std::uint64_t>() <= static_cast<std::uint64_t>(std::numeric_limits<T>::max());
      if (!fits) return refuse(place, "a number that fits");
      field = static_cast<T>(json.get<std::uint64_t>());
    } else {
      Reader reader(json, place, fault_);
      fields(reader, field);
    }
  }

  const Json& object_;
  const Place& place_;
  Fault& fault_;
  std::size_t next_ = 0;
};

}  // namespace

hive::Result<Report> read_json(std::string_view document) {
  const Json json = Json::parse(document, nullptr, false);
  Fault fault;
  Report report;
  if (json.is_discarded()) {
    fault = {"/", "JSON"};
  } else {
    const Place whole;
    Reader reader(json, whole, fault);
    fields(reader, report);
  }
  if (fault.place.empty()) return report;
  return hive::Error{hive::ErrorCode::corrupt,
                     "this is no report of hiveaudit",
                     fault.expected,
                     "something else at " + hive::printable(fault.place),
                     {}};
}

}  // namespace audit
