#include "hive/wim_file.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <memory>

#include "hive/file_source.h"
#include "hive/limits.h"
#include "hive/read_whole.h"
#include "hive/sha256.h"
#include "tests/support/read_tree.h"
#include "tests/support/wim_tool.h"

namespace {

using hiveaudit_tests::Files;
using hiveaudit_tests::read_tree;
using hiveaudit_tests::sample_files;
using hiveaudit_tests::TempFolder;
using hiveaudit_tests::wim_tool;
using hiveaudit_tests::write_files;

std::shared_ptr<const hive::ByteSource> source_of(const std::filesystem::path& path) {
  auto file = hive::open_file(path.string());
  EXPECT_TRUE(file) << path;
  return file ? std::shared_ptr<const hive::ByteSource>(std::move(file).value()) : nullptr;
}

std::string shown(const hive::Error& error) { return hive::to_text(error); }

class WimFiles : public testing::Test {
 protected:
  void SetUp() override {
    if (const std::string why = hiveaudit_tests::why_no_wim_tool(); !why.empty()) GTEST_SKIP() << why;
    write_files(folder_, "tree", files_);
    std::filesystem::create_symlink("big.bin", folder_.path() / "tree/link");
    std::filesystem::create_directory_symlink("Windows", folder_.path() / "tree/Documents and Settings");
  }

  std::string at(const std::string& name) const { return (folder_.path() / name).string(); }

  void capture(const std::string& name, const std::string& options) const {
    ASSERT_TRUE(wim_tool("capture " + at("tree") + " " + at(name) + " First --threads=1 " + options)) << options;
  }

  /// Every file of an image has the bytes of `files`, and nothing else is there.
  static void expect_files(hive::WimFile& wim, std::uint32_t index, const Files& files) {
    const auto tree = wim.open_image(index);
    ASSERT_TRUE(tree) << shown(tree.error());
    const auto content = read_tree(**tree);
    for (const auto& [path, error] : content.errors) ADD_FAILURE() << path << ": " << shown(error);
    ASSERT_EQ(content.files.size(), files.size());
    for (const auto& [path, bytes] : files) {
      const auto found = content.files.find(path);
      ASSERT_NE(found, content.files.end()) << path;
      EXPECT_TRUE(found->second == bytes) << path;
    }
  }

  void expect_same(const std::string& name) const {
    const auto wim = hive::WimFile::open(source_of(at(name)));
    ASSERT_TRUE(wim) << shown(wim.error());
    EXPECT_EQ((*wim)->image_count(), 1U);
    expect_files(**wim, 1, files_);
  }

