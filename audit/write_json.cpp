#include <nlohmann/json.hpp>
#include <type_traits>

#include "audit/report_fields.h"
#include "audit/sinks.h"

namespace audit {
namespace {

using Json = nlohmann::ordered_json;

class Writer {
 public:
  template <class Row>
  using Of = const Row;

  explicit Writer(Json& object) : object_(object) {}

  template <class T>
  void operator()(const char* name, const T& field) {
    object_[name] = json_of(field);
  }
  void or_null(const char* name, const std::string& text) { object_[name] = text.empty() ? Json() : Json(text); }
  void null_without(const char* name, const std::string& text, const std::string& other) {
    object_[name] = other.empty() ? Json() : Json(text);
  }
  template <class T>
  void present(const char* name, const std::optional<T>& field) {
    if (field) object_[name] = json_of(*field);
  }
  void constant(const char* name, const char* text) { object_[name] = text; }
  template <class Fields>
  void group(const char* name, const Fields& fields) {
    Json& inner = object_[name] = Json::object();
    Writer writer(inner);
    fields(writer);
  }

 private:
  static Json json_of(Verdict verdict) { return name_of(verdict); }
  static Json json_of(Severity severity) { return name_of(severity); }
  static Json json_of(const std::string& text) { return text; }
  static Json json_of(const std::array<std::uint32_t, 2>& pair) { return pair; }
  template <class T>
  static Json json_of(const std::optional<T>& field) {
    return field ? json_of(*field) : Json();
  }
  template <class T>
  static Json json_of(const std::vector<T>& rows) {
    Json list = Json::array();
    for (const T& row : rows) list.push_back(json_of(row));
    return list;
  }
  template <class T>
  static Json json_of(const std::map<std::string, T>& map) {
    Json object = Json::object();
    for (const auto& [name, value] : map) object[name] = value;
    return object;
  }
  template <class T>
  static Json json_of(const T& row) {
    if constexpr (std::is_arithmetic_v<T>) {
      return row;
    } else {
      Json object = Json::object();
      Writer writer(object);
      fields(writer, row);
      return object;
    }
  }

  Json& object_;
};

}  // namespace

std::string write_json(const Report& report, const TextStyle&) {
  Json document = Json::object();
  Writer writer(document);
  fields(writer, report);
  // Bytes that are no UTF-8 become U+FFFD instead of an exception: a report is never lost to one character.
  return document.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace audit
