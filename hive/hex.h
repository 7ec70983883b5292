#pragma once
// Bytes as hexadecimal digits, two for each, and numbers.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "hive/bytes.h"

namespace hive {

enum class HexDigits {
  lower,  ///< as digests of files are written
  upper,  ///< as Windows writes thumbprints
};

inline std::string hex_of(Bytes bytes, HexDigits digits) {
  const std::string_view letters = digits == HexDigits::lower ? "0123456789abcdef" : "0123456789ABCDEF";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const std::byte byte : bytes) {
    text += letters[std::to_integer<std::size_t>(byte) >> 4U];
    text += letters[std::to_integer<std::size_t>(byte) & 0xFU];
  }
  return text;
}

/// `0x0000a8f0`: a REG_DWORD as people write it.
inline std::string hex_dword(std::uint32_t number) {
  std::string text(10, '0');
  text[1] = 'x';
  for (std::size_t at = text.size(); number != 0; number >>= 4U) text[--at] = "0123456789abcdef"[number & 0xFU];
  return text;
}

}  // namespace hive
