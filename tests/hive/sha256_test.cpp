#include "hive/sha256.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <string_view>
#include <vector>

namespace {

using hive::Bytes;

std::vector<std::byte> bytes_of(std::string_view text) {
  std::vector<std::byte> bytes(text.size());
  std::ranges::transform(text, bytes.begin(), [](char c) { return static_cast<std::byte>(c); });
  return bytes;
}

/// Gives at most `step` bytes per read, ends at `end` although it promised `size`.
class OddSource : public hive::ByteSource {
 public:
  OddSource(std::uint64_t size, std::uint64_t end, std::size_t step) : size_(size), end_(end), step_(step) {}
  std::uint64_t size_bytes() const override { return size_; }
  hive::Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
    if (fails)
      return hive::Error{
          .code = hive::ErrorCode::io, .message = "bad sector", .expected = {}, .found = {}, .where = {}};
    const std::uint64_t left = offset < end_ ? end_ - offset : 0;
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>({left, into.size(), step_}));
    std::fill_n(into.begin(), count, std::byte{'a'});
    return count;
  }
  bool fails = false;

 private:
  std::uint64_t size_;
  std::uint64_t end_;
  std::size_t step_;
};

// The three vectors of NIST's SHA-256 examples.
constexpr const char* kEmpty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
constexpr const char* kAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
constexpr const char* kMillionA = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

TEST(Sha256, KnownDigestsOfMemory) {
  EXPECT_EQ(hive::sha256_hex(Bytes{}), kEmpty);
  EXPECT_EQ(hive::sha256_hex(Bytes(bytes_of("abc"))), kAbc);
}

TEST(Sha256, ASourceIsReadInPiecesWithoutLosingAny) {
  auto empty = hive::sha256_hex(OddSource(0, 0, 1));
  ASSERT_TRUE(empty);
  EXPECT_EQ(*empty, kEmpty);
  auto million = hive::sha256_hex(OddSource(1'000'000, 1'000'000, 4099));
  ASSERT_TRUE(million);
  EXPECT_EQ(*million, kMillionA);
  const std::uint64_t more_than_a_piece = 3 * 1024 * 1024 + 5;
  auto large = hive::sha256_hex(OddSource(more_than_a_piece, more_than_a_piece, 1U << 30U));
  ASSERT_TRUE(large);
  EXPECT_EQ(*large, hive::sha256_hex(std::vector<std::byte>(more_than_a_piece, std::byte{'a'})));
}

TEST(Sha256, ASourceThatShrinksHasNoDigest) {
  auto digest = hive::sha256_hex(OddSource(1000, 999, 4096));
  ASSERT_FALSE(digest);
  EXPECT_EQ(digest.error().code, hive::ErrorCode::truncated);
}

TEST(Sha256, AFailingSourceHasNoDigest) {
  OddSource source(10, 10, 4);
  source.fails = true;
  auto digest = hive::sha256_hex(source);
  ASSERT_FALSE(digest);
  EXPECT_EQ(digest.error().message, "bad sector");
}

}  // namespace
