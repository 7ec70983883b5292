#include "hive/patched_source.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace {

using hive::Bytes;
using hive::PatchedSource;

Bytes view(const std::string& text) { return std::as_bytes(std::span(text)); }

std::shared_ptr<const hive::ByteSource> memory(const std::string& text) {
  const Bytes bytes = view(text);
  return hive::open_memory({bytes.begin(), bytes.end()});
}

std::string read(const PatchedSource& source, std::uint64_t offset, std::size_t count) {
  std::string text(count, '#');
  const auto got = source.read_at(offset, std::as_writable_bytes(std::span(text)));
  return text.substr(0, got ? *got : 0);
}

TEST(PatchedSourceTest, LaterBytesWinWhereverTheyOverlap) {
  std::mt19937 random(20261122);  // NOLINT: the same in every run
  std::string truth(200, '.');
  PatchedSource source(memory(truth));
  std::vector<std::unique_ptr<std::string>> texts;
  for (int i = 0; i < 400; ++i) {
    const std::size_t offset = random() % truth.size();
    const std::size_t count = random() % std::min<std::size_t>(truth.size() - offset, 40);
    texts.push_back(std::make_unique<std::string>(count, static_cast<char>('A' + i % 58)));
    source.lay(offset, view(*texts.back()));
    truth.replace(offset, count, *texts.back());
    ASSERT_EQ(read(source, 0, 200), truth) << i;
    ASSERT_EQ(read(source, offset, 7), truth.substr(offset, 7)) << i;
  }
}

TEST(PatchedSourceTest, GrowsOnlyAsFarAsBytesAreKnown) {
  PatchedSource source(memory("0123"));
  const std::string tail = "abcd";
  source.lay(3, view(tail));
  const std::string island = "zz";
  source.lay(9, view(island));
  EXPECT_EQ(source.size_bytes(), 4U);
  source.grow(11);
  EXPECT_EQ(source.size_bytes(), 7U);
  EXPECT_EQ(read(source, 0, 20), "012abcd");
  EXPECT_EQ(read(source, 7, 4), "");
}

TEST(PatchedSourceTest, NeverShrinks) {
  PatchedSource source(memory("0123456789"));
  source.grow(4);
  EXPECT_EQ(source.size_bytes(), 10U);
}

}  // namespace
