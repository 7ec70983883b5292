#include "hive/reg_lines.h"

namespace hive {

bool RegLines::next() {
  if (rest_.empty()) return false;
  const std::size_t end = rest_.find_first_of("\r\n");
  ended_ = end != std::string_view::npos;
  whole_ = rest_.substr(0, end);
  line = whole_;
  ++number_;
  if (!ended_) {
    rest_ = {};
    return true;
  }
  const bool pair = rest_.substr(end).starts_with("\r\n");
  rest_.remove_prefix(end + (pair ? 2 : 1));
  return true;
}

void RegLines::go_back(const Place& place) {
  rest_ = place.rest;
  whole_ = place.whole;
  line = place.line;
  number_ = place.number;
  ended_ = place.ended;
}

void RegLines::skip_blanks() {
  while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
}

bool RegLines::take(std::string_view word) {
  if (!line.starts_with(word)) return false;
  line.remove_prefix(word.size());
  return true;
}

std::optional<std::uint32_t> hex_digit(char letter) {
  if (letter >= '0' && letter <= '9') return static_cast<std::uint32_t>(letter - '0');
  if (letter >= 'a' && letter <= 'f') return static_cast<std::uint32_t>(letter - 'a' + 10);
  if (letter >= 'A' && letter <= 'F') return static_cast<std::uint32_t>(letter - 'A' + 10);
  return std::nullopt;
}

}  // namespace hive