  Files files_ = sample_files();
  TempFolder folder_;
};

TEST_F(WimFiles, EveryCompressionGivesTheSameBytes) {
  for (const char* options :
       {"--compress=none", "--compress=XPRESS", "--compress=XPRESS --chunk-size=4096",
        "--compress=XPRESS --chunk-size=65536", "--compress=LZX", "--compress=LZX --chunk-size=2097152",
        "--compress=LZMS", "--compress=LZMS --chunk-size=32768", "--check --compress=LZX", "--solid",
        "--solid --solid-chunk-size=32768", "--solid --solid-compress=LZX --solid-chunk-size=65536",
        "--solid --solid-compress=XPRESS --solid-chunk-size=4096", "--compress=none --solid"}) {
    SCOPED_TRACE(options);
    std::filesystem::remove(at("one.wim"));
    capture("one.wim", options);
    expect_same("one.wim");
  }
}

TEST_F(WimFiles, FoldersLinksAndSizesAreListed) {
  capture("one.wim", "--compress=XPRESS");
  const auto wim = hive::WimFile::open(source_of(at("one.wim")));
  ASSERT_TRUE(wim) << shown(wim.error());
  const auto tree = (*wim)->open_image(1);
  ASSERT_TRUE(tree) << shown(tree.error());
  std::string listed;
  for (const auto& entry : (*tree)->list("").entries) {
    listed +=
        entry.name + " " + std::to_string(static_cast<int>(entry.kind)) + " " + std::to_string(entry.size_bytes) + "\n";
  }
  EXPECT_EQ(
      listed,
      "Documents and Settings 2 0\nUsers 1 0\nWindows 1 0\na 1 0\nbig.bin 0 300000\nchunk and one.bin 0 32769\n"
      "chunk.bin 0 32768\ncopy of big.bin 0 300000\nempty folder 1 0\nempty.txt 0 0\nlink 2 0\nnoise.bin 0 70001\n"
      "one.bin 0 1\nzeros.bin 0 131072\n");
  const auto config = (*tree)->list("Windows/System32/config");
  EXPECT_FALSE(config.error);
  EXPECT_EQ(config.entries.size(), 2U);
  EXPECT_TRUE((*tree)->list("empty folder").entries.empty());
  EXPECT_FALSE((*tree)->list("empty folder").error);
}

TEST_F(WimFiles, WhatIsNoFileIsSaidToBeNone) {
  capture("one.wim", "--compress=XPRESS");
  const auto wim = hive::WimFile::open(source_of(at("one.wim")));
  ASSERT_TRUE(wim) << shown(wim.error());
  const auto tree = (*wim)->open_image(1);
  ASSERT_TRUE(tree) << shown(tree.error());
  const auto why = [&](const std::string& path) {
    const auto source = (*tree)->open(path);
    return source ? std::string("opened") : shown(source.error());
  };
  EXPECT_EQ(why("no such"), ":no such: io: there is no such file in the image");
  EXPECT_EQ(why(""), "io: there is no such file in the image");
  EXPECT_EQ(why("windows"), ":windows: io: there is no such file in the image") << "names are as listed";
  EXPECT_EQ(why("big.bin/more"), ":big.bin/more: io: there is no such file in the image");
  EXPECT_EQ(why("Windows"), ":Windows: io: this is a folder (expected a file)");
  EXPECT_EQ(why("Windows/"), ":Windows/: io: there is no such file in the image");
  EXPECT_EQ(why("link"),
            ":link: unsupported: this is a link, which leads elsewhere (expected a file, found a reparse "
            "point of kind 0xa000000c)");
  const auto listing = (*tree)->list("big.bin");
  ASSERT_TRUE(listing.error);
  EXPECT_EQ(shown(*listing.error), ":big.bin: io: there is no such folder in the image");
  const auto image = (*wim)->open_image(2);
  ASSERT_FALSE(image);
  EXPECT_EQ(shown(image.error()), "io: the WIM has no such image (expected 1 to 1, found 2)");
}

TEST_F(WimFiles, ReadsAnywhereGiveTheSameBytes) {
  for (const char* options : {"--compress=LZX", "--solid --solid-chunk-size=32768", "--compress=none"}) {
    SCOPED_TRACE(options);
    std::filesystem::remove(at("one.wim"));
    capture("one.wim", options);
    const auto wim = hive::WimFile::open(source_of(at("one.wim")));
    ASSERT_TRUE(wim) << shown(wim.error());
    const auto tree = (*wim)->open_image(1);
    ASSERT_TRUE(tree) << shown(tree.error());
    const auto source = (*tree)->open("big.bin");
    ASSERT_TRUE(source) << shown(source.error());
    const auto& whole = files_["big.bin"];
    EXPECT_EQ((*source)->size_bytes(), whole.size());
    std::mt19937 random(11);
    for (int i = 0; i < 300; ++i) {
      const std::size_t offset = random() % (whole.size() + 10);
      std::vector<std::byte> into(random() % 70'000);
      const auto got = (*source)->read_at(offset, into);
      ASSERT_TRUE(got) << shown(got.error());
      const std::size_t expected = std::min(into.size(), whole.size() - std::min(offset, whole.size()));
      ASSERT_EQ(*got, expected);
      ASSERT_TRUE(expected == 0 || std::equal(into.begin(), into.begin() + static_cast<std::ptrdiff_t>(*got),
                                              whole.begin() + static_cast<std::ptrdiff_t>(offset)));
    }
    std::vector<std::byte> beyond(5);
    EXPECT_EQ(*(*source)->read_at(UINT64_MAX, beyond), 0U);
  }
}

TEST_F(WimFiles, TwoImagesShareTheirBlobs) {
  capture("two.wim", "--compress=LZX");
  Files second = files_;
  second["Windows/System32/config/SYSTEM"] = hiveaudit_tests::some_bytes(150'000, 99);
  write_files(folder_, "tree2", second);
  ASSERT_TRUE(wim_tool("append " + at("tree2") + " " + at("two.wim") + " Second --threads=1"));
  const auto wim = hive::WimFile::open(source_of(at("two.wim")));
  ASSERT_TRUE(wim) << shown(wim.error());
  EXPECT_EQ((*wim)->image_count(), 2U);
  expect_files(**wim, 1, files_);
  expect_files(**wim, 2, second);
  const auto one = (*wim)->open_image(1);
  const auto two = (*wim)->open_image(2);
  ASSERT_TRUE(one && two);
  const auto same = [&](const std::string& path) { return *(*one)->find_sha1(path) == *(*two)->find_sha1(path); };
  EXPECT_TRUE(same("Windows/System32/config/SOFTWARE"));
  EXPECT_FALSE(same("Windows/System32/config/SYSTEM"));
  EXPECT_EQ(*(*one)->find_sha1("big.bin"), hive::sha1_of(files_["big.bin"]));
  EXPECT_EQ(*(*one)->find_sha1("big.bin"), *(*one)->find_sha1("copy of big.bin"));
  EXPECT_EQ(hive::to_text(*(*one)->find_sha1("empty.txt")), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  ASSERT_TRUE((*wim)->claims()) << shown((*wim)->claims().error());
  ASSERT_EQ((*wim)->claims()->images.size(), 2U);
  EXPECT_EQ((*wim)->claims()->images[1].index, 2U);
  EXPECT_EQ((*wim)->claims()->images[1].name, "Second");
}

TEST_F(WimFiles, PartsOfASplitWim) {
  for (unsigned i = 0; i < 6; ++i)
    files_["noise" + std::to_string(i)] = hiveaudit_tests::some_bytes(400'000, 20 + i, true);
  write_files(folder_, "tree", files_);
  capture("whole.wim", "--compress=XPRESS");
  ASSERT_TRUE(wim_tool("split " + at("whole.wim") + " " + at("part.swm") + " 1.4"));
  ASSERT_TRUE(std::filesystem::exists(at("part3.swm")));
  ASSERT_FALSE(std::filesystem::exists(at("part4.swm")));

  const auto whole =
      hive::WimFile::open(source_of(at("part3.swm")), {source_of(at("part.swm")), source_of(at("part2.swm"))});
  ASSERT_TRUE(whole) << shown(whole.error());
  EXPECT_TRUE((*whole)->missing_parts().empty());
  expect_files(**whole, 1, files_);

  const auto first = hive::WimFile::open(source_of(at("part.swm")));
  ASSERT_TRUE(first) << shown(first.error());
  EXPECT_EQ((*first)->missing_parts(), (std::vector<std::uint16_t>{2, 3}));
  const auto tree = (*first)->open_image(1);
  ASSERT_TRUE(tree) << shown(tree.error());
  const auto content = read_tree(**tree);
  EXPECT_FALSE(content.errors.empty());
  EXPECT_EQ(content.files.size() + content.errors.size(), files_.size());
  for (const auto& [path, bytes] : content.files) EXPECT_TRUE(files_[path] == bytes) << path;
  for (const auto& [path, error] : content.errors) {
    EXPECT_EQ(error.code, hive::ErrorCode::unsupported);
    EXPECT_EQ(error.message, "the data are in another file: this split WIM needs part 2 or 3");
    EXPECT_EQ(error.expected, "all 3 parts");
    EXPECT_EQ(error.where.member, path);
  }

  const auto why = [&](const std::string& file, std::vector<std::shared_ptr<const hive::ByteSource>> further = {}) {
    const auto wim = hive::WimFile::open(source_of(at(file)), std::move(further));
    return wim ? std::string("opened") : shown(wim.error());
  };
  EXPECT_EQ(why("part2.swm"),
            "@0x00000028: unsupported: this is part 2 of 3 of a split WIM (expected part 1, which holds its images)");
  EXPECT_EQ(why("part.swm", {source_of(at("part.swm"))}),
            "@0x00000028: corrupt: a part of the split WIM is there twice (expected each part once, found part 1)");
  EXPECT_EQ(why("part.swm", {source_of(at("whole.wim"))}),
            "@0x00000018: corrupt: a part of the split WIM belongs to another one (expected part of 3, with the same "
            "GUID, found part 1 of 1)");
}

TEST_F(WimFiles, ADeltaNeedsItsBase) {
  capture("base.wim", "--compress=XPRESS");
  files_["new.txt"] = hiveaudit_tests::some_bytes(1000, 50);
  write_files(folder_, "tree", files_);
  capture("delta.wim", "--compress=XPRESS --delta-from=" + at("base.wim"));
  const auto wim = hive::WimFile::open(source_of(at("delta.wim")));
  ASSERT_TRUE(wim) << shown(wim.error());
  const auto tree = (*wim)->open_image(1);
  ASSERT_TRUE(tree) << shown(tree.error());
  EXPECT_TRUE((*tree)->open("new.txt"));
  const auto source = (*tree)->open("big.bin");
  ASSERT_FALSE(source);
  const std::string digest = hive::to_text(hive::sha1_of(files_["big.bin"]));
  EXPECT_EQ(shown(source.error()),
            ":big.bin: unsupported: the data are in another file: this WIM needs its base WIM (expected the base WIM, "
            "with SHA-1 " +
                digest + ", found SHA-1 " + digest + " in no blob table)");
}

TEST_F(WimFiles, ADamagedFileSpoilsNoOther) {
  capture("one.wim", "--compress=XPRESS");
  auto bytes = *hive::read_whole(*source_of(at("one.wim")));
  const auto& noise = files_["noise.bin"];  // stored as it is: no compression makes it smaller
  const auto found = std::search(bytes.begin(), bytes.end(), noise.begin() + 100, noise.begin() + 200);
  ASSERT_NE(found, bytes.end());
  *found ^= std::byte{1};
  const auto wim = hive::WimFile::open(hive::open_memory(bytes));
  ASSERT_TRUE(wim) << shown(wim.error());
  const auto tree = (*wim)->open_image(1);
  ASSERT_TRUE(tree) << shown(tree.error());
  const auto content = read_tree(**tree);
  ASSERT_EQ(content.errors.size(), 1U);
  EXPECT_EQ(content.errors.begin()->first, "noise.bin");
  EXPECT_EQ(content.errors.begin()->second.code, hive::ErrorCode::corrupt);
  EXPECT_EQ(content.errors.begin()->second.message, "the data in the WIM are not those of their SHA-1");
  EXPECT_EQ(content.errors.begin()->second.expected, hive::to_text(hive::sha1_of(noise)));
  EXPECT_EQ(content.files.size(), files_.size() - 1);
}

TEST_F(WimFiles, ATruncatedWimIsNamed) {
  capture("one.wim", "--compress=XPRESS");
  const auto whole = *hive::read_whole(*source_of(at("one.wim")));
  for (const std::size_t size : {whole.size() - 1, whole.size() / 2, std::size_t{300}, std::size_t{100}}) {
    const auto cut =
        hive::WimFile::open(hive::open_memory({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)}));
    ASSERT_FALSE(cut) << size;
    EXPECT_EQ(cut.error().code, hive::ErrorCode::truncated) << size;
  }
}

TEST_F(WimFiles, APipableWimIsNamed) {
  capture("pipe.wim", "--pipable");
  const auto wim = hive::WimFile::open(source_of(at("pipe.wim")));
  ASSERT_FALSE(wim);
  EXPECT_EQ(wim.error().code, hive::ErrorCode::unsupported);
  EXPECT_EQ(wim.error().message, "this is a pipable WIM, which has a layout of its own");
}

/// Counts what is read below, as a measure of what is decompressed.
class CountedSource final : public hive::ByteSource {
 public:
  explicit CountedSource(std::shared_ptr<const hive::ByteSource> below) : below_(std::move(below)) {}
  std::uint64_t size_bytes() const override { return below_->size_bytes(); }
  hive::Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
    bytes += into.size();
    return below_->read_at(offset, into);
  }
  mutable std::uint64_t bytes = 0;

 private:
  std::shared_ptr<const hive::ByteSource> below_;
};

/// The files in small chunks of one stream, and what is read of it.
class SolidWim : public WimFiles {
 protected:
  void SetUp() override {
    WimFiles::SetUp();
    if (IsSkipped()) return;
    capture("solid.wim", "--solid --solid-chunk-size=32768");
    counted = std::make_shared<CountedSource>(source_of(at("solid.wim")));
    const auto wim = hive::WimFile::open(counted);
    ASSERT_TRUE(wim) << shown(wim.error());
    auto opened = (*wim)->open_image(1);
    ASSERT_TRUE(opened) << shown(opened.error());
    tree = *std::move(opened);
  }

  std::shared_ptr<CountedSource> counted;
  std::shared_ptr<hive::WimTree> tree;
};

TEST_F(SolidWim, ASolidResourceIsReadOnceInTheOrderOfPlaces) {
  std::vector<std::pair<hive::WimPlace, std::string>> order;
  for (const auto& [path, bytes] : files_) order.emplace_back(tree->find_place(path), path);
  std::sort(order.begin(), order.end());
  EXPECT_EQ(order[0].first, hive::WimPlace{});
  EXPECT_EQ(order[0].second, "empty.txt");
  EXPECT_EQ(order[1].first.part, 1U);
  EXPECT_EQ(tree->find_place("big.bin"), tree->find_place("copy of big.bin"));
  EXPECT_EQ(tree->find_place("no such"), hive::WimPlace{});
  // Each is opened, which proves it; the small ones are still in the chunks that are kept.
  for (const auto& [place, path] : order) EXPECT_TRUE(tree->open(path)) << path;
  EXPECT_LT(counted->bytes, counted->size_bytes() + 4096);
}

TEST_F(SolidWim, WhatWillBeOpenedIsReadInTheOrderOfPlaces) {
  std::vector<std::string> worst;  // the other way round
  for (const auto& [path, bytes] : files_) worst.push_back(path);
  std::ranges::sort(worst, std::greater(), [&](const std::string& path) { return tree->find_place(path); });
  tree->will_open(worst);
  for (const std::string& path : worst) {
    const auto file = tree->open(path);
    ASSERT_TRUE(file) << path;
    std::vector<std::byte> bytes(files_[path].size());
    ASSERT_EQ(*(*file)->read_at(0, bytes), bytes.size());
    EXPECT_TRUE(bytes == files_[path]) << path;
  }
  EXPECT_LT(counted->bytes, counted->size_bytes() + 4096);
}

TEST(WimKept, TheLatestAreKeptAndWhatIsUsed) {
  const auto bytes = [](std::size_t count) {
    return *hive::BlobMemory::of(*hive::open_memory(std::vector<std::byte>(count)),
                                 std::make_shared<hive::SpareMemory>());
  };
  const auto named = [](int letter) {
    hive::Sha1 sha1{};
    sha1[0] = static_cast<std::byte>(letter);
    return sha1;
  };
  constexpr std::size_t kMost = hive::limits::kWimKeptBytes;
  hive::WimKept kept;
  kept.keep(named(1), bytes(kMost / 2));
  const hive::BlobBytes used = bytes(kMost / 2);
  kept.keep(named(2), used);
  EXPECT_NE(kept.find(named(1)), nullptr);
  kept.keep(named(3), bytes(1));
  EXPECT_EQ(kept.find(named(1)), nullptr);
  kept.keep(named(4), bytes(kMost));
  EXPECT_EQ(kept.find(named(3)), nullptr);
  EXPECT_EQ(kept.find(named(2)), used);
  EXPECT_NE(kept.find(named(4)), nullptr);
  EXPECT_EQ(kept.find(named(5)), nullptr);
}

TEST(WimKept, LargeMemoryIsUsedAgainAndHoldsTheNextBytesAlone) {
  constexpr std::size_t kLarge = 9U * 1024 * 1024;
  const auto spare = std::make_shared<hive::SpareMemory>();
  const auto filled = [&](std::size_t count, int letter) {
    return *hive::BlobMemory::of(*hive::open_memory(std::vector<std::byte>(count, static_cast<std::byte>(letter))),
                                 spare);
  };
  hive::BlobBytes first = filled(kLarge, 1);
  const std::byte* place = first->bytes().data();
  hive::BlobBytes second = filled(kLarge, 2);
  EXPECT_NE(second->bytes().data(), place) << "the first one is still used";
  first.reset();
  EXPECT_EQ(spare->size_bytes, kLarge);
  EXPECT_NE(filled(1000, 3)->bytes().data(), place) << "little is got as fast";
  {
    const hive::BlobBytes large = filled(3 * kLarge, 6);
    EXPECT_EQ(spare->size_bytes, 0U);
  }
  EXPECT_NE(filled(kLarge, 7)->bytes().data(), nullptr);
  EXPECT_EQ(spare->size_bytes, 3 * kLarge) << "left to a larger one";
  *spare = {};
  first = filled(kLarge, 1);
  place = first->bytes().data();
  first.reset();
  const hive::BlobBytes third = filled(kLarge - 1000, 4);
  EXPECT_EQ(third->bytes().data(), place);
  EXPECT_EQ(third->size(), kLarge - 1000);
  const std::vector<std::byte> expected(kLarge - 1000, std::byte{4});
  EXPECT_TRUE(std::ranges::equal(third->bytes(), expected));
  EXPECT_EQ(third->sha1(), hive::sha1_of(hive::Bytes(expected)));
  EXPECT_EQ(third->sha256(), hive::sha256_hex(hive::Bytes(expected)));
  second.reset();
  const hive::BlobBytes larger = filled(kLarge + 1, 5);
  EXPECT_EQ(spare->size_bytes, 0U) << "too little is given back before more is taken";
  EXPECT_EQ(larger->sha256(), hive::sha256_hex(hive::Bytes(std::vector<std::byte>(kLarge + 1, std::byte{5}))));
}

TEST(WimKept, WhatCannotBeReadIsAnError) {
  class Failing final : public hive::ByteSource {
   public:
    std::uint64_t size_bytes() const override { return 100; }
    hive::Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
      return offset < 50 ? std::min<std::size_t>(50, into.size()) : 0;
    }
  };
  const auto bytes = hive::BlobMemory::of(Failing{}, std::make_shared<hive::SpareMemory>());
  ASSERT_FALSE(bytes);
  EXPECT_EQ(bytes.error().code, hive::ErrorCode::truncated);
}

}  // namespace
