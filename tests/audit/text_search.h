#pragma once
// Looking into reports as text. (Not std::regex: g++ 12 warns inside it under the sanitizers.)

#include <string>
#include <string_view>
#include <vector>

namespace hiveaudit_tests {

inline std::size_t count_of(std::string_view text, std::string_view word) {
  std::size_t count = 0;
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) ++count;
  return count;
}

/// What stands between each `before` and the next `after`.
inline std::vector<std::string> all_between(std::string_view text, std::string_view before, std::string_view after) {
  std::vector<std::string> found;
  for (std::size_t at = text.find(before); at != std::string_view::npos; at = text.find(before, at)) {
    at += before.size();
    const std::size_t end = text.find(after, at);
    if (end == std::string_view::npos) break;
    found.emplace_back(text.substr(at, end - at));
    at = end;
  }
  return found;
}

/// The text without everything from each `before` up to and with the next `after`.
inline std::string without(std::string_view text, std::string_view before, std::string_view after) {
  std::string out;
  for (;;) {
    const std::size_t at = text.find(before);
    const std::size_t end = at == std::string_view::npos ? at : text.find(after, at + before.size());
    if (end == std::string_view::npos) break;
    out += text.substr(0, at);
    text.remove_prefix(end + after.size());
  }
  return out += text;
}

}  // namespace hiveaudit_tests
