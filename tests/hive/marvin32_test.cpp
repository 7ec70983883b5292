#include "hive/regf/marvin32.h"

#include <gtest/gtest.h>

#include <array>

namespace {

TEST(Marvin32Test, EveryBitCountsInItsPlace) {
  std::array<std::byte, 64> bytes{};
  const std::uint64_t zeros = hive::regf::marvin32(bytes);
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    bytes.at(bit / 8) ^= static_cast<std::byte>(1U << (bit % 8));
    EXPECT_NE(hive::regf::marvin32(bytes), zeros) << bit;
    bytes.at(bit / 8) ^= static_cast<std::byte>(1U << (bit % 8));
  }
  EXPECT_NE(hive::regf::marvin32(hive::Bytes(bytes).first(60)), zeros);
}

// Computed in another language from the rounds of hives.md 9.3. Hashes that Windows wrote are checked by every
// recovery of a real hive (recovery_files_test.cpp).
TEST(Marvin32Test, NothingIsTwoRounds) { EXPECT_EQ(hive::regf::marvin32({}), 0xB39E'FCA4'0396'6E08U); }

}  // namespace
