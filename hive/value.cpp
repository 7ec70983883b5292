#include "hive/value.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "hive/hex.h"
#include "hive/limits.h"
#include "hive/utf16.h"

namespace hive {

namespace {

constexpr std::string_view kTypeNames[] = {
    "REG_NONE",
    "REG_SZ",
    "REG_EXPAND_SZ",
    "REG_BINARY",
    "REG_DWORD",
    "REG_DWORD_BIG_ENDIAN",
    "REG_LINK",
    "REG_MULTI_SZ",
    "REG_RESOURCE_LIST",
    "REG_FULL_RESOURCE_DESCRIPTOR",
    "REG_RESOURCE_REQUIREMENTS_LIST",
    "REG_QWORD",
};

Error wrong_type(const Value& value, std::string message, std::string expected, std::string found) {
  Error error{ErrorCode::wrong_type, std::move(message), std::move(expected), std::move(found), {}};
  if (value.offset != 0) error.where.offset = value.offset;
  return error;
}

Error damaged(const Value& value) {
  return wrong_type(value, "the value's data is damaged", "all of its declared bytes",
                    fmt::format("{} bytes", value.data.size()));
}

template <class Number>
Result<Number> read_number(const Value& value, ValueType type) {
  if (value.type != type) {
    return wrong_type(value, "the value has another type", std::string(name_of(type)), name_of(value.type));
  }
  if (value.data.size() != sizeof(Number) || !value.complete) {
    return wrong_type(value, fmt::format("the {} has another size", name_of(type)),
                      fmt::format("{} bytes", sizeof(Number)),
                      fmt::format("{} bytes{}", value.data.size(), value.complete ? "" : " of a damaged value"));
  }
  const ByteReader reader{value.data};
  if constexpr (sizeof(Number) == 4) {
    return reader.u32(0).value_or(0);
  } else {
    return reader.u64(0).value_or(0);
  }
}

/// The bytes up to the first NUL or the end; moves `at` behind the NUL.
Bytes next_string(Bytes data, std::size_t& at) {
  const std::size_t begin = at;
  const ByteReader reader{data};
  // Four units at once, as long as none of them is a NUL.
  for (; data.size() - at >= 8; at += 8) {
    const std::uint64_t units = reader.u64(at).value_or(0);
    if (((units - 0x0001'0001'0001'0001U) & ~units & 0x8000'8000'8000'8000U) != 0) break;
  }
  while (data.size() - at >= 2) {
    const bool is_nul = data[at] == std::byte{0} && data[at + 1] == std::byte{0};
    at += 2;
    if (is_nul) return data.subspan(begin, at - 2 - begin);
  }
  return data.subspan(begin, at - begin);
}

std::string quoted(Bytes units) { return '"' + printable(utf8_from_utf16(units)) + '"'; }

bool is_string(ValueType type) {
  return type == ValueType::sz || type == ValueType::expand_sz || type == ValueType::link;
}

/// Enough code units to fill what is shown: each becomes at least one byte.
Bytes shown_part(Bytes data) { return data.first(std::min(data.size(), 2 * limits::kShownDataBytes + 2)); }

/// Whether anything but zeros lies behind `at`.
bool holds_more(Bytes data, std::size_t at) {
  return std::any_of(data.begin() + static_cast<std::ptrdiff_t>(std::min(at, data.size())), data.end(),
                     [](std::byte byte) { return byte != std::byte{0}; });
}

/// `"text"`; what lies behind the first NUL is told, because it hides from most readers.
std::string shown_string(Bytes data) {
  std::size_t at = 0;
  std::string text = quoted(next_string(shown_part(data), at));
  if (holds_more(data, at)) fmt::format_to(std::back_inserter(text), " and {} bytes after its NUL", data.size() - at);
  return text;
}

std::string shown_multi_string(Bytes whole) {
  const Bytes data = shown_part(whole);
  std::string text;
  std::size_t at = 0;
  while (data.size() - at >= 2) {
    const Bytes item = next_string(data, at);
    if (item.empty()) break;
    if (!text.empty()) text += ", ";
    text += quoted(item);
  }
  text = "[" + text + "]";
  if (holds_more(whole, at)) fmt::format_to(std::back_inserter(text), " and {} bytes after its end", whole.size() - at);
  return text;
}

std::string cut(std::string text, std::size_t data_size) {
  if (text.size() <= limits::kShownDataBytes) return text;
  std::size_t end = limits::kShownDataBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  text.resize(end);
  fmt::format_to(std::back_inserter(text), "… ({} bytes in all)", data_size);
  return text;
}

}  // namespace

std::string name_of(ValueType type) {
  const auto number = static_cast<std::uint32_t>(type);
  if (number < std::size(kTypeNames)) return std::string(kTypeNames[number]);
  return fmt::format("type 0x{:08X}", number);
}

Result<std::uint32_t> read_dword(const Value& value) { return read_number<std::uint32_t>(value, ValueType::dword); }

Result<std::uint64_t> read_qword(const Value& value) { return read_number<std::uint64_t>(value, ValueType::qword); }

Result<std::string> read_string(const Value& value) {
  if (value.type != ValueType::sz && value.type != ValueType::expand_sz) {
    return wrong_type(value, "the value has another type", "REG_SZ or REG_EXPAND_SZ", name_of(value.type));
  }
  if (!value.complete) return damaged(value);
  std::size_t at = 0;
  return utf8_from_utf16(next_string(value.data, at));
}

Result<std::vector<std::string>> read_multi_string(const Value& value) {
  if (value.type != ValueType::multi_sz) {
    return wrong_type(value, "the value has another type", "REG_MULTI_SZ", name_of(value.type));
  }
  if (!value.complete) return damaged(value);
  std::vector<std::string> strings;
  for (std::size_t at = 0; value.data.size() - at >= 2;) {
    const Bytes item = next_string(value.data, at);
    if (item.empty()) break;  // the end of the list ([MS-DTYP] 2.3.8); what is behind it nobody reads
    strings.push_back(utf8_from_utf16(item));
  }
  return strings;
}

std::string shown_data(const Value& value) {
  const Bytes data{value.data};
  const ByteReader reader{data};
  if (value.complete && value.type == ValueType::dword && data.size() == 4) {
    return fmt::format("0x{:08x}", *reader.u32(0));
  }
  if (value.complete && value.type == ValueType::qword && data.size() == 8) {
    return fmt::format("0x{:016x}", *reader.u64(0));
  }
  if (value.complete && value.type == ValueType::dword_big_endian && data.size() == 4) {
    return fmt::format("0x{:02x}{:02x}{:02x}{:02x}", *reader.u8(0), *reader.u8(1), *reader.u8(2), *reader.u8(3));
  }
  const bool has_units = data.size() >= 2 || data.empty();
  if (is_string(value.type) && has_units) return cut(shown_string(data), data.size());
  if (value.type == ValueType::multi_sz && has_units) return cut(shown_multi_string(data), data.size());
  return raw_hex(data);
}

std::string raw_hex(Bytes data) {
  const Bytes shown = data.first(std::min(data.size(), limits::kShownDataBytes));
  std::string text = hex_of(shown, HexDigits::lower);
  if (data.size() > limits::kShownDataBytes) {
    fmt::format_to(std::back_inserter(text), "… ({} bytes in all)", data.size());
  }
  return text;
}

}  // namespace hive
