#include "hive/lazy_bytes.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "hive/file_source.h"
#include "hive/limits.h"
#include "tests/support/temp_folder.h"

namespace {

using hive::LazyBytes;

/// Counts reads, can shrink and can fail.
class Scripted final : public hive::ByteSource {
 public:
  std::uint64_t size = 0;
  mutable std::uint64_t end = ~std::uint64_t{0};
  mutable int reads = 0;
  bool fails = false;

  std::uint64_t size_bytes() const override { return size; }
  hive::Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
    ++reads;
    if (fails) return hive::Error{hive::ErrorCode::io, "broken disk", "", "", {}};
    std::size_t done = 0;
    for (; done < into.size() && offset + done < std::min(size, end); ++done) {
      into[done] = static_cast<std::byte>((offset + done) / 4096 + (offset + done) % 251);
    }
    return done;
  }
};

struct Opened {
  Scripted* source;
  LazyBytes bytes;
};

Opened open_scripted(std::uint64_t size) {
  auto source = std::make_unique<Scripted>();
  source->size = size;
  Scripted* raw = source.get();
  return {raw, LazyBytes::open(std::move(source)).value()};
}

TEST(LazyBytesTest, LoadsOnlyTouchedBlocksOnce) {
  Opened opened = open_scripted(1'000'000);
  EXPECT_EQ(opened.bytes.loaded_bytes(), 0U);
  const auto view = opened.bytes.view(5000, 10).value();
  EXPECT_EQ(view[0], static_cast<std::byte>(5000 / 4096 + 5000 % 251));
  EXPECT_EQ(opened.bytes.loaded_bytes(), 4096U);
  ASSERT_TRUE(opened.bytes.view(4096, 4096));
  EXPECT_EQ(opened.source->reads, 1);
  const auto wide = opened.bytes.view(4000, 10'000).value();
  for (std::size_t i = 0; i < wide.size(); ++i) {
    ASSERT_EQ(wide[i], static_cast<std::byte>((4000 + i) / 4096 + (4000 + i) % 251));
  }
  EXPECT_EQ(opened.bytes.loaded_bytes(), 4U * 4096U);
  EXPECT_EQ(opened.bytes.view(999'999, 1).value().size(), 1U);
  EXPECT_TRUE(opened.bytes.view_if_loaded(4000, 10'000).size() == 10'000U);
  EXPECT_TRUE(opened.bytes.view_if_loaded(500'000, 1).empty());
}

std::byte scripted(std::size_t offset) { return static_cast<std::byte>(offset / 4096 + offset % 251); }

TEST(LazyBytesTest, BlocksLoadedAloneStandTogetherWhenAViewReachesOverThem) {
  constexpr std::size_t kSize = 700'001;
  Opened opened = open_scripted(kSize);
  // More blocks than stand side by side in one piece, from the last to the first.
  std::vector<std::pair<std::size_t, hive::Bytes>> views;
  for (std::size_t block = kSize / 4096 + 1; block-- > 0;) {
    const std::size_t offset = block * 4096;
    const std::size_t count = std::min<std::size_t>(4096, kSize - offset);
    views.emplace_back(offset, opened.bytes.view(offset, count).value());
    EXPECT_TRUE(opened.bytes.view_if_loaded(offset + count - 1, 1).size() == 1);
  }
  EXPECT_EQ(opened.bytes.loaded_bytes(), kSize);
  const int reads = opened.source->reads;
  for (std::size_t offset = 4000; offset + 10'000 <= kSize; offset += 4096) {
    views.emplace_back(offset, opened.bytes.view(offset, 10'000).value());
  }
  views.emplace_back(0, opened.bytes.view(0, kSize).value());
  opened.bytes.read_ahead(LazyBytes::kWalkBlockBytes);
  views.emplace_back(kSize - 1, opened.bytes.view(kSize - 1, 1).value());
  EXPECT_EQ(opened.source->reads, reads) << "what is loaded is not read again";
  EXPECT_EQ(opened.bytes.loaded_bytes(), kSize);
  const LazyBytes moved = std::move(opened.bytes);
  for (const auto& [offset, view] : views) {
    for (std::size_t i = 0; i < view.size(); ++i) ASSERT_EQ(view[i], scripted(offset + i)) << offset << "+" << i;
  }
  EXPECT_EQ(moved.view_if_loaded(0, kSize).size(), kSize);
}

TEST(LazyBytesTest, ABlockThatFailedAloneIsAskedForAgain) {
  const Opened opened = open_scripted(100'000);
  opened.source->end = 5'000;
  EXPECT_FALSE(opened.bytes.view(4096, 1));
  EXPECT_TRUE(opened.bytes.view_if_loaded(4096, 1).empty());
  opened.source->end = 100'000;
  EXPECT_EQ(opened.bytes.view(4096, 1).value()[0], scripted(4096));
  EXPECT_EQ(opened.bytes.loaded_bytes(), 4096U);
}

TEST(LazyBytesTest, ReadAheadLoadsMore) {
  Opened opened = open_scripted(1'000'000);
  opened.bytes.read_ahead(LazyBytes::kWalkBlockBytes);
  ASSERT_TRUE(opened.bytes.view(300'000, 1));
  EXPECT_EQ(opened.bytes.loaded_bytes(), LazyBytes::kWalkBlockBytes);
  ASSERT_TRUE(opened.bytes.view(999'999, 1));
  EXPECT_EQ(opened.bytes.loaded_bytes(), 2 * LazyBytes::kWalkBlockBytes - (1'048'576 - 1'000'000));
}

TEST(LazyBytesTest, WhatLiesOutsideIsTruncated) {
  const Opened opened = open_scripted(10'000);
  for (const auto& [offset, count] : std::vector<std::pair<std::uint64_t, std::uint64_t>>{
           {10'000, 1}, {9'999, 2}, {0, 10'001}, {~std::uint64_t{0}, 2}, {2, ~std::uint64_t{0}}}) {
    const auto view = opened.bytes.view(offset, count);
    ASSERT_FALSE(view);
    EXPECT_EQ(view.error().code, hive::ErrorCode::truncated);
  }
  EXPECT_TRUE(opened.bytes.view(10'000, 0));
}

TEST(LazyBytesTest, AFileThatShrinksOrFailsIsAnErrorEachTime) {
  const Opened opened = open_scripted(100'000);
  opened.source->end = 50'000;
  for (int i = 0; i < 2; ++i) {
    const auto view = opened.bytes.view(49'990, 20);
    ASSERT_FALSE(view);
    EXPECT_EQ(view.error().code, hive::ErrorCode::truncated);
    EXPECT_EQ(view.error().where.offset, 50'000U);
  }
  opened.source->fails = true;
  EXPECT_EQ(opened.bytes.view(0, 1).error().code, hive::ErrorCode::io);
}

TEST(LazyBytesTest, MoreThanAHiveCanHoldIsRefused) {
  auto source = std::make_unique<Scripted>();
  source->size = hive::limits::kMaxHiveBytes + 1;
  EXPECT_EQ(LazyBytes::open(std::move(source)).error().code, hive::ErrorCode::limit_exceeded);
}

TEST(FileSourceTest, ReadsAFileAndNothingElse) {
  const hiveaudit_tests::TempFolder folder;
  const std::filesystem::path file = folder.path() / "file";
  std::ofstream(file) << "0123456789";
  const auto source = hive::open_file(file.string());
  ASSERT_TRUE(source);
  EXPECT_EQ((*source)->size_bytes(), 10U);
  std::vector<std::byte> bytes(20);
  EXPECT_EQ((*source)->read_at(7, bytes).value(), 3U);
  EXPECT_EQ(bytes[0], std::byte{'7'});
  EXPECT_EQ((*source)->read_at(70, bytes).value(), 0U);

  const std::filesystem::path fifo = folder.path() / "fifo";
  ASSERT_EQ(mkfifo(fifo.c_str(), 0600), 0);
  const std::vector<std::pair<std::filesystem::path, std::string>> refused{
      {folder.path(), "a directory"},      {fifo, "a named pipe (FIFO)"},
      {"/dev/null", "a character device"}, {folder.path() / "missing", "No such file or directory"},
      {file / "below", "Not a directory"},
  };
  for (const auto& [path, found] : refused) {
    const auto failed = hive::open_file(path.string());
    ASSERT_FALSE(failed) << path;
    EXPECT_EQ(failed.error().code, hive::ErrorCode::io);
    EXPECT_EQ(failed.error().found, found);
    EXPECT_EQ(failed.error().where.path, path.string());
  }
}

}  // namespace
