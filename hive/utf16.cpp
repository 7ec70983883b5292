#include "hive/utf16.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "hive/plain_text.h"

namespace hive {

namespace {

constexpr char32_t kReplacement = 0xFFFD;
/// What `next_code_point` answers for a byte that begins no UTF-8 sequence.
constexpr char32_t kNoText = 0xFFFF'FFFF;

constexpr bool is_high_surrogate(char32_t unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
constexpr bool is_low_surrogate(char32_t unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }
constexpr bool is_surrogate(char32_t unit) { return unit >= 0xD800 && unit <= 0xDFFF; }

void append_utf8(std::string& out, char32_t point) {
  const auto tail = [](char32_t bits) { return static_cast<char>(0x80U | (bits & 0x3FU)); };
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xC0U | (point >> 6U));
    out += tail(point);
  } else if (point < 0x10000) {
    out += static_cast<char>(0xE0U | (point >> 12U));
    out += tail(point >> 6U);
    out += tail(point);
  } else {
    out += static_cast<char>(0xF0U | (point >> 18U));
    out += tail(point >> 12U);
    out += tail(point >> 6U);
    out += tail(point);
  }
}

/// From unit `first` on.
template <class UnitAt>
void append_units(std::string& out, std::size_t first, std::size_t count, UnitAt unit_at) {
  out.reserve(count);
  for (std::size_t i = first; i < count; ++i) {
    char32_t point = unit_at(i);
    if (point < 0x80) {
      out.push_back(static_cast<char>(point));
      continue;
    }
    if (is_high_surrogate(point) && i + 1 < count && is_low_surrogate(unit_at(i + 1))) {
      point = 0x10000 + ((point - 0xD800) << 10U) + (unit_at(i + 1) - 0xDC00);
      ++i;
    }
    append_utf8(out, point);
  }
}

/// Reads one code point and moves `at` behind it. Lone surrogates in their three-byte form are accepted,
/// overlong and out-of-range sequences are not; then `at` moves by one byte.
char32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto byte_at = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(text[i])); };
  const char32_t lead = byte_at(at++);
  if (lead < 0x80) return lead;
  std::size_t more = 0;
  char32_t least = 0;
  char32_t point = 0;
  if (lead >= 0xC2 && lead <= 0xDF) {
    more = 1, least = 0x80, point = lead & 0x1FU;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    more = 2, least = 0x800, point = lead & 0x0FU;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    more = 3, least = 0x10000, point = lead & 0x07U;
  } else {
    return kNoText;
  }
  if (more > text.size() - at) return kNoText;
  for (std::size_t i = 0; i < more; ++i) {
    const char32_t byte = byte_at(at + i);
    if ((byte & 0xC0U) != 0x80U) return kNoText;
    point = (point << 6U) | (byte & 0x3FU);
  }
  if (point < least || point > 0x10FFFF) return kNoText;
  at += more;
  return point;
}

