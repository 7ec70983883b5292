// From the bytes of a .reg file to UTF-8.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "hive/codepage.h"
#include "hive/reg_text.h"
#include "hive/upcase.h"
#include "hive/utf16.h"

namespace hive {
namespace {

bool starts_with(Bytes file, std::initializer_list<unsigned> mark) {
  return file.size() >= mark.size() && std::ranges::equal(file.first(mark.size()), mark, {}, [](std::byte byte) {
           return std::to_integer<unsigned>(byte);
         });
}
bool is_utf16le(Bytes file) { return starts_with(file, {0xFF, 0xFE}); }
bool is_utf16be(Bytes file) { return starts_with(file, {0xFE, 0xFF}); }
bool is_marked_utf8(Bytes file) { return starts_with(file, {0xEF, 0xBB, 0xBF}); }

Error broken(std::string found) {
  return Error{.code = ErrorCode::corrupt,
               .message = "the text's encoding is not one of a registry export",
               .expected = "UTF-8, or UTF-16LE with a byte order mark",
               .found = std::move(found),
               .where = {}};
}

Error cut_off(std::string found) {
  return Error{.code = ErrorCode::truncated,
               .message = "the text ends inside a letter; only what stands before is judged",
               .expected = "whole letters",
               .found = std::move(found),
               .where = {}};
}

std::string_view chars_of(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

std::string from_utf16be(Bytes bytes) {
  std::vector<std::byte> swapped(bytes.size() / 2 * 2);
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    swapped[i] = bytes[i + 1];
    swapped[i + 1] = bytes[i];
  }
  return utf8_from_utf16(swapped);
}

void decode_utf8(std::string_view bytes, DecodedRegText& out) {
  out.text = bytes;
  for (std::size_t at = whole_utf8_bytes(bytes); at < bytes.size();) {
    out.broken.push_back(at++);
    at += whole_utf8_bytes(bytes.substr(at));
  }
}

/// A last letter of which bytes are missing: nothing else is wrong with the text.
bool is_cut_utf8(std::string_view bytes) {
  constexpr std::size_t kLongestBytes = 4;
  const std::size_t whole = whole_utf8_bytes(bytes);
  return whole < bytes.size() && bytes.size() - whole < kLongestBytes &&
         static_cast<unsigned char>(bytes[whole]) >= 0xC2 &&
         std::ranges::all_of(bytes.substr(whole + 1),
                             [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; });
}

void decode_utf8_or_cut(std::string_view bytes, DecodedRegText& out) {
  if (is_cut_utf8(bytes)) {
    out.text = bytes.substr(0, whole_utf8_bytes(bytes));
    out.error = cut_off("UTF-8 whose last letter is not complete");
  } else {
    decode_utf8(bytes, out);
  }
}

void decode_codepage(Bytes file, std::string_view codepage, DecodedRegText& out) {
  auto decoded = text_from_codepage(file, codepage);
  if (!decoded) {
    out.error = decoded.error();
    return;
  }
  out.text = std::move(decoded->text);
  out.broken = std::move(decoded->broken);
  if (!decoded->cut_at) return;
  out.text.resize(*decoded->cut_at);
  std::erase_if(out.broken, [&](std::size_t offset) { return offset >= out.text.size(); });
  out.error = cut_off("a letter of two bytes of which one is there");
}

/// A NUL ends the text: what stands behind it is not read by anybody.
void stop_at_nul(DecodedRegText& out) {
  const std::size_t at = out.text.find('\0');
  if (at == std::string::npos) return;
  const auto line = 1 + std::ranges::count(std::string_view(out.text).substr(0, at), '\n');
  out.text.resize(at);
  std::erase_if(out.broken, [&](std::size_t offset) { return offset >= at; });
  out.error = broken(fmt::format("a NUL character in line {}", line));
}

bool says_regedit4(std::string_view text) { return text.starts_with("REGEDIT4"); }

}  // namespace

DecodedRegText decode_reg_file(Bytes file, std::string_view codepage) {
  DecodedRegText out;
  if (is_utf16le(file) || is_utf16be(file)) {
    const Bytes units = file.subspan(2);
    out.text = is_utf16le(file) ? utf8_from_utf16(units) : from_utf16be(units);
    if (units.size() % 2 != 0) out.error = cut_off("UTF-16 with half a unit at its end");
  } else if (is_marked_utf8(file)) {
    decode_utf8_or_cut(chars_of(file.subspan(3)), out);
  } else {
    const std::string_view bytes = chars_of(file);
    const bool utf8 = whole_utf8_bytes(bytes) == bytes.size() || is_cut_utf8(bytes);
    if (utf8 && !says_regedit4(bytes)) {
      decode_utf8_or_cut(bytes, out);
    } else {
      decode_codepage(file, codepage, out);
      out.by_codepage = std::ranges::any_of(bytes, [](char byte) { return static_cast<unsigned char>(byte) >= 0x80; });
    }
  }
  stop_at_nul(out);
  return out;
}

Result<std::string> decode_reg_text(Bytes file) {
  if (is_utf16be(file)) return broken("a UTF-16BE byte order mark");
  std::string text;
  if (is_utf16le(file)) {
    if (file.size() % 2 != 0) return broken("UTF-16LE with half a character at its end");
    text = utf8_from_utf16(file.subspan(2));
  } else {
    if (is_marked_utf8(file)) file = file.subspan(3);
    text = chars_of(file);
    if (whole_utf8_bytes(text) != text.size()) return broken("bytes that are not UTF-8");
  }
  if (text.find('\0') != std::string::npos) return broken("a NUL character");
  return text;
}

bool looks_like_reg_text(Bytes start) {
  std::string text;
  if (is_utf16le(start) || is_utf16be(start)) {
    text = is_utf16le(start) ? utf8_from_utf16(start.subspan(2)) : from_utf16be(start.subspan(2));
  } else {
    text = chars_of(is_marked_utf8(start) ? start.subspan(3) : start);
  }
  std::string_view rest = text;
  for (;;) {
    rest.remove_prefix(std::min(rest.size(), rest.find_first_not_of(" \t\r\n")));
    if (!rest.starts_with(';')) break;
    rest.remove_prefix(std::min(rest.size(), rest.find_first_of("\r\n")));
  }
  constexpr std::array<std::string_view, 8> kFirstWords{
      "REGEDIT", "Windows Registry Editor", "[HKEY_", "[-HKEY_", "[HKLM", "[HKCU", "[-HKLM", "[-HKCU"};
  return std::ranges::any_of(kFirstWords,
                             [&](std::string_view word) { return equal_names(rest.substr(0, word.size()), word); });
}

}  // namespace hive
