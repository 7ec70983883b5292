#include "hive/wim_metadata.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/wim_writer.h"

namespace {

using hiveaudit_tests::DentrySpec;
using hiveaudit_tests::empty_metadata;
using hiveaudit_tests::kWimRoot;
using hiveaudit_tests::kWimRootList;
using hiveaudit_tests::put;
using hiveaudit_tests::put_list;
using hiveaudit_tests::WimBytes;

constexpr std::uint32_t kFolder = 0x10;

/// The names of a folder and its error, or why there is none.
std::string listed(const hive::WimMetadata& metadata, const std::string& path = {}) {
  const auto folder = metadata.find_folder(path);
  if (!folder) return to_text(folder.error());
  std::string text;
  for (const auto& entry : (*folder)->entries) text += entry.name + (entry.is(kFolder) ? "/ " : " ");
  if ((*folder)->error) text += to_text(*(*folder)->error);
  return text;
}

std::string listed(WimBytes bytes, const std::string& path = {}) {
  const auto metadata = hive::WimMetadata::open(std::move(bytes));
  return metadata ? listed(*metadata, path) : to_text(metadata.error());
}

WimBytes with_root_list(const std::vector<DentrySpec>& entries) {
  WimBytes metadata = empty_metadata();
  put_list(metadata, kWimRootList, entries);
  return metadata;
}

TEST(WimMetadata, NamesAreListedInByteOrder) {
  EXPECT_EQ(listed(with_root_list({{u"b"}, {u"B"}, {u"\u00DC"}, {u"a", kFolder}})), "B a/ b \xC3\x9C ");
  EXPECT_EQ(listed(with_root_list({})), "");
  WimBytes no_children = empty_metadata();
  put(no_children, kWimRoot + 16, 0, 8);
  EXPECT_EQ(listed(std::move(no_children)), "");
}

TEST(WimMetadata, ARootThatIsNone) {
  EXPECT_EQ(listed(WimBytes{}),
            "@0x00000000: truncated: the metadata of the image ends before its root (expected a "
            "root at 8, found 0 bytes)");
  WimBytes bytes = with_root_list({});
  put(bytes, 0, 0xFFFF'FFFF, 4);
  EXPECT_EQ(listed(bytes),
            "@0x00000000: truncated: the metadata of the image ends before its root (expected a root at "
            "4294967296, found 136 bytes)");
  bytes = with_root_list({});
  put(bytes, kWimRoot + 8, 0x20, 4);
  EXPECT_EQ(listed(bytes),
            "@0x00000008: corrupt: the root of the image is no folder (expected a folder, found "
            "attributes 0x20)");
  bytes = with_root_list({});
  put(bytes, kWimRoot, 0, 8);
  EXPECT_EQ(listed(bytes),
            "@0x00000008: corrupt: the root of the image is no folder (expected a folder, found nothing)");
}

TEST(WimMetadata, NamesThatCannotBeAreTheListingsError) {
  const std::string what =
      "a @0x00000080: corrupt: an entry in the metadata of the image has a name that cannot be "
      "(expected a file name, found ";
  EXPECT_EQ(listed(with_root_list({{u".."}, {u"a"}})), what + "a name that means another folder: ..)");
  EXPECT_EQ(listed(with_root_list({{u"."}, {u"a"}})), what + "a name that means another folder: .)");
  EXPECT_EQ(listed(with_root_list({{u"x/y"}, {u"a"}})), what + "a `/` in a name: x/y)");
  EXPECT_EQ(listed(with_root_list({{std::u16string(u"x\0y", 3)}, {u"a"}})), what + "a NUL in a name: x\\u0000y)");
  EXPECT_EQ(listed(with_root_list({{u""}, {u"a"}})), what + "no name at all)");
}

TEST(WimMetadata, OfTwoEntriesWithOneNameNeitherIsTaken) {
  const auto metadata = hive::WimMetadata::open(with_root_list({{u"a"}, {u"b"}, {u"a"}, {u"c"}}));
  ASSERT_TRUE(metadata);
  EXPECT_EQ(listed(*metadata),
            "b c @0x00000080: corrupt: a folder in the metadata of the image has a name twice "
            "(expected each name once, found a)");
  EXPECT_TRUE(metadata->find_entry("b"));
  const auto twice = metadata->find_entry("a");
  ASSERT_FALSE(twice);
  EXPECT_EQ(to_text(twice.error()),
            "@0x00000080: corrupt: two entries of the image have this name (expected each name once, found a)");
  const auto none = metadata->find_entry("d");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, hive::ErrorCode::corrupt) << "it cannot be called missing";
}

TEST(WimMetadata, LengthsThatLie) {
  const auto with_entry = [](std::size_t field, std::uint64_t value, std::size_t count) {
    WimBytes bytes = with_root_list({{u"a"}, {u"b"}});
    put(bytes, kWimRootList + field, value, count);
    return listed(std::move(bytes));
  };
  EXPECT_EQ(with_entry(0, 101, 8),
            "@0x00000080: corrupt: an entry in the metadata of the image is too short (expected "
            "at least 102 bytes, found 101 bytes)");
  EXPECT_EQ(with_entry(0, UINT64_MAX, 8),
            "@0x00000080: truncated: the metadata of the image ends inside an entry of a "
            "folder (expected 18446744073709551615 bytes, found 232 bytes left)");
  EXPECT_EQ(with_entry(100, 11, 2),
            "@0x00000080: corrupt: a name in the metadata of the image is longer than its entry "
            "(expected at most 10 bytes, found 11 bytes)");
  EXPECT_EQ(with_entry(100, 1, 2),
            "@0x00000080: corrupt: a name in the metadata of the image is no UTF-16 (expected an "
            "even number of bytes, found 1 bytes)");
  EXPECT_EQ(with_entry(96, 1, 2), "a ") << "the entry behind it is taken for a stream";
  EXPECT_EQ(with_entry(96, 2, 2),
            "@0x00000160: truncated: the metadata of the image ends inside a stream of a file "
            "(expected 38 bytes, found 8 bytes left)");
  EXPECT_EQ(with_entry(96, 0xFFFF, 2), with_entry(96, 2, 2));
  WimBytes streams = with_root_list({{u"a"}, {u"b"}});
  put(streams, kWimRootList + 96, 1, 2);
  put(streams, kWimRootList + 112, 39, 8);
  put(streams, kWimRootList + 112 + 36, 2, 2);
  EXPECT_EQ(listed(streams),
            "@0x000000f0: corrupt: a stream in the metadata of the image is too short for its name "
            "(expected at least 40 bytes, found 39 bytes)");
  put(streams, kWimRootList + 112, UINT64_MAX, 8);
  EXPECT_EQ(listed(streams),
            "@0x000000f0: truncated: the metadata of the image ends inside a stream of a file "
            "(expected 18446744073709551615 bytes, found 120 bytes left)");
  WimBytes cut = with_root_list({{u"a"}});
  cut.resize(cut.size() - 8);
  EXPECT_EQ(listed(std::move(cut)),
            "a @0x000000f0: truncated: the metadata of the image ends inside a folder (expected "
            "8 bytes, found 0 bytes left)");
}

TEST(WimMetadata, ExtraStreamsGiveTheDefaultOne) {
  WimBytes bytes = empty_metadata();
  std::size_t at = hiveaudit_tests::put_dentry(bytes, kWimRootList, {u"a"});
  put(bytes, kWimRootList + 96, 2, 2);
  const hive::Sha1 named = hive::sha1_of(hiveaudit_tests::bytes_of_text("named"));
  const hive::Sha1 plain = hive::sha1_of(hiveaudit_tests::bytes_of_text("plain"));
  put(bytes, at, 48, 8);  // a stream `s`
  put(bytes, at + 40, 0, 8);
  hiveaudit_tests::put_sha1(bytes, at + 16, named);
  put(bytes, at + 36, 2, 2);
  put(bytes, at + 38, u's', 2);
  at += 48;
  put(bytes, at, 38, 8);  // without a name; aligned to 40
  put(bytes, at + 8, 0, 32);
  hiveaudit_tests::put_sha1(bytes, at + 16, plain);
  put(bytes, at + 36, 0, 2);
  at += 40;
  hiveaudit_tests::put_list(bytes, at, {{u"b"}});
  const auto metadata = hive::WimMetadata::open(bytes);
  ASSERT_TRUE(metadata);
  EXPECT_EQ(listed(*metadata), "a b ");
  const auto entry = metadata->find_entry("a");
  ASSERT_TRUE(entry);
  EXPECT_EQ((*entry)->sha1, plain);
}

TEST(WimMetadata, FoldersThatHoldThemselvesOrEachOther) {
  const std::string shared =
      ": corrupt: a folder in the metadata of the image holds entries of another one (expected "
      "entries of its own, found those at 128)";
  // Its own list, and the list of the folder above.
  const auto cyclic = hive::WimMetadata::open(with_root_list({{u"a", kFolder, kWimRootList}, {u"b"}}));
  ASSERT_TRUE(cyclic);
  EXPECT_EQ(listed(*cyclic), "a/ b ");
  EXPECT_EQ(listed(*cyclic, "a"), "@0x00000080" + shared);
  EXPECT_EQ(listed(*cyclic, "a/a"), "@0x00000080" + shared);
  // The end of a list of another folder: b seen from a.
  const auto tail = hive::WimMetadata::open(with_root_list({{u"a", kFolder, kWimRootList + 112}, {u"b"}}));
  ASSERT_TRUE(tail);
  EXPECT_EQ(listed(*tail, "a").substr(0, 76),
            "@0x00000080: corrupt: a folder in the metadata of the image holds entries of");
  // The root itself.
  const auto root = hive::WimMetadata::open(with_root_list({{u"a", kFolder, kWimRoot}}));
  ASSERT_TRUE(root);
  EXPECT_EQ(listed(*root, "a").substr(0, 76),
            "@0x00000080: corrupt: a folder in the metadata of the image holds entries of");
  // Two folders with one list: whoever is asked first has it.
  WimBytes bytes = with_root_list({{u"a", kFolder, 512}, {u"b", kFolder, 512}});
  put_list(bytes, 512, {{u"c"}});
  const auto two = hive::WimMetadata::open(bytes);
  ASSERT_TRUE(two);
  EXPECT_EQ(listed(*two, "b"), "c ");
  EXPECT_EQ(listed(*two, "a").substr(0, 76),
            "@0x00000080: corrupt: a folder in the metadata of the image holds entries of");
  EXPECT_EQ(listed(*two, "b"), "c ");
}

TEST(WimMetadata, AListThatRunsIntoAnotherAndOneBeyondTheEnd) {
  WimBytes bytes = with_root_list({{u"a", kFolder, 512}, {u"b", kFolder, 624}, {u"c", kFolder, 1U << 30U}});
  put_list(bytes, 512, {{u"x"}, {u"y"}});  // y stands at 624
  const auto metadata = hive::WimMetadata::open(bytes);
  ASSERT_TRUE(metadata);
  EXPECT_EQ(listed(*metadata, "b"), "y ");
  EXPECT_EQ(listed(*metadata, "a"),
            "@0x00000080: corrupt: a folder in the metadata of the image holds entries of "
            "another one (expected entries of its own, found those at 512)");
  EXPECT_EQ(listed(*metadata, "c"),
            "@0x00000160: truncated: the entries of a folder lie beyond the metadata of the "
            "image (expected less than 744, found 1073741824)");
}

TEST(WimMetadata, EmptyFoldersMayShareAnEnd) {
  WimBytes bytes = with_root_list({{u"a", kFolder, 512}, {u"b", kFolder, 512}});
  put_list(bytes, 512, {});
  EXPECT_EQ(listed(bytes, "a"), "");
  EXPECT_EQ(listed(bytes, "b"), "");
}

TEST(WimMetadata, ManyLevelsAreWalkedWithoutRecursion) {
  WimBytes bytes = empty_metadata();
  std::string path;
  std::size_t at = kWimRootList;
  for (int level = 0; level < 20'000; ++level) {
    put_list(bytes, at, {{u"d", kFolder, at + 120}});
    at += 120;
    path += level == 0 ? "d" : "/d";
  }
  put_list(bytes, at, {{u"file"}});
  EXPECT_EQ(listed(std::move(bytes), path), "file ");
}

}  // namespace
