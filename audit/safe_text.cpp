#include "audit/safe_text.h"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>

namespace audit {
namespace {

struct CodePoint {
  char32_t value = 0;
  std::size_t length = 0;  ///< 0: not UTF-8 at this place
};

/// Table 3-7 of the Unicode Standard; three-byte surrogates are let through and judged by the caller.
CodePoint decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return {};
  char32_t value = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {};
    value = (value << 6) | (byte(i) & 0x3FU);
  }
  constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (value < kSmallest[length] || value > 0x10FFFF) return {};
  return {value, length};
}

bool is_hidden(char32_t c) {
  if (c < 0x20) return c != '\t' && c != '\n';
  if (c >= 0x7F && c <= 0x9F) return true;
  if (c >= 0xD800 && c <= 0xDFFF) return true;
  if ((c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF)) return true;
  // Bidirectional marks (Unicode Standard Annex 9, 2), line and paragraph separator, byte order mark.
  return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) ||
         c == 0xFEFF;
}

}  // namespace

std::string safe_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const CodePoint next = decode(text);
    if (next.length == 0) {
      out += fmt::format("\\x{:02X}", static_cast<unsigned char>(text[0]));
      text.remove_prefix(1);
      continue;
    }
    if (is_hidden(next.value))
      out += fmt::format("\\u{:04X}", static_cast<std::uint32_t>(next.value));
    else
      out += text.substr(0, next.length);
    text.remove_prefix(next.length);
  }
  return out;
}

std::string safe_line(std::string_view text) {
  std::string out = safe_text(text);
  for (char& c : out)
    if (c == '\n' || c == '\t') c = ' ';
  return out;
}

std::string safe_cut(std::string_view text, std::size_t most) {
  std::string safe = safe_text(text);
  if (safe.size() <= most) return safe;
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(safe[end]) & 0xC0) == 0x80) --end;
  return fmt::format("{}... (cut, {} bytes in all)", safe.substr(0, end), safe.size());
}

std::string uri_text(std::string_view text) {
  constexpr std::string_view kUnreserved = "-._~/";
  std::string out;
  for (const char c : safe_text(text)) {
    const bool kept = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                      kUnreserved.find(c) != std::string_view::npos;
    out += kept ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

std::string slug(std::string_view text) {
  std::string out = safe_text(text);
  for (char& c : out) {
    const bool kept = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
                      c == '_' || static_cast<unsigned char>(c) >= 0x80;
    if (!kept) c = '_';
  }
  return out.empty() ? "_" : out;
}

}  // namespace audit
