#include "hive/reg_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "hive/limits.h"
#include "hive/upcase.h"
#include "hive/utf16.h"

namespace hive {
namespace {

constexpr std::string_view kVersionLine = "Windows Registry Editor Version 5.00";
constexpr std::size_t kMaxKeyNameUnits = 255;  // Registry Element Size Limits, Microsoft
constexpr std::array<std::string_view, 5> kRoots = {"HKEY_LOCAL_MACHINE", "HKEY_CURRENT_USER", "HKEY_USERS",
                                                    "HKEY_CLASSES_ROOT", "HKEY_CURRENT_CONFIG"};

bool is_blank(char letter) { return letter == ' ' || letter == '\t'; }

std::optional<std::uint32_t> hex_digit(char letter) {
  if (letter >= '0' && letter <= '9') return static_cast<std::uint32_t>(letter - '0');
  if (letter >= 'a' && letter <= 'f') return static_cast<std::uint32_t>(letter - 'a' + 10);
  if (letter >= 'A' && letter <= 'F') return static_cast<std::uint32_t>(letter - 'A' + 10);
  return std::nullopt;
}

std::vector<std::byte> little_endian(std::uint32_t number) {
  std::vector<std::byte> bytes;
  for (unsigned shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<std::byte>(number >> shift & 0xFFU));
  return bytes;
}

/// UTF-16LE with the terminating NUL that regedit stores.
std::vector<std::byte> string_data(std::string_view text) {
  std::vector<std::byte> bytes;
  for (const char16_t unit : utf16_from_utf8(text) + u'\0') {
    bytes.push_back(static_cast<std::byte>(unit & 0xFFU));
    bytes.push_back(static_cast<std::byte>(unit >> 8U));
  }
  return bytes;
}

/// Reads the text line by line; a value may take several lines.
class RegTextParser {
 public:
  explicit RegTextParser(std::string_view text) : rest_(text) {}

  Result<std::vector<RegTextKey>> parse(bool header_optional) {
    if (auto failed = read_header(header_optional)) return *std::move(failed);
    for (; have_line_; next_line()) {
      skip_blanks();
      if (at_end_or_comment()) continue;
      if (auto failed = line_.front() == '[' ? read_key() : read_value()) return *std::move(failed);
    }
    return std::move(keys_);
  }

 private:
  using Failure = std::optional<Error>;

  Error error(std::string expected) const { return error(std::move(expected), line_); }
  Error error(std::string expected, std::string_view found) const {
    return {.code = ErrorCode::corrupt,
            .message = fmt::format("line {} cannot be imported", number_),
            .expected = std::move(expected),
            .found = found.empty() ? "the end of the line" : fmt::format("\"{}\"", printable_cut(found, 80)),
            .where = {}};
  }

  void next_line() {
    have_line_ = !rest_.empty();
    if (!have_line_) return;
    const std::size_t end = rest_.find('\n');
    line_ = rest_.substr(0, end);
    rest_ = end == std::string_view::npos ? std::string_view{} : rest_.substr(end + 1);
    if (!line_.empty() && line_.back() == '\r') line_.remove_suffix(1);
    ++number_;
  }

  void skip_blanks() {
    while (!line_.empty() && is_blank(line_.front())) line_.remove_prefix(1);
  }

  bool take(std::string_view word) {
    if (!line_.starts_with(word)) return false;
    line_.remove_prefix(word.size());
    return true;
  }

  bool at_end_or_comment() const { return line_.empty() || line_.front() == ';'; }

  Failure expect_end(std::string expected) {
    skip_blanks();
    if (at_end_or_comment()) return std::nullopt;
    return error(std::move(expected));
  }

  Failure read_header(bool optional) {
    next_line();
    while (have_line_ && optional) {
      skip_blanks();
      if (!at_end_or_comment()) break;
      next_line();
    }
    if (have_line_ && take(kVersionLine)) {
      if (auto failed = expect_end("nothing after the version line")) return failed;
      next_line();
      return std::nullopt;
    }
    if (optional) return std::nullopt;
    number_ = 1;
    return error(fmt::format("\"{}\"", kVersionLine));
  }

