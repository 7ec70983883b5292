// `"Name"=DATA`, `@=DATA`, `"Name"=-`.
#include <algorithm>

#include "hive/codepage.h"
#include "hive/limits.h"
#include "hive/reg_statement.h"
#include "hive/utf16.h"

namespace hive {
namespace {

using Failed = std::optional<RegFailure>;

std::vector<std::byte> little_endian(std::uint32_t number) {
  std::vector<std::byte> bytes;
  for (unsigned shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<std::byte>(number >> shift & 0xFFU));
  return bytes;
}

std::vector<std::byte> utf16le_of(std::string_view text) {
  std::vector<std::byte> bytes;
  for (const char16_t unit : utf16_from_utf8(text)) {
    bytes.push_back(static_cast<std::byte>(unit & 0xFFU));
    bytes.push_back(static_cast<std::byte>(unit >> 8U));
  }
  return bytes;
}

class ValueReader {
 public:
  ValueReader(RegLines& lines, const RegTextBytes& bytes, bool several_lines)
      : lines_(lines), bytes_(bytes), several_lines_(several_lines) {}

  RegStatement<RegTextAssignment> read() {
    RegStatement<RegTextAssignment> out;
    out.stated.value.line = lines_.number();
    out.failure = read_all(out.stated);
    if (!out.failure) {
      if (const auto code = defect_of_name(out.stated.value.name)) {
        out.failure = fail(*code, "plain letters", out.stated.value.name);
        out.failure->counts = true;
      }
    }
    return out;
  }

 private:
  static RegFailure fail(std::string_view code, std::string expected, std::string_view found) {
    return {.code = code, .expected = std::move(expected), .found = std::string(found)};
  }
  RegFailure fail(std::string_view code, std::string expected) const {
    return fail(code, std::move(expected), lines_.line);
  }

  Failed read_all(RegTextAssignment& out) {
    if (auto failed = read_name(out.value.name)) return failed;
    lines_.skip_blanks();
    if (!lines_.take("=")) return fail("other", "= after the value's name");
    lines_.skip_blanks();
    if (lines_.take("-")) {
      out.deletes = true;
      return expect_end("nothing after =-");
    }
    if (auto failed = read_data(out.value)) return failed;
    return expect_end("nothing after the data");
  }

  Failed expect_end(std::string expected) {
    lines_.skip_blanks();
    if (lines_.at_end_or_comment()) return std::nullopt;
    return fail("other", std::move(expected));
  }

  Failed read_name(std::string& name) {
    if (lines_.take("@")) return std::nullopt;
    if (!lines_.take("\"")) {
      const bool assigns = lines_.line.find('=') != std::string_view::npos;
      return fail(assigns ? "name-unquoted" : "other", "a [key], \"name\"=, @= or a comment");
    }
    if (auto failed = read_quoted(name, false)) return failed;
    if (name.empty()) return fail("other", "@ for the unnamed value", "\"\"");
    if (utf16_from_utf8(name).size() > limits::kMaxValueNameUnits) {
      return fail("other", "a value name of at most 16383 characters", name);
    }
    return std::nullopt;
  }

  /// The rest of a quoted text, its opening quote already taken.
  Failed read_quoted(std::string& text, bool several_lines) {
    for (bool closes = false;;) {
      while (!lines_.line.empty()) {
        const char letter = lines_.line.front();
        lines_.line.remove_prefix(1);
        if (letter == '"') return std::nullopt;
        if (letter != '\\') {
          text += letter;
          continue;
        }
        if (lines_.line.empty() || (lines_.line.front() != '\\' && lines_.line.front() != '"')) {
          return fail("other", "\\ or \" after a \\");
        }
        text += lines_.line.front();
        lines_.line.remove_prefix(1);
      }
      // regedit writes the line ends of a string as they are; the first quote then ends its line. A quote that is
      // merely missing is told from that by the next value, whose name has two.
      closes = closes || (several_lines && closes_later());
      if (!closes || !lines_.next()) return fail("quote-missing", "a closing \"");
      text += "\r\n";
    }
  }

  bool closes_later() {
    const RegLines::Place here = lines_.place();
    const Failed failed = find_close();
    lines_.go_back(here);
    return !failed;
  }

