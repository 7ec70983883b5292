#pragma once
// Whether a text can be shown as it is: almost all are, so eight bytes are asked at once.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace hive {

/// Nothing but the characters of ASCII from the blank to the tilde. `printable` changes no such text.
inline bool is_plain_text(std::string_view text) {
  constexpr std::uint64_t kEach = 0x0101'0101'0101'0101U;
  std::size_t at = 0;
  for (; text.size() - at >= sizeof(std::uint64_t); at += sizeof(std::uint64_t)) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, text.data() + at, sizeof bytes);
    // The top bit of a byte is set by what is above ASCII, below the blank, and by 0x7F.
    if (((bytes | (bytes - kEach * 0x20) | (bytes + kEach)) & kEach * 0x80) != 0) return false;
  }
  for (; at < text.size(); ++at) {
    if (text[at] < 0x20 || text[at] >= 0x7F) return false;
  }
  return true;
}

}  // namespace hive