  Failure read_key() {
    std::string_view name = line_.substr(1);
    const std::size_t end = name.rfind(']');
    if (end == std::string_view::npos) return error("a closing ]");
    line_ = name.substr(end + 1);
    name = name.substr(0, end);
    if (auto failed = expect_end("nothing after the key")) return failed;

    RegTextKey key;
    key.line = number_;
    if (name.starts_with('-')) {
      key.deleted = true;
      name.remove_prefix(1);
    }
    const std::string_view root = name.substr(0, name.find('\\'));
    const auto* const known = std::ranges::find_if(kRoots, [&](std::string_view it) { return equal_names(it, root); });
    if (known == kRoots.end()) return error("a root key spelled out, such as HKEY_LOCAL_MACHINE", root);
    key.root = *known;
    name.remove_prefix(root.size());
    while (!name.empty()) {
      name.remove_prefix(1);
      const std::string_view segment = name.substr(0, name.find('\\'));
      const std::size_t units = utf16_from_utf8(segment).size();
      if (units == 0) return error("a key name between two \\ and after the last one", name);
      if (units > kMaxKeyNameUnits) return error("a key name of at most 255 characters", segment);
      if (key.segments.size() == limits::kMaxKeyDepth) return error("at most 512 levels of keys", segment);
      key.segments.emplace_back(segment);
      name.remove_prefix(segment.size());
    }
    keys_.push_back(std::move(key));
    return std::nullopt;
  }

  Failure read_value() {
    if (keys_.empty()) return error("a [key] before its values");
    if (keys_.back().deleted) return error("no value below a deleted key");
    Value value;
    if (!take("@")) {
      if (!take("\"")) return error("a [key], \"name\"=, @= or a comment");
      auto name = read_quoted();
      if (!name) return std::move(name).error();
      value.name = *std::move(name);
      if (value.name.empty()) return error("@ for the unnamed value", "\"\"");
      if (utf16_from_utf8(value.name).size() > limits::kMaxValueNameUnits) {
        return error("a value name of at most 16383 characters", value.name);
      }
    }
    skip_blanks();
    if (!take("=")) return error("= after the value's name");
    skip_blanks();
    if (take("-")) {
      erase_value(value.name);
      keys_.back().deleted_values.push_back(value.name);
      return expect_end("nothing after =-");
    }
    if (auto failed = read_data(value)) return failed;
    if (auto failed = expect_end("nothing after the data")) return failed;
    keys_.back().values.push_back(std::move(value));
    return std::nullopt;
  }

  /// A deletion speaks of what stands above it: also of the same key's values.
  void erase_value(const std::string& name) {
    std::erase_if(keys_.back().values, [&](const Value& value) { return equal_names(value.name, name); });
  }

  /// The rest of a quoted text, its opening quote already taken.
  Result<std::string> read_quoted() {
    std::string text;
    while (!line_.empty()) {
      const char letter = line_.front();
      line_.remove_prefix(1);
      if (letter == '"') return text;
      if (letter == '\\') {
        if (line_.empty() || (line_.front() != '\\' && line_.front() != '"')) return error("\\ or \" after a \\");
        text += line_.front();
        line_.remove_prefix(1);
      } else {
        text += letter;
      }
    }
    return error("a closing \"");
  }

