#pragma once
// A text from its parts, in one allocation. Judging writes some thousand sentences for each machine; the parts are
// known, and a format string would be read anew each time.

#include <initializer_list>
#include <string>
#include <string_view>

namespace audit {

inline std::string one_text(std::initializer_list<std::string_view> parts) {
  std::size_t size = 0;
  for (const std::string_view part : parts) size += part.size();
  std::string text;
  text.reserve(size);
  for (const std::string_view part : parts) text += part;
  return text;
}

}  // namespace audit
