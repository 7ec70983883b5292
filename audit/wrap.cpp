#include "audit/wrap.h"

#include <algorithm>

namespace audit {
namespace {

/// Columns left at the end of a line that are worth beginning a long path in.
constexpr std::size_t kWorthwhile = 12;

std::size_t character_bytes(std::string_view text) {
  std::size_t length = 1;
  while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80) ++length;
  return length;
}

/// Of one character. The wide ranges are the large blocks of Unicode Standard Annex 11.
std::size_t character_width(std::string_view character) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(character[i]); };
  if (character.size() == 2) return byte(0) == 0xCC || (byte(0) == 0xCD && byte(1) < 0xB0) ? 0 : 1;
  if (character.size() == 3) {
    const unsigned code = (byte(0) & 0x0FU) << 12 | (byte(1) & 0x3FU) << 6 | (byte(2) & 0x3FU);
    const bool wide = (code >= 0x1100 && code <= 0x115F) || (code >= 0x2E80 && code <= 0xA4CF) ||
                      (code >= 0xAC00 && code <= 0xD7A3) || (code >= 0xF900 && code <= 0xFAFF) ||
                      (code >= 0xFE30 && code <= 0xFE6F) || (code >= 0xFF00 && code <= 0xFF60) ||
                      (code >= 0xFFE0 && code <= 0xFFE6);
    return wide ? 2 : 1;
  }
  return character.size() == 4 ? 2 : 1;
}

/// Bytes of `word` that fit into `width` columns, cut behind a backslash when there is one; at least one
/// character.
std::size_t fitting_bytes(std::string_view word, std::size_t width) {
  std::size_t bytes = 0;
  std::size_t used = 0;
  std::size_t behind_backslash = 0;
  while (bytes < word.size()) {
    const std::size_t length = character_bytes(word.substr(bytes));
    used += character_width(word.substr(bytes, length));
    if (used > width && bytes > 0) break;
    bytes += length;
    if (word[bytes - 1] == '\\') behind_backslash = bytes;
  }
  return bytes < word.size() && behind_backslash > 0 ? behind_backslash : bytes;
}

}  // namespace

std::size_t display_width(std::string_view utf8) {
  std::size_t width = 0;
  while (!utf8.empty()) {
    const std::size_t length = character_bytes(utf8);
    width += character_width(utf8.substr(0, length));
    utf8.remove_prefix(length);
  }
  return width;
}

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
  width = std::max<std::size_t>(width, 8);
  std::vector<std::string> lines = {""};
  std::size_t used = 0;
  while (!text.empty()) {
    const std::size_t gap = std::min(text.find_first_not_of(' '), text.size());
    text.remove_prefix(gap);
    if (text.empty()) break;
    std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(word.size());
    const std::size_t word_width = display_width(word);
    if (used > 0 && used + 1 + word_width <= width) {
      lines.back() += ' ';
      ++used;
    } else if (used > 0) {
      // A path that has to be broken anyway begins on this line when a part of it fits.
      const std::size_t room = width - std::min(width, used + 1);
      const std::size_t bytes = word_width > width && room >= kWorthwhile ? fitting_bytes(word, room) : 0;
      if (bytes > 0 && word[bytes - 1] == '\\') {
        lines.back() += ' ';
        lines.back() += word.substr(0, bytes);
        word.remove_prefix(bytes);
      }
      lines.emplace_back();
      used = 0;
    }
    while (used == 0 && display_width(word) > width) {
      const std::size_t bytes = fitting_bytes(word, width);
      lines.back() += word.substr(0, bytes);
      lines.emplace_back();
      word.remove_prefix(bytes);
    }
    lines.back() += word;
    used += display_width(word);
  }
  if (lines.size() > 1 && lines.back().empty()) lines.pop_back();
  return lines;
}

std::string shortened(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return std::string(text);
  std::size_t end = text.rfind(' ', bytes);
  if (end == std::string_view::npos || end == 0) {
    end = bytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  }
  return std::string(text.substr(0, end)) + "...";
}

}  // namespace audit
