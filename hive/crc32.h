#pragma once
// The two cyclic redundancy checks of disk formats, both reflected and 32 bits wide.

#include <array>
#include <cstddef>
#include <cstdint>

#include "hive/bytes.h"

namespace hive {

/// A check over bytes that come in pieces. `kPolynomial` is reflected.
template <std::uint32_t kPolynomial>
class Crc {
 public:
  constexpr Crc& add(Bytes bytes) {
    for (const std::byte one : bytes) {
      state_ = (state_ >> 8U) ^ kTable[(state_ ^ std::to_integer<std::uint32_t>(one)) & 0xFFU];
    }
    return *this;
  }
  constexpr std::uint32_t value() const { return ~state_; }

 private:
  static constexpr std::array<std::uint32_t, 256> kTable = [] {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < table.size(); ++i) {
      std::uint32_t rest = i;
      for (int bit = 0; bit < 8; ++bit) rest = (rest >> 1U) ^ ((rest & 1U) != 0 ? kPolynomial : 0U);
      table[i] = rest;
    }
    return table;
  }();
  std::uint32_t state_ = 0xFFFF'FFFF;
};

/// The check of a structure that holds its own check: those four bytes, at `own`, count as zeros.
template <class Check>
constexpr std::uint32_t check_around(Bytes bytes, std::size_t own) {
  constexpr std::array<std::byte, 4> kZeros{};
  return Check().add(bytes.first(own)).add(kZeros).add(bytes.subspan(own + kZeros.size())).value();
}

/// CRC-32 of ISO 3309: GPT (UEFI Specification 5.3.2), zlib.
using Crc32 = Crc<0xEDB8'8320>;
/// CRC-32C of Castagnoli: VHDX ([MS-VHDX] 2.2.2).
using Crc32c = Crc<0x82F6'3B78>;

}  // namespace hive