/// Almost every name is; eight bytes are asked at once.
bool is_ascii(Bytes text) {
  const ByteReader reader{text};
  std::uint64_t bits = 0;
  std::size_t at = 0;
  for (; text.size() - at >= 8; at += 8) bits |= reader.u64(at).value_or(0);
  for (; at < text.size(); ++at) bits |= reader.u8(at).value_or(0);
  return (bits & 0x8080'8080'8080'8080U) == 0;
}

/// Characters that XML 1.0 forbids, that steer a terminal or the direction of text, or that nobody sees
/// (interface.md 7.3): they are shown by number.
bool must_be_escaped(char32_t point) {
  if (point < 0x20 || (point >= 0x7F && point <= 0x9F)) return true;
  if (point < 0x061C) return point == 0x00AD;
  if (point == 0x061C || point == 0x180E || point == 0xFEFF) return true;
  if (point >= 0x200B && point <= 0x200F) return true;  // zero width, direction marks
  if (point >= 0x2028 && point <= 0x202E) return true;  // line and paragraph separators, embeddings
  if (point >= 0x2060 && point <= 0x206F) return true;  // isolates and invisible operators
  if (point >= 0xFFF9 && point <= 0xFFFB) return true;
  if (is_surrogate(point)) return true;
  if (point >= 0xFDD0 && point <= 0xFDEF) return true;
  if ((point & 0xFFFEU) == 0xFFFEU) return true;
  return point >= 0xE0000 && point <= 0xE007F;  // tags
}

void append_printable(std::string& out, std::string_view text, std::size_t& at) {
  const std::size_t start = at;
  const char32_t point = next_code_point(text, at);
  if (point == kNoText) {
    fmt::format_to(std::back_inserter(out), "\\x{:02X}", static_cast<unsigned char>(text[start]));
  } else if (!must_be_escaped(point)) {
    out.append(text.substr(start, at - start));
  } else if (point < 0x10000) {
    fmt::format_to(std::back_inserter(out), "\\u{:04X}", static_cast<std::uint32_t>(point));
  } else {
    fmt::format_to(std::back_inserter(out), "\\U{:08X}", static_cast<std::uint32_t>(point));
  }
}

}  // namespace

std::string utf8_from_utf16(Bytes utf16le) {
  // Almost every text is ASCII: four units at once, until another one is met.
  const std::size_t count = utf16le.size() / 2;
  const ByteReader reader{utf16le};
  std::string out(count, '\0');
  std::size_t plain = 0;
  for (; count - plain >= 4; plain += 4) {
    const std::uint64_t units = reader.u64(2 * plain).value_or(0);
    if ((units & 0xFF80'FF80'FF80'FF80U) != 0) break;
    for (std::size_t i = 0; i < 4; ++i) out[plain + i] = static_cast<char>(units >> (16 * i));
  }
  out.resize(plain);
  append_units(out, plain, count, [&](std::size_t i) {
    return static_cast<char32_t>(std::to_integer<std::uint32_t>(utf16le[2 * i]) |
                                 (std::to_integer<std::uint32_t>(utf16le[2 * i + 1]) << 8U));
  });
  return out;
}

std::string utf8_from_utf16(std::u16string_view units) {
  std::string out;
  append_units(out, 0, units.size(), [&](std::size_t i) { return static_cast<char32_t>(units[i]); });
  return out;
}

std::string utf8_from_latin1(Bytes latin1) {
  if (is_ascii(latin1)) return std::string(reinterpret_cast<const char*>(latin1.data()), latin1.size());
  std::string out;
  out.reserve(latin1.size() + latin1.size() / 2);
  for (const std::byte byte : latin1) append_utf8(out, std::to_integer<char32_t>(byte));
  return out;
}

std::u16string utf16_from_utf8(std::string_view utf8) {
  std::u16string out;
  out.reserve(utf8.size());
  for (std::size_t at = 0; at < utf8.size();) {
    char32_t point = next_code_point(utf8, at);
    if (point == kNoText) point = kReplacement;
    if (point < 0x10000) {
      out += static_cast<char16_t>(point);
    } else {
      out += static_cast<char16_t>(0xD800 + ((point - 0x10000) >> 10U));
      out += static_cast<char16_t>(0xDC00 + ((point - 0x10000) & 0x3FFU));
    }
  }
  return out;
}

std::size_t whole_utf8_bytes(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t start = at;
    if (next_code_point(text, at) == kNoText) return start;
  }
  return at;
}

std::string printable(std::string_view text) { return printable_cut(text, std::string_view::npos); }

std::string printable_cut(std::string_view text, std::size_t limit) {
  if (text.size() <= limit && is_plain_text(text)) return std::string(text);
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t before = out.size();
    append_printable(out, text, at);
    if (out.size() > limit) {
      out.resize(before);
      fmt::format_to(std::back_inserter(out), "… ({} bytes in all)", text.size());
      return out;
    }
  }
  return out;
}

}  // namespace hive
