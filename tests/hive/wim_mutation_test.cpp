// Changed WIMs: whatever is changed, every listing and every file ends in bytes that have their SHA-1 or in an error.
#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <set>
#include <string>

#include "hive/file_source.h"
#include "hive/read_whole.h"
#include "hive/wim_file.h"
#include "tests/support/read_tree.h"
#include "tests/support/wim_tool.h"

namespace {

using hiveaudit_tests::Files;
using hiveaudit_tests::put;
using hiveaudit_tests::WimBytes;

struct Fate {
  std::size_t refused = 0;   ///< not opened
  std::size_t partly = 0;    ///< some errors
  std::size_t unharmed = 0;  ///< everything was read
};

/// Reads all of it. A file that is read has bytes of the sample: nothing else has a SHA-1 that the WIM knows.
void read_mutant(WimBytes bytes, const std::set<WimBytes>& known, Fate& fate) {
  const auto wim = hive::WimFile::open(hive::open_memory(std::move(bytes)));
  if (!wim) {
    EXPECT_FALSE(wim.error().message.empty());
    ++fate.refused;
    return;
  }
  bool is_harmed = false;
  for (std::uint32_t image = 1; image <= (*wim)->image_count(); ++image) {
    const auto tree = (*wim)->open_image(image);
    if (!tree) {
      is_harmed = true;
      continue;
    }
    const auto content = hiveaudit_tests::read_tree(**tree);
    is_harmed = is_harmed || !content.errors.empty();
    for (const auto& [path, file] : content.files) EXPECT_TRUE(known.contains(file)) << path;
  }
  ++(is_harmed ? fate.partly : fate.unharmed);
}

/// A few changes: a byte, a bit, a number of the kind that breaks sums, a run of zeros, the end cut off.
void change(WimBytes& bytes, std::mt19937& random, std::size_t from, std::size_t end) {
  const auto place = [&] { return from + random() % (end - from); };
  for (std::size_t i = 1 + random() % 3; i > 0; --i) {
    const std::size_t at = place();
    switch (random() % 5) {
      case 0:
        bytes[at] = static_cast<std::byte>(random());
        break;
      case 1:
        bytes[at] ^= static_cast<std::byte>(1U << (random() % 8));
        break;
      case 2:
        if (at + 8 < bytes.size()) put(bytes, at, (random() % 2 == 0 ? UINT64_MAX : 0x7FFF'FFFFU) - random() % 9, 8);
        break;
      case 3:
        if (at + 4 < bytes.size()) put(bytes, at, random() % 400, 4);
        break;
      default:
        for (std::size_t k = at; k < std::min(at + 8, end); ++k) bytes[k] = std::byte{0};
        break;
    }
  }
}

TEST(WimMutation, FilesOfWimlib) {
  if (const std::string why = hiveaudit_tests::why_no_wim_tool(); !why.empty()) GTEST_SKIP() << why;
  Files files;
  files["a/SYSTEM"] = hiveaudit_tests::some_bytes(40'000, 1);
  files["a/SOFTWARE"] = hiveaudit_tests::some_bytes(9'000, 2);
  files["b"] = hiveaudit_tests::some_bytes(70'000, 3);
  files["empty"] = {};
  const hiveaudit_tests::TempFolder folder;
  hiveaudit_tests::write_files(folder, "tree", files);
  std::set<WimBytes> known;
  for (const auto& [path, bytes] : files) known.insert(bytes);
  for (const char* options :
       {"--compress=XPRESS --chunk-size=4096", "--compress=LZX", "--solid --solid-chunk-size=32768"}) {
    SCOPED_TRACE(options);
    const std::string path = (folder.path() / "one.wim").string();
    std::filesystem::remove(path);
    ASSERT_TRUE(hiveaudit_tests::wim_tool("capture " + (folder.path() / "tree").string() + " " + path +
                                          " First --threads=1 " + options));
    const auto source = hive::open_file(path);
    ASSERT_TRUE(source);
    const WimBytes whole = *hive::read_whole(**source);
    const auto table = static_cast<std::size_t>(hive::read_wim_header(**source)->blob_table.offset);
    std::mt19937 random(20);
    Fate fate;
    for (int i = 0; i < 300; ++i) {
      WimBytes mutant = whole;
      switch (i % 6) {
        case 0:
          change(mutant, random, 8, 148);
          break;
        case 1:
        case 2:
          change(mutant, random, table, mutant.size());
          break;
        case 3:
          mutant.resize(random() % mutant.size());
          break;
        default:
          change(mutant, random, 208, mutant.size());
          break;
      }
      read_mutant(std::move(mutant), known, fate);
    }
    EXPECT_GT(fate.refused, 50U);
    EXPECT_GT(fate.partly, 50U);
  }
}

/// Metadata are proved by their SHA-1, so an author of a hostile WIM makes that true as well.
TEST(WimMutation, MetadataThatAreProved) {
  const WimBytes file = hiveaudit_tests::bytes_of_text("hello");
  const hive::Sha1 sha1 = hive::sha1_of(file);
  WimBytes metadata = hiveaudit_tests::empty_metadata();
  hiveaudit_tests::put_list(metadata, 128, {{u"a", 0x10, 512}, {u"b", 0x20, 0, sha1}, {u"c", 0x10, 1024}});
  hiveaudit_tests::put_list(metadata, 512, {{u"d", 0x10, 768}, {u"e", 0x20, 0, sha1}, {u"f", 0x20}});
  hiveaudit_tests::put_list(metadata, 768 + 256, {{u"h", 0x10, 1536}, {u"i", 0x410, 0, {}, 0xA000'000C}});
  hiveaudit_tests::put_list(metadata, 768, {{u"g", 0x20, 0, sha1}});
  hiveaudit_tests::put_list(metadata, 1536, {{u"j", 0x20, 0, sha1}});
  std::mt19937 random(21);
  Fate fate;
  for (int i = 0; i < 3000; ++i) {
    WimBytes mutant = metadata;
    change(mutant, random, 0, mutant.size());
    // Where a child list begins is what a change by chance seldom makes interesting.
    if (i % 2 == 0) put(mutant, 16 + 8 * (random() % (mutant.size() / 8 - 3)), 8 * (random() % 200), 8);
    hiveaudit_tests::WimWriter wim;
    wim.add_blob(file);
    wim.add_image(mutant);
    read_mutant(wim.finish(), {file, WimBytes{}}, fate);
  }
  EXPECT_EQ(fate.refused, 0U);
  EXPECT_GT(fate.partly, 300U);
  EXPECT_GT(fate.unharmed, 50U);
}

/// 2^40 paths for who believes it: 40 folders that hold the next one twice.
TEST(WimMutation, FoldersThatMultiplyEndSoon) {
  WimBytes metadata = hiveaudit_tests::empty_metadata();
  for (std::uint64_t level = 0; level < 40; ++level) {
    const std::uint64_t next = 128 + 256 * (level + 1);
    hiveaudit_tests::put_list(metadata, 128 + 256 * level, {{u"a", 0x10, next}, {u"b", 0x10, next}});
  }
  hiveaudit_tests::put_list(metadata, 128 + 256 * 40, {{u"file"}});
  hiveaudit_tests::WimWriter writer;
  writer.add_image(metadata);
  const auto wim = hive::WimFile::open(hive::open_memory(writer.finish()));
  ASSERT_TRUE(wim);
  const auto tree = (*wim)->open_image(1);
  ASSERT_TRUE(tree);
  const auto content = hiveaudit_tests::read_tree(**tree, 100);
  EXPECT_EQ(content.folders.size(), 80U);
  EXPECT_EQ(content.errors.size(), 40U);
}

}  // namespace