  Failure read_data(Value& value) {
    if (take("\"")) {
      auto text = read_quoted();
      if (!text) return std::move(text).error();
      value.type = ValueType::sz;
      value.data = string_data(*text);
      return std::nullopt;
    }
    if (take("dword:")) {
      value.type = ValueType::dword;
      const auto number = read_hex_number("1 to 8 hexadecimal digits");
      if (!number) return number.error();
      value.data = little_endian(*number);
      return std::nullopt;
    }
    value.type = ValueType::binary;
    if (take("hex(")) {
      const auto type = read_hex_number("the number of a type in hexadecimal");
      if (!type) return type.error();
      value.type = static_cast<ValueType>(*type);
      if (!take("):")) return error("): after the number of the type");
      return read_bytes(value.data);
    }
    if (take("hex:")) return read_bytes(value.data);
    return error("\"text\", dword:, hex:, hex(N): or -");
  }

  Result<std::uint32_t> read_hex_number(std::string expected) {
    std::uint32_t number = 0;
    std::size_t digits = 0;
    for (; !line_.empty() && hex_digit(line_.front()); ++digits) {
      if (digits == 8) return error(std::move(expected));
      number = number << 4U | *hex_digit(line_.front());
      line_.remove_prefix(1);
    }
    if (digits == 0) return error(std::move(expected));
    return number;
  }

  /// `00,ff`, one or two digits each; `\` at the end of a line goes on with the next.
  Failure read_bytes(std::vector<std::byte>& data) {
    skip_blanks();
    if (at_end_or_comment()) return std::nullopt;
    for (;;) {
      if (auto failed = join_continuation()) return failed;
      const auto high = line_.empty() ? std::nullopt : hex_digit(line_.front());
      if (!high) return error("a byte of one or two hexadecimal digits");
      line_.remove_prefix(1);
      std::uint32_t byte = *high;
      if (!line_.empty() && hex_digit(line_.front())) {
        byte = byte << 4U | *hex_digit(line_.front());
        line_.remove_prefix(1);
      }
      data.push_back(static_cast<std::byte>(byte));
      skip_blanks();
      if (auto failed = join_continuation()) return failed;
      if (!take(",")) return std::nullopt;
      skip_blanks();
    }
  }

  Failure join_continuation() {
    while (take("\\")) {
      skip_blanks();
      if (!line_.empty()) return error("the end of the line after \\");
      next_line();
      if (!have_line_) return error("another line after \\", "the end of the text");
      skip_blanks();
    }
    return std::nullopt;
  }

  std::string_view rest_;
  std::string_view line_;
  std::size_t number_ = 0;
  bool have_line_ = false;
  std::vector<RegTextKey> keys_;
};

}  // namespace

Result<std::vector<RegTextKey>> parse_reg_text(std::string_view text, bool header_optional) {
  return RegTextParser(text).parse(header_optional);
}

Result<std::string> decode_reg_text(Bytes file) {
  const auto starts_with = [&](std::initializer_list<unsigned> mark) {
    return file.size() >= mark.size() && std::ranges::equal(file.first(mark.size()), mark, {}, [](std::byte byte) {
             return std::to_integer<unsigned>(byte);
           });
  };
  const auto broken = [](std::string found) {
    return Error{.code = ErrorCode::corrupt,
                 .message = "the text's encoding is not one of a registry export",
                 .expected = "UTF-8, or UTF-16LE with a byte order mark",
                 .found = std::move(found),
                 .where = {}};
  };
  if (starts_with({0xFE, 0xFF})) return broken("a UTF-16BE byte order mark");
  std::string text;
  if (starts_with({0xFF, 0xFE})) {
    if (file.size() % 2 != 0) return broken("UTF-16LE with half a character at its end");
    text = utf8_from_utf16(file.subspan(2));
  } else {
    if (starts_with({0xEF, 0xBB, 0xBF})) file = file.subspan(3);
    text.resize(file.size());
    std::ranges::transform(file, text.begin(), [](std::byte byte) { return static_cast<char>(byte); });
    // Broken bytes do not survive the way to UTF-16 and back.
    if (utf8_from_utf16(utf16_from_utf8(text)) != text) return broken("bytes that are not UTF-8");
  }
  if (text.find('\0') != std::string::npos) return broken("a NUL character");
  return text;
}

}  // namespace hive
