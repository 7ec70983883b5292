// Real hives that are damaged or odd, file by file: what is read of each, and what is said of it. The files lie in
// the shared folder `hives/damaged` and are not ours; without them these tests skip.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "hive/file_source.h"
#include "hive/hive.h"
#include "tests/support/shared_dir.h"

namespace {

using hive::Hive;
using hive::HiveState;
using hive::Presence;
using Path = std::vector<std::string>;

struct DamagedFile {
  const char* name;
  HiveState state;
  std::uint64_t keys;
  std::uint64_t values;
  std::set<std::string> codes;  ///< of everything that a walk and all listings met
  std::string first;            ///< the first broken structure, or why the file was refused
  std::uint64_t not_found = 0;  ///< keys of the walk that a look-up does not give
  friend std::ostream& operator<<(std::ostream& out, const DamagedFile& file) { return out << file.name; }
};

constexpr HiveState kClean = HiveState::clean;
constexpr HiveState kDirty = HiveState::dirty;
constexpr HiveState kDamaged = HiveState::damaged;

const std::vector<DamagedFile>& damaged_files() {
  static const std::vector<DamagedFile> files = {
      // A Windows program.
      {"ez-NotAHive",
       kDamaged,
       0,
       0,
       {},
       "@0x00000000: corrupt: not a registry hive (expected `regf`, found MZ.. "
       "(4d 5a 90 00))"},
      // The second bin begins with `gbin`. Windows gives up such a bin; its cells are all there.
      {"ez-SAMBadHBinHeader",
       kDamaged,
       68,
       73,
       {"bad-bin-header"},
       "@0x00002000: corrupt: a hive bin has no valid header (expected `hbin` and its own offset, found 0x6e696267)"},
      // Recovery of deleted values finds two unnamed ones in a key. They stand behind what the key counts, and no
      // living key has two.
      {"ez-SAM_DUPENAME", kClean, 112, 128, {}, ""},
      // The root key has a value.
      {"ez-SAM_RootValue", kClean, 65, 71, {}, ""},
      // Unnamed values of type 5 that hold no data: user identifiers stored in the type.
      {"ez-SAM_hasBigEndianDWord", kClean, 92, 103, {}, ""},
      // The root lacks the flag of a root (0x04), as in all hives that the offline library of Windows writes.
      {"ez-SECURITYNoRoot", kClean, 8, 2, {}, ""},
      // The base block names a root of eight bytes at the very end of the bin.
      {"p0-report-01.dat",
       kDamaged,
       0,
       0,
       {"bad-cell"},
       "@0x00001ff8: corrupt: a cell is too short for its record (expected at least 76 bytes, found 4 bytes)"},
      // A link whose value is called `Symbolic` and ends with the bin: Windows read on behind it, we do not.
      {"p0-report-02.dat", kClean, 2, 1, {}, ""},
      // A link without values. The list of its values is stale.
      {"p0-report-10.dat", kClean, 2, 0, {}, ""},
      // Two keys; the bug behind it lies in security descriptors, which we do not read.
      {"p0-report-20.dat", kClean, 3, 0, {}, ""},
      // 583 of 840 pages are overwritten, 285 of them with zeros. What is left was counted by other readers too:
      // 1,687 keys and 5,616 values, besides 9 values whose data are lost.
      {"xp-SYSTEM-corrupted",
       kDamaged,
       1687,
       5625,
       {"bad-bin-header", "bad-cell"},
       "@0x0001a000: corrupt: a hive bin has no valid header (expected `hbin` and its own offset, found 0x00000000)"},
      // Keys `2` and `3` share the list of `3`.
      {"yarp-BadListHive",
       kDamaged,
       6,
       0,
       {"key-cycle", "wrong-parent"},
       "\\2 @0x00001470: corrupt: a key stands in the list of a key that is not its parent (expected parent "
       "0x000002e8, found 0x00000380)"},
      // The list of key `2` names the subkey of `3`.
      {"yarp-BadSubkeyHive",
       kDamaged,
       6,
       0,
       {"key-cycle", "wrong-parent"},
       "\\2 @0x00001470: corrupt: a key stands in the list of a key that is not its parent (expected parent "
       "0x000002e8, found 0x00000380)"},
      // Two values in segments.
      {"yarp-BigDataHive", kClean, 2, 2, {}, ""},
      // Names with CR LF and with NUL.
      {"yarp-BogusKeyNamesHive", kClean, 3, 0, {}, ""},
      // U+009F in one byte beside U+0178 in two: the same letter only in Windows-1252. The list's hint of the first
      // is U+0081.
      {"yarp-CompHive", kClean, 4, 0, {"wrong-hash"}, ""},
      // Deleted keys have the names of living ones.
      {"yarp-DupNameHive", kClean, 2, 0, {}, ""},
      // One of 5,000 subkeys is there twice.
      {"yarp-DuplicateSubkeysHive", kClean, 5003, 0, {"duplicate-key"}, ""},
      // The base block's size of the bins was set to 4,096 and its checksum left as it was.
      {"yarp-EffectiveSizeHive", kDirty, 5003, 0, {"bad-checksum"}, ""},
      // Nothing but a root.
      {"yarp-EmptyHive", kClean, 1, 0, {}, ""},
      // Names and data with letters of Latin-1.
      {"yarp-ExtendedASCIIHive", kClean, 2, 1, {}, ""},
      // Seven bytes behind the bins, and a wrong checksum.
      {"yarp-GarbageHive", kDirty, 1, 0, {"bad-checksum"}, ""},
      // One of 5,000 subkeys says that the root is its parent.
      {"yarp-InvalidParentHive",
       kDamaged,
       5003,
       0,
       {"wrong-parent"},
       "\\key_with_many_subkeys @0x00075b08: corrupt: a key stands in the list of a key that is not its parent "
       "(expected parent 0x00000140, found 0x00000020)"},
      // An empty list of strings, and one with Cyrillic text.
      {"yarp-MultiSzHive", kClean, 2, 2, {}, ""},
      // Strings with and without their NUL.
      {"yarp-StringValuesHive", kClean, 2, 4, {}, ""},
      // The delta hive of a container: what it does not hold may be in the layer below. Two keys are tombstones.
      {"yarp-System_Delta", kClean, 586, 820, {"layered-key"}, "", 2},
      // Cut after two of 119 pages: the list of the 5,000 subkeys is behind the end.
      {"yarp-TruncatedHive",
       kDamaged,
       2,
       0,
       {"truncated"},
       "@0x00003000: truncated: the file ends before its hive bins do (expected 491520 bytes, found 12288 bytes)"},
      // The name of the only subkey reaches beyond its cell.
      {"yarp-TruncatedNameHive",
       kDamaged,
       1,
       0,
       {"bad-key-name"},
       "\\{f02a5627-2420-4279-b2e4-9c3f211aa709} @0x000011b0: corrupt: the name of a key is empty, or does not fit its "
       "cell or its encoding (expected 1 to 16 "
       "bytes, even in UTF-16, found 22 bytes)"},
      // Cyrillic names.
      {"yarp-UnicodeHive", kClean, 3, 0, {}, ""},
      // `ß` is no `SS`: names sort after `SS3`.
      {"yarp-UpcaseHive", kClean, 4, 0, {}, ""},
      // Two lists in which two neighbours changed places: Windows does not find one key of each.
      {"yarp-WrongOrderHive", kClean, 11, 0, {"unsorted-list"}, ""},
  };
  return files;
}

std::optional<std::filesystem::path> folder() {
  const auto shared = hiveaudit_tests::shared_dir();
  if (!shared) return std::nullopt;
  return *shared / "hives/damaged";
}

hive::Result<Hive> open_named(const std::string& name) {
  auto source = hive::open_file((*folder() / name).string());
  if (!source) return source.error();
  return Hive::open(std::move(*source), name);
}

class DamagedFileTest : public ::testing::TestWithParam<DamagedFile> {
 protected:
  void SetUp() override {
    if (!folder()) GTEST_SKIP() << "no folder of real hives";
  }
};

TEST_P(DamagedFileTest, IsReadAndToldAsExplained) {
  const DamagedFile& wanted = GetParam();
  const auto opened = open_named(wanted.name);
  if (!opened) {
    EXPECT_EQ(wanted.name + (" " + wanted.first), hive::to_text(opened.error()));
    return;
  }
  std::uint64_t values = 0;
  std::uint64_t found = 0;
  std::set<std::string> codes;
  const auto totals = opened->walk([&](const hive::Key& key, std::span<const std::string> path) {
    values += opened->list_values(key).items.size();
    (void)opened->list_subkeys(key);
    // What a walk shows, a look-up finds.
    const auto again = opened->find_key(path);
    found += again.presence == Presence::present || again.presence == Presence::ambiguous ? 1U : 0U;
    return true;
  });
  for (const hive::Anomaly& anomaly : opened->anomalies()) codes.insert(anomaly.code);
  EXPECT_EQ(hive::name_of(opened->state()), hive::name_of(wanted.state));
  EXPECT_EQ(totals.keys, wanted.keys);
  EXPECT_EQ(found, wanted.keys - wanted.not_found);
  EXPECT_EQ(values, wanted.values);
  EXPECT_EQ(codes, wanted.codes);
  const std::string first = opened->damage() ? hive::to_text(*opened->damage()) : "";
  EXPECT_EQ(first,
            wanted.first.empty() ? "" : std::string(wanted.name) + (wanted.first[0] == '\\' ? "" : " ") + wanted.first);
}

std::string name_of_file(const ::testing::TestParamInfo<DamagedFile>& info) {
  std::string name = info.param.name;
  std::erase_if(name, [](char c) { return (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9'); });
  return name;
}
INSTANTIATE_TEST_SUITE_P(Files, DamagedFileTest, ::testing::ValuesIn(damaged_files()), name_of_file);

TEST(DamagedFilesTest, EachHasItsRow) {
  if (!folder()) GTEST_SKIP() << "no folder of real hives";
  std::set<std::string> there;
  for (const auto& entry : std::filesystem::directory_iterator(*folder()))
    there.insert(entry.path().filename().string());
  std::set<std::string> listed;
  for (const DamagedFile& file : damaged_files()) listed.insert(file.name);
  EXPECT_EQ(there, listed);
}

Presence presence_of(const char* file, const Path& path) { return open_named(file)->find_key(path).presence; }

TEST(DamagedFilesTest, OfTwoKeysWithOneNameNeitherIsTaken) {
  if (!folder()) GTEST_SKIP() << "no folder of real hives";
  EXPECT_EQ(presence_of("yarp-DuplicateSubkeysHive", {"key_with_many_subkeys", "4500"}), Presence::ambiguous);
  EXPECT_EQ(presence_of("yarp-DuplicateSubkeysHive", {"key_with_many_subkeys", "4499"}), Presence::present);
}

TEST(DamagedFilesTest, AKeyThatWindowsDoesNotFindIsShownWithTheReason) {
  if (!folder()) GTEST_SKIP() << "no folder of real hives";
  const auto opened = open_named("yarp-WrongOrderHive");
  // The lists are `2 1 3 4` and `а б г в`; Windows halves them and misses `2` and `в`.
  for (const auto& [path, hidden] : std::vector<std::pair<Path, bool>>{{{"1", "1"}, false},
                                                                       {{"1", "2"}, true},
                                                                       {{"1", "3"}, false},
                                                                       {{"1", "4"}, false},
                                                                       {{"2", "а"}, false},
                                                                       {{"2", "б"}, false},
                                                                       {{"2", "в"}, true},
                                                                       {{"2", "г"}, false}}) {
    const auto key = opened->find_key(path);
    EXPECT_EQ(key.presence, Presence::present) << path[1];
    const bool told = std::ranges::any_of(key.anomalies,
                                          [](const hive::Anomaly& anomaly) { return anomaly.code == "unsorted-list"; });
    EXPECT_EQ(told, hidden) << path[1];
  }
  EXPECT_EQ(opened->find_key(Path{"1", "5"}).presence, Presence::unreadable);
}

TEST(DamagedFilesTest, OddNamesAreFoundAsTheyAre) {
  if (!folder()) GTEST_SKIP() << "no folder of real hives";
  EXPECT_EQ(presence_of("yarp-BogusKeyNamesHive", {std::string("TESTNU\0L", 8)}), Presence::present);
  EXPECT_EQ(presence_of("yarp-BogusKeyNamesHive", {"testnu"}), Presence::absent);
  EXPECT_EQ(presence_of("yarp-BogusKeyNamesHive", {"testnew\r\nne"}), Presence::present);
  EXPECT_EQ(presence_of("yarp-ExtendedASCIIHive", {"ËIGENAARDIG"}), Presence::present);
  EXPECT_EQ(presence_of("yarp-UnicodeHive", {"ПРИВЕТ", "кЛЮЧ"}), Presence::present);
  EXPECT_EQ(presence_of("yarp-UpcaseHive", {"SS1"}), Presence::present);
  EXPECT_EQ(presence_of("yarp-UpcaseHive", {"ß2"}), Presence::present);
  EXPECT_EQ(presence_of("yarp-UpcaseHive", {"SS2"}), Presence::absent);
  EXPECT_EQ(presence_of("yarp-CompHive", {"\xC2\x9F", "123"}), Presence::present);
  EXPECT_EQ(presence_of("yarp-CompHive", {"Ÿ", "123"}), Presence::absent);
}

TEST(DamagedFilesTest, WhatALayerOrTheEndHidesIsNotAbsent) {
  if (!folder()) GTEST_SKIP() << "no folder of real hives";
  EXPECT_EQ(presence_of("yarp-System_Delta", {"ControlSet001", "Nothing"}), Presence::unreadable);
  EXPECT_EQ(presence_of("yarp-TruncatedHive", {"key_with_many_subkeys", "1"}), Presence::unreadable);
  EXPECT_EQ(presence_of("yarp-TruncatedNameHive", {"longname1234"}), Presence::unreadable);
  EXPECT_EQ(presence_of("yarp-InvalidParentHive", {"key_with_many_subkeys", "Nothing"}), Presence::unreadable);
  EXPECT_EQ(presence_of("yarp-BadListHive", {"2", "subkey", "Nothing"}), Presence::unreadable);
  const auto unnamed = open_named("ez-SAM_DUPENAME");
  const auto user = unnamed->find_key(Path{"SAM", "Domains", "Account", "Users", "000003ED"});
  ASSERT_EQ(user.presence, Presence::present);
  EXPECT_EQ(unnamed->find_value(*user.key, "").presence, Presence::unreadable);
}

}  // namespace
