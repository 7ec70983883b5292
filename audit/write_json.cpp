#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>
#include <type_traits>

#include "audit/report_fields.h"
#include "audit/sinks.h"

namespace audit {

namespace {

using Json = nlohmann::json;

bool is_escaped(char letter) { return letter == '"' || letter == '\\'; }
bool is_ascii(char letter) { return letter >= 0x20 && letter < 0x7F; }

/// Writes text as it goes: a document of ten images has a million fields, and a tree of them would cost more than
/// judging did.
class Text {
 public:
  void open(char bracket) {
    text_ += bracket;
    ++depth_;
    is_empty_ = true;
  }
  /// Before each item of a list or an object.
  void next() {
    if (!is_empty_) text_ += ',';
    new_line();
    is_empty_ = false;
  }
  void close(char bracket) {
    --depth_;
    if (!is_empty_) new_line();
    text_ += bracket;
    is_empty_ = false;
  }
  void raw(std::string_view text) { text_ += text; }
  void quoted(std::string_view text) {
    if (std::all_of(text.begin(), text.end(), is_ascii)) {
      text_ += '"';
      // Most texts are keys, which have a backslash here and there.
      for (auto begin = text.begin(); begin != text.end();) {
        const auto end = std::find_if(begin, text.end(), is_escaped);
        text_.append(begin, end);
        if (end == text.end()) break;
        text_ += '\\';
        text_ += *end;
        begin = end + 1;
      }
      text_ += '"';
      return;
    }
    // Bytes that are no UTF-8 become U+FFFD instead of an exception: a report is never lost to one character.
    text_ += Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
  }
  std::string take() { return std::move(text_); }

 private:
  void new_line() {
    text_ += '\n';
    text_.append(depth_, ' ');
  }

  std::string text_;
  std::size_t depth_ = 0;
  bool is_empty_ = true;
};

class Writer {
 public:
  template <class Row>
  using Of = const Row;

  explicit Writer(Text& text) : text_(text) {}

  template <class T>
  void operator()(const char* name, const T& field) {
    begin(name);
    write(field);
  }
  void or_null(const char* name, const std::string& text) { null_without(name, text, text); }
  void null_without(const char* name, const std::string& text, const std::string& other) {
    begin(name);
    if (other.empty()) return text_.raw("null");
    write(text);
  }
  template <class T>
  void present(const char* name, const std::optional<T>& field) {
    if (field) (*this)(name, *field);
  }
  void constant(const char* name, const char* text) {
    begin(name);
    text_.quoted(text);
  }
  template <class Fields>
  void group(const char* name, const Fields& fields) {
    begin(name);
    text_.open('{');
    fields(*this);
    text_.close('}');
  }

 private:
  void begin(std::string_view name) {
    text_.next();
    text_.quoted(name);
    text_.raw(": ");
  }
  void write(Verdict verdict) { text_.quoted(name_of(verdict)); }
  void write(Severity severity) { text_.quoted(name_of(severity)); }
  void write(const std::string& text) { text_.quoted(text); }
  template <class Rows>
  void write_list(const Rows& rows) {
    text_.open('[');
    for (const auto& row : rows) {
      text_.next();
      write(row);
    }
    text_.close(']');
  }
  void write(const std::array<std::uint32_t, 2>& pair) { write_list(pair); }
  template <class T>
  void write(const std::vector<T>& rows) {
    write_list(rows);
  }
  template <class T>
  void write(const std::optional<T>& field) {
    if (!field) return text_.raw("null");
    write(*field);
  }
  template <class T>
  void write(const std::map<std::string, T>& map) {
    text_.open('{');
    for (const auto& [name, value] : map) {
      begin(name);
      write(value);
    }
    text_.close('}');
  }
  template <class T>
  void write(const T& row) {
    if constexpr (std::is_same_v<T, bool>) {
      text_.raw(row ? "true" : "false");
    } else if constexpr (std::is_arithmetic_v<T>) {
      text_.raw(std::to_string(row));
    } else {
      text_.open('{');
      fields(*this, row);
      text_.close('}');
    }
  }

  Text& text_;
};

}  // namespace

std::string write_json(const Report& report, const ReportStyle&) {
  Text text;
  Writer writer(text);
  text.open('{');
  fields(writer, report);
  text.close('}');
  text.raw("\n");
  return text.take();
}

}  // namespace audit
