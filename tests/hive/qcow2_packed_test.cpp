#include "hive/qcow2_packed.h"

#include <gtest/gtest.h>

#include <array>

#include "hive/big_endian.h"
#include "hive/inflate.h"
#include "tests/support/made_image.h"

namespace {

using Bytes = std::vector<std::byte>;

constexpr std::size_t kCluster = 512;

void put_big(Bytes& bytes, std::size_t at, std::uint64_t value, int size) {
  for (int i = size; i-- > 0; value >>= 8U)
    bytes[at + static_cast<std::size_t>(i)] = static_cast<std::byte>(value & 0xFF);
}

/// Two clusters: the first as a stream of deflate that holds `count` bytes as they are, the second not compressed.
Bytes packed_disk(std::uint16_t count) {
  Bytes file(4 * kCluster + 2 * kCluster);
  put_big(file, 20, 9, 4);         // bits of a cluster's size
  put_big(file, 24, 1024, 8);      // bytes of the disk
  put_big(file, 36, 1, 4);         // tables
  put_big(file, 40, kCluster, 8);  // where they are told
  put_big(file, kCluster, 2 * kCluster, 8);
  const std::uint64_t place = 3 * kCluster;
  put_big(file, 2 * kCluster, (1ULL << 62U) | (1ULL << 61U) | place, 8);
  put_big(file, 2 * kCluster + 8, 5 * kCluster, 8);
  file[place] = std::byte{1};  // the last block, stored: RFC 1951, 3.2.4
  file[place + 1] = static_cast<std::byte>(count & 0xFFU);
  file[place + 2] = static_cast<std::byte>(count >> 8U);
  file[place + 3] = ~file[place + 1];
  file[place + 4] = ~file[place + 2];
  for (std::size_t i = 0; i < count; ++i) file[place + 5 + i] = static_cast<std::byte>(i % 251);
  return file;
}

/// Over a disk of the library's whose every byte is 0xEE.
hive::disk_formats::Source unpacked(const hive::disk_formats::Source& file) {
  auto tables = hive::read_qcow2_tables(*file);
  EXPECT_TRUE(tables);
  return hive::with_packed_clusters(file, hiveaudit_tests::memory(Bytes(2 * kCluster, std::byte{0xEE})),
                                    tables ? *std::move(tables) : hive::Qcow2Tables{.bits = 9});
}

TEST(PackedClusters, AreUnpackedAndTheOthersAreTheDisks) {
  if (!hive::can_inflate()) GTEST_SKIP() << "this build unpacks nothing";
  const auto file = hiveaudit_tests::memory(packed_disk(kCluster));
  const auto disk = unpacked(file);
  Bytes all(3 * kCluster);
  const auto got = disk->read_at(0, all);
  ASSERT_TRUE(got);
  EXPECT_EQ(*got, 2 * kCluster) << "the end of the disk";
  EXPECT_EQ(all[0], std::byte{0});
  EXPECT_EQ(all[kCluster - 1], static_cast<std::byte>((kCluster - 1) % 251));
  EXPECT_EQ(all[kCluster], std::byte{0xEE});
  std::array<std::byte, 4> across{};
  ASSERT_TRUE(disk->read_at(kCluster - 2, across));
  EXPECT_EQ(across[1], all[kCluster - 1]);
  EXPECT_EQ(across[2], std::byte{0xEE});
}

TEST(PackedClusters, AStreamThatEndsTooEarlyIsDamage) {
  if (!hive::can_inflate()) GTEST_SKIP() << "this build unpacks nothing";
  const auto file = hiveaudit_tests::memory(packed_disk(kCluster - 6));
  const auto disk = unpacked(file);
  Bytes all(2 * kCluster);
  const auto got = disk->read_at(0, all);
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, hive::ErrorCode::corrupt);
  EXPECT_EQ(got.error().expected, "512 bytes");
  EXPECT_TRUE(disk->read_at(kCluster, std::span(all).first(kCluster))) << "the rest is read";
}

TEST(PackedClusters, ABuildWithoutZlibSaysSo) {
  if (hive::can_inflate()) GTEST_SKIP() << "this build has zlib";
  const auto disk = unpacked(hiveaudit_tests::memory(packed_disk(kCluster)));
  Bytes some(16);
  const auto got = disk->read_at(0, some);
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, hive::ErrorCode::unsupported);
}

}  // namespace
