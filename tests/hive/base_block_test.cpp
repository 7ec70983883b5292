#include "hive/regf/base_block.h"

#include <gtest/gtest.h>

#include "tests/support/regf_patch.h"

namespace {

using hiveaudit_tests::poke;

std::vector<std::byte> block() {
  std::vector<std::byte> bytes(4096);
  poke(bytes, 0, 0x6667'6572U);
  poke(bytes, 4, 7U);
  poke(bytes, 8, 6U);
  poke<std::uint64_t>(bytes, 12, 0x01D0'1234'5678'9ABC);
  poke(bytes, 20, 1U);
  poke(bytes, 24, 5U);
  poke(bytes, 28, 0U);
  poke(bytes, 36, 0x20U);
  poke(bytes, 40, 0x3000U);
  poke<std::uint16_t>(bytes, 48, u'S');
  poke<std::uint16_t>(bytes, 50, 0x1B);
  poke(bytes, 144, 3U);
  return bytes;
}

TEST(BaseBlockTest, ReadsEveryField) {
  std::vector<std::byte> bytes = block();
  poke(bytes, 508, hive::regf::base_block_checksum(bytes));
  const auto base = hive::regf::read_base_block(bytes);
  ASSERT_TRUE(base);
  EXPECT_EQ(base->sequence, (std::array<std::uint32_t, 2>{7, 6}));
  EXPECT_EQ(base->written, 0x01D0'1234'5678'9ABCU);
  EXPECT_EQ(base->major, 1U);
  EXPECT_EQ(base->minor, 5U);
  EXPECT_EQ(base->root_cell, 0x20U);
  EXPECT_EQ(base->bins_bytes, 0x3000U);
  EXPECT_EQ(base->flags, 3U);
  EXPECT_EQ(base->name_hint, R"(S\u001B)");
  EXPECT_TRUE(base->checksum_ok);
}

TEST(BaseBlockTest, AnyChangedBitBreaksTheChecksum) {
  std::vector<std::byte> bytes = block();
  poke(bytes, 508, hive::regf::base_block_checksum(bytes));
  for (std::size_t at = 4; at < 512; ++at) {
    bytes[at] ^= std::byte{0x10};
    EXPECT_FALSE(hive::regf::read_base_block(bytes)->checksum_ok) << at;
    bytes[at] ^= std::byte{0x10};
  }
}

TEST(BaseBlockTest, TheChecksumAvoidsItsTwoReservedValues) {
  std::vector<std::byte> zero(512);
  EXPECT_EQ(hive::regf::base_block_checksum(zero), 1U);
  poke(zero, 16, 0xFFFF'FFFFU);
  EXPECT_EQ(hive::regf::base_block_checksum(zero), 0xFFFF'FFFEU);
}

TEST(BaseBlockTest, NeedsItsSignatureAnd512Bytes) {
  std::vector<std::byte> bytes = block();
  EXPECT_TRUE(hive::regf::has_regf_magic(bytes));
  EXPECT_TRUE(hive::regf::read_base_block(hive::Bytes(bytes).first(512)));
  EXPECT_EQ(hive::regf::read_base_block(hive::Bytes(bytes).first(511)).error().code, hive::ErrorCode::truncated);
  bytes[3] = std::byte{'F'};
  EXPECT_FALSE(hive::regf::has_regf_magic(bytes));
  EXPECT_EQ(hive::regf::read_base_block(bytes).error().found, "regF (72 65 67 46)");
  EXPECT_FALSE(hive::regf::has_regf_magic({}));
}

}  // namespace
