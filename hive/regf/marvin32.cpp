#include "hive/regf/marvin32.h"

#include <bit>

namespace hive::regf {

namespace {

// The seed is the number 0x82EF4D887A4E55C5, whatever the order of its bytes in print (hives.md 9.3, "Trap").
constexpr std::uint32_t kSeedLow = 0x7A4E'55C5;
constexpr std::uint32_t kSeedHigh = 0x82EF'4D88;
/// Closes the text, above the bytes that fill no word.
constexpr std::uint32_t kEnd = 0x80;

struct State {
  std::uint32_t low = kSeedLow;
  std::uint32_t high = kSeedHigh;

  void mix(std::uint32_t word) {
    low += word;
    high ^= low;
    low = std::rotl(low, 20) + high;
    high = std::rotl(high, 9) ^ low;
    low = std::rotl(low, 27) + high;
    high = std::rotl(high, 19);
  }
};

}  // namespace

std::uint64_t marvin32(Bytes bytes) {
  State state;
  const ByteReader reader{bytes};
  const std::size_t words_end = bytes.size() / 4 * 4;
  for (std::size_t at = 0; at < words_end; at += 4) state.mix(*reader.u32(at));
  std::uint32_t last = kEnd;
  for (std::size_t at = bytes.size(); at-- > words_end;) last = last << 8U | std::to_integer<std::uint32_t>(bytes[at]);
  state.mix(last);
  state.mix(0);
  return static_cast<std::uint64_t>(state.high) << 32U | state.low;
}

}  // namespace hive::regf