  Failed find_close() {
    std::size_t seen = 0;
    while (lines_.next()) {
      seen += lines_.whole().size();
      if (seen > limits::kMaxRegTextLineBytes) break;
      while (!lines_.line.empty() && lines_.line.front() != '"') {
        lines_.line.remove_prefix(lines_.line.front() == '\\' && lines_.line.size() > 1 ? 2 : 1);
      }
      if (lines_.take("\"")) return expect_end("the end of the string");
    }
    return fail("quote-missing", "a closing \"");
  }

  Failed read_data(Value& value) {
    if (lines_.take("\"")) {
      std::string text;
      if (auto failed = read_quoted(text, several_lines_)) return failed;
      value.type = ValueType::sz;
      text += '\0';
      value.data = utf16le_of(text);
      return std::nullopt;
    }
    if (lines_.take("dword:")) return read_dword_data(value);
    value.type = ValueType::binary;
    if (lines_.take("hex(")) {
      std::uint32_t type = 0;
      if (!read_hex_number(type)) return fail("other", "the number of a type in hexadecimal");
      value.type = static_cast<ValueType>(type);
      if (!lines_.take("):")) return fail("other", "): after the number of the type");
      return read_bytes(value);
    }
    if (lines_.take("hex:")) return read_bytes(value);
    return fail("other", "\"text\", dword:, hex:, hex(N): or -");
  }

  Failed read_dword_data(Value& value) {
    value.type = ValueType::dword;
    const std::string_view digits = lines_.line;
    const bool prefixed = digits.starts_with("0x") || digits.starts_with("0X");
    std::uint32_t number = 0;
    if (prefixed) return fail("dword-0x", "1 to 8 hexadecimal digits");
    if (!read_hex_number(number)) return fail("dword-digits", "1 to 8 hexadecimal digits", digits);
    value.data = little_endian(number);
    lines_.skip_blanks();
    if (!lines_.at_end_or_comment()) return fail("dword-digits", "nothing after the data");
    return std::nullopt;
  }

  /// 1 to 8 digits.
  bool read_hex_number(std::uint32_t& number) {
    std::size_t digits = 0;
    for (; !lines_.line.empty() && hex_digit(lines_.line.front()); ++digits) {
      if (digits == 8) return false;
      number = number << 4U | *hex_digit(lines_.line.front());
      lines_.line.remove_prefix(1);
    }
    return digits > 0;
  }

  Failed read_bytes(Value& value) {
    auto failed = read_byte_list(value.data);
    if (failed) {
      failed->in_bytes = true;
      return failed;
    }
    const bool text =
        value.type == ValueType::sz || value.type == ValueType::expand_sz || value.type == ValueType::multi_sz;
    if (!bytes_.ansi || !text) return std::nullopt;
    const auto decoded = text_from_codepage(value.data, bytes_.codepage);
    if (!decoded) return fail("other", decoded.error().message);
    value.data = utf16le_of(decoded->text);
    return std::nullopt;
  }

  /// `00,ff`, one or two digits each; `\` at the end of a line goes on with the next.
  Failed read_byte_list(std::vector<std::byte>& data) {
    lines_.skip_blanks();
    if (lines_.at_end_or_comment()) return std::nullopt;
    for (;;) {
      if (auto failed = join_continuation()) return failed;
      const auto high = lines_.line.empty() ? std::nullopt : hex_digit(lines_.line.front());
      if (!high) return fail("other", "a byte of one or two hexadecimal digits");
      lines_.line.remove_prefix(1);
      std::uint32_t byte = *high;
      if (!lines_.line.empty() && hex_digit(lines_.line.front())) {
        byte = byte << 4U | *hex_digit(lines_.line.front());
        lines_.line.remove_prefix(1);
      }
      data.push_back(static_cast<std::byte>(byte));
      lines_.skip_blanks();
      if (auto failed = join_continuation()) return failed;
      if (!lines_.take(",")) return std::nullopt;
      lines_.skip_blanks();
    }
  }

  Failed join_continuation() {
    while (lines_.take("\\")) {
      lines_.skip_blanks();
      if (!lines_.line.empty()) return fail("other", "the end of the line after \\");
      if (!lines_.next()) return fail("other", "another line after \\", "the end of the text");
      lines_.skip_blanks();
    }
    return std::nullopt;
  }

  RegLines& lines_;
  const RegTextBytes& bytes_;
  bool several_lines_;
};

}  // namespace

RegStatement<RegTextAssignment> read_reg_value(RegLines& lines, const RegTextBytes& bytes, bool several_lines) {
  return ValueReader(lines, bytes, several_lines).read();
}

}  // namespace hive
