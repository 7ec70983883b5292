#pragma once
// Adler-32 (RFC 1950, 8.2): the check of every structure of an EWF image, and of its chunks that are not compressed.

#include <cstddef>
#include <cstdint>

#include "hive/bytes.h"

namespace hive {

constexpr std::uint32_t adler32(Bytes bytes) {
  constexpr std::uint32_t kPrime = 65'521;
  // As many steps as the sums can take in 32 bits before they are reduced.
  constexpr std::size_t kSteps = 5552;
  std::uint32_t low = 1;
  std::uint32_t high = 0;
  while (!bytes.empty()) {
    const Bytes piece = bytes.first(bytes.size() < kSteps ? bytes.size() : kSteps);
    for (const std::byte one : piece) {
      low += std::to_integer<std::uint32_t>(one);
      high += low;
    }
    low %= kPrime;
    high %= kPrime;
    bytes = bytes.subspan(piece.size());
  }
  return high << 16U | low;
}

}  // namespace hive
