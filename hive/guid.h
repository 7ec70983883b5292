#pragma once
// Globally unique identifiers as Windows and UEFI store them: the first three groups little-endian.

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <string>

#include "hive/bytes.h"

namespace hive {

/// `5808C8AA-7E8F-42E0-85D2-E1E90434CFB3`; empty when the 16 bytes at `offset` do not lie inside.
inline std::string guid_at(Bytes bytes, std::size_t offset) {
  if (!fits(offset, 16, bytes.size())) return {};
  constexpr std::array<std::size_t, 16> kOrder = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
  std::string text;
  for (std::size_t i = 0; i < kOrder.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += fmt::format("{:02X}", std::to_integer<unsigned>(bytes[offset + kOrder[i]]));
  }
  return text;
}

/// True when all 16 bytes are zero, or missing.
inline bool is_zero_guid(Bytes bytes, std::size_t offset) {
  if (!fits(offset, 16, bytes.size())) return true;
  for (const std::byte one : bytes.subspan(offset, 16)) {
    if (one != std::byte{0}) return false;
  }
  return true;
}

}  // namespace hive
