#include "audit/registry_data.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <limits>

#include "hive/utf16.h"

namespace audit {
namespace {

using hive::ValueType;

constexpr std::uint32_t kNamedTypes = 12;  // REG_NONE to REG_QWORD

std::optional<ValueType> type_of(std::string_view word) {
  for (std::uint32_t number = 0; number < kNamedTypes; ++number) {
    if (hive::name_of(static_cast<ValueType>(number)) == word) return static_cast<ValueType>(number);
  }
  constexpr std::string_view kUnnamed = "type 0x";
  if (!word.starts_with(kUnnamed)) return std::nullopt;
  word.remove_prefix(kUnnamed.size());
  std::uint32_t number = 0;
  const auto [end, failed] = std::from_chars(word.data(), word.data() + word.size(), number, 16);
  if (failed != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return static_cast<ValueType>(number);
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
  const bool hex = text.starts_with("0x") || text.starts_with("0X");
  if (hex) text.remove_prefix(2);
  std::uint64_t number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number, hex ? 16 : 10);
  if (failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::vector<std::byte> bytes_of_number(std::uint64_t number, std::size_t size) {
  std::vector<std::byte> bytes;
  for (std::size_t i = 0; i < size; ++i) bytes.push_back(static_cast<std::byte>(number >> (8 * i) & 0xFFU));
  return bytes;
}

std::vector<std::byte> bytes_of_text(std::string_view text) {
  std::vector<std::byte> bytes;
  for (const char16_t unit : hive::utf16_from_utf8(text)) {
    bytes.push_back(static_cast<std::byte>(unit & 0xFFU));
    bytes.push_back(static_cast<std::byte>(unit >> 8U));
  }
  bytes.resize(bytes.size() + 2);
  return bytes;
}

/// Texts that end with a NUL each; nothing when the last does not.
std::optional<std::vector<std::string>> terminated_texts(hive::Bytes bytes) {
  if (bytes.size() % 2 != 0) return std::nullopt;
  std::vector<std::string> texts;
  std::size_t start = 0;
  for (std::size_t at = 0; at < bytes.size(); at += 2) {
    if (bytes[at] != std::byte{0} || bytes[at + 1] != std::byte{0}) continue;
    texts.push_back(hive::utf8_from_utf16(bytes.subspan(start, at - start)));
    start = at + 2;
  }
  if (start != bytes.size()) return std::nullopt;
  return texts;
}

}  // namespace

bool holds_escape(std::string_view text) {
  const auto is_digit = [&text](std::size_t at) {
    return at < text.size() && std::string_view("0123456789ABCDEF").find(text[at]) != std::string_view::npos;
  };
  for (std::size_t at = text.find('\\'); at != std::string_view::npos; at = text.find('\\', at + 1)) {
    if (at + 1 == text.size()) return false;
    const std::size_t digits = text[at + 1] == 'u' ? 4 : text[at + 1] == 'x' ? 2 : 0;
    std::size_t found = 0;
    while (found < digits && is_digit(at + 2 + found)) ++found;
    if (digits > 0 && found == digits) return true;
  }
  return false;
}

std::optional<RegistryData> data_of_words(std::string_view type, std::string_view data) {
  const auto known = type_of(type);
  if (!known) return std::nullopt;
  switch (*known) {
    case ValueType::dword:
    case ValueType::qword: {
      const bool is_dword = *known == ValueType::dword;
      const auto number = parse_number(data);
      if (!number || (is_dword && *number > std::numeric_limits<std::uint32_t>::max())) return std::nullopt;
      return RegistryData{*known, bytes_of_number(*number, is_dword ? 4 : 8)};
    }
    case ValueType::sz:
    case ValueType::expand_sz:
      if (data.find('\0') != std::string_view::npos) return std::nullopt;
      return RegistryData{*known, bytes_of_text(data)};
    default:
      return std::nullopt;
  }
}

std::optional<RegistryData> data_of_hex(std::string_view type, std::string_view hex) {
  const auto known = type_of(type);
  if (!known || hex.size() % 2 != 0) return std::nullopt;
  RegistryData data{*known, {}};
  data.bytes.reserve(hex.size() / 2);
  for (std::size_t at = 0; at < hex.size(); at += 2) {
    std::uint8_t byte = 0;
    const auto [end, failed] = std::from_chars(hex.data() + at, hex.data() + at + 2, byte, 16);
    if (failed != std::errc() || end != hex.data() + at + 2) return std::nullopt;
    data.bytes.push_back(static_cast<std::byte>(byte));
  }
  return data;
}

std::optional<std::uint64_t> number_of(const RegistryData& data) {
  const bool is_dword = data.type == ValueType::dword && data.bytes.size() == 4;
  const bool is_qword = data.type == ValueType::qword && data.bytes.size() == 8;
  if (!is_dword && !is_qword) return std::nullopt;
  std::uint64_t number = 0;
  for (std::size_t i = data.bytes.size(); i-- > 0;)
    number = number << 8U | std::to_integer<std::uint64_t>(data.bytes[i]);
  return number;
}

std::optional<std::string> text_of(const RegistryData& data) {
  if (data.type != ValueType::sz && data.type != ValueType::expand_sz) return std::nullopt;
  auto texts = terminated_texts(data.bytes);
  if (!texts || texts->size() != 1) return std::nullopt;
  return std::move(texts->front());
}

std::optional<std::vector<std::string>> texts_of(const RegistryData& data) {
  if (data.type != ValueType::multi_sz) return std::nullopt;
  auto texts = terminated_texts(data.bytes);
  if (!texts || texts->empty() || !texts->back().empty()) return std::nullopt;
  texts->pop_back();
  for (const std::string& text : *texts) {
    if (text.empty()) return std::nullopt;
  }
  return texts;
}

std::string shown(const RegistryData& data) {
  hive::Value value;
  value.type = data.type;
  value.data = data.bytes;
  return fmt::format("{} {}", hive::name_of(data.type), hive::shown_data(value));
}

}  // namespace audit
