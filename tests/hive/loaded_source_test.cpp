#include "hive/loaded_source.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "hive/read_whole.h"

namespace {

/// Tells what was asked of it; its bytes are other ones each time.
class Restless final : public hive::ByteSource {
 public:
  explicit Restless(std::uint64_t size, std::vector<std::pair<std::uint64_t, std::size_t>>& asked)
      : size_(size), asked_(asked) {}
  std::uint64_t size_bytes() const override { return size_; }
  hive::Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
    asked_.emplace_back(offset, into.size());
    const auto turn = static_cast<std::byte>(asked_.size());
    for (std::byte& byte : into) byte = turn;
    return into.size();
  }

 private:
  std::uint64_t size_;
  std::vector<std::pair<std::uint64_t, std::size_t>>& asked_;
};

TEST(LoadedSource, ReadsFromTheFileOnlyWhatIsNotLoaded) {
  constexpr std::uint64_t kBlock = hive::LazyBytes::kLookupBlockBytes;
  std::vector<std::pair<std::uint64_t, std::size_t>> asked;
  const auto bytes = hive::LazyBytes::open(std::make_shared<Restless>(8 * kBlock + 10, asked));
  ASSERT_TRUE(bytes);
  ASSERT_TRUE(bytes->view(kBlock + 5, 3));
  ASSERT_TRUE(bytes->view(4 * kBlock, 2 * kBlock));
  asked.clear();
  const hive::LoadedSource again(*bytes);
  EXPECT_EQ(again.size_bytes(), 8 * kBlock + 10);
  const auto whole = hive::read_whole(again);
  ASSERT_TRUE(whole);
  const std::vector<std::pair<std::uint64_t, std::size_t>> wanted{
      {0, kBlock}, {2 * kBlock, 2 * kBlock}, {6 * kBlock, 2 * kBlock + 10}};
  EXPECT_EQ(asked, wanted);
  EXPECT_EQ((*whole)[kBlock], (*bytes->view(kBlock, 1))[0]) << "what was judged, not what the file holds now";
  EXPECT_EQ((*whole)[4 * kBlock + 1], (*bytes->view(4 * kBlock, 2))[1]);
  EXPECT_EQ((*whole)[2 * kBlock], std::byte{2});

  std::byte piece[4];
  EXPECT_EQ(*again.read_at(8 * kBlock + 8, piece), 2U) << "no further than its end";
  EXPECT_EQ(*again.read_at(8 * kBlock + 10, piece), 0U);
}

}  // namespace
