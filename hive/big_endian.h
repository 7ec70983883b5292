#pragma once
// Numbers with the most significant byte first, as VHD and QCOW2 store them; hives are little-endian (bytes.h).

#include <cstddef>
#include <cstdint>

#include "hive/bytes.h"

namespace hive {

/// `count` bytes, 8 at most, which the caller knows to lie inside.
inline std::uint64_t big_endian(Bytes bytes, std::size_t offset, std::size_t count) {
  std::uint64_t value = 0;
  for (const std::byte one : bytes.subspan(offset, count)) value = value << 8U | std::to_integer<std::uint64_t>(one);
  return value;
}

}  // namespace hive
