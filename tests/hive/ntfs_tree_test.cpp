#include "hive/ntfs_tree.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

#include "hive/volume.h"
#include "tests/support/made_image.h"
#include "tests/support/temp_folder.h"

namespace {

using hiveaudit_tests::memory;
using hiveaudit_tests::noise;
using hiveaudit_tests::put;
using Bytes = std::vector<std::byte>;

/// Made once: its bytes, or nothing with a reason.
class NtfsTree : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    const hiveaudit_tests::TempFolder folder;
    if (hive::ntfs_library().empty()) {
      why_not = "this build reads no NTFS volumes";
    } else if (!hiveaudit_tests::have_tools(hiveaudit_tests::kVolumeTools)) {
      why_not = "mkntfs (package ntfs-3g) or wimlib-imagex (package wimtools) is not there";
    } else if (!hiveaudit_tests::make_volume(folder.path())) {
      why_not = "the volume could not be made";
    } else {
      volume = hiveaudit_tests::bytes_of_file(folder.path() / "volume");
    }
  }
  void SetUp() override {
    if (!why_not.empty()) GTEST_SKIP() << why_not;
  }

  /// Offset of an attribute in a record, of its first one of this type.
  static std::size_t attribute_of(const Bytes& bytes, std::size_t record, std::uint32_t type) {
    const hive::ByteReader reader(bytes);
    std::size_t at = record + reader.u16(record + 20).value();
    while (reader.u32(at) != type) {
      if (reader.u32(at) == 0xFFFF'FFFFU || at > record + 1024) {
        ADD_FAILURE() << "no attribute " << type;
        return record;
      }
      at += reader.u32(at + 4).value();
    }
    return at;
  }

  /// Where the letters of a name stand: in the folder's index and in the file's record.
  static std::vector<std::size_t> places_of(const Bytes& bytes, std::string_view name) {
    std::string utf16;
    for (const char letter : name) utf16 += {letter, '\0'};
    std::vector<std::size_t> places;
    for (std::size_t at = 0; (at = hiveaudit_tests::find_bytes(bytes, utf16, at)) != std::string_view::npos; ++at) {
      places.push_back(at);
    }
    return places;
  }

  /// Offset of a file's record: `FILE` in front, and its own name where the first name of a record stands.
  static std::size_t record_of(const Bytes& bytes, std::string_view name) {
    for (const std::size_t at : places_of(bytes, name)) {
      const std::size_t record = at - at % 1024;
      if (hiveaudit_tests::find_bytes(bytes, "FILE", record) != record) continue;
      if (attribute_of(bytes, record, 0x30) + 24 + 66 == at) return record;
    }
    ADD_FAILURE() << "no record of " << name;
    return 0;
  }

  static hive::NtfsVolume open(const Bytes& bytes) {
    auto opened = hive::open_ntfs(memory(bytes));
    if (opened) return std::move(*opened);
    ADD_FAILURE() << to_text(opened.error());
    return {};
  }

  static std::string error_of(const hive::NtfsVolume& opened, const std::string& file) {
    const auto source = opened.tree->open(file);
    return source ? "none" : to_text(source.error());
  }

  inline static std::string why_not;
  inline static Bytes volume;
};

constexpr const char* kSystem = "Windows/System32/config/SYSTEM";

TEST_F(NtfsTree, FoldersFilesAndLinks) {
  const auto opened = open(volume);
  std::string root;
  for (const auto& entry : opened.tree->list("").entries) {
    if (entry.name[0] == '$') continue;
    root += entry.name +
            (entry.kind == hive::TreeEntry::Kind::link     ? " (link)"
             : entry.kind == hive::TreeEntry::Kind::folder ? "/"
                                                           : "") +
            "|";
  }
  EXPECT_EQ(root, "Documents and Settings (link)|Users/|Windows/|hiberfil.sys|");
  const auto config = opened.tree->list("Windows/System32/config");
  ASSERT_EQ(config.entries.size(), 1U);
  EXPECT_EQ(config.entries[0].name, "SYSTEM");
  EXPECT_EQ(config.entries[0].size_bytes, 700U * 1024);
  EXPECT_FALSE(config.error);
  const auto system32 = opened.tree->list("Windows/System32");
  EXPECT_EQ(system32.entries.size(), 61U) << "an index of several blocks";
  EXPECT_TRUE(std::ranges::is_sorted(system32.entries, {}, &hive::TreeEntry::name));
  EXPECT_EQ(opened.tree->list("Users").entries.at(1).name, "\xC3\x9Cmit");
}

TEST_F(NtfsTree, BytesAreTheFiles) {
  const auto opened = open(volume);
  const auto system = opened.tree->open(kSystem);
  ASSERT_TRUE(system) << to_text(system.error());
  EXPECT_EQ(hiveaudit_tests::all_of(**system), noise(700 * 1024, 1));
  Bytes piece(1000);
  ASSERT_EQ(*(*system)->read_at(700 * 1024 - 500, piece), 500U);
  EXPECT_EQ(piece[0], noise(700 * 1024, 1)[700 * 1024 - 500]);
  EXPECT_EQ(*(*system)->read_at(700 * 1024, piece), 0U);
  const auto resident = opened.tree->open("Users/alice/NTUSER.DAT");
  ASSERT_TRUE(resident);
  EXPECT_EQ(hiveaudit_tests::all_of(**resident), hiveaudit_tests::bytes_of(std::string_view("a hive of alice")));
  const auto empty = opened.tree->open("Users/\xC3\x9Cmit/empty");
  ASSERT_TRUE(empty);
  EXPECT_EQ((*empty)->size_bytes(), 0U);
}

TEST_F(NtfsTree, AnOpenFileKeepsTheVolume) {
  auto opened = open(volume);
  const auto system = opened.tree->open(kSystem);
  ASSERT_TRUE(system);
  opened.tree.reset();
  EXPECT_EQ(hiveaudit_tests::all_of(**system), noise(700 * 1024, 1));
}

TEST_F(NtfsTree, WhatIsNotThereIsToldSo) {
  const auto opened = open(volume);
  EXPECT_EQ(error_of(opened, "Windows/nothing"), "io: no file nothing");
  EXPECT_EQ(error_of(opened, "Windows"), "io: it is no file");
  EXPECT_EQ(error_of(opened, ""), "io: it is no file");
  EXPECT_EQ(error_of(opened, "Windows//System32"), "io: no file ");
  EXPECT_EQ(to_text(*opened.tree->list("hiberfil.sys").error), "io: it is no folder");
  EXPECT_TRUE(opened.tree->list("nowhere").error);
  EXPECT_NE(error_of(opened, "Documents and Settings/alice/NTUSER.DAT").find("tag 0xA000000C), which is not followed"),
            std::string::npos);
  EXPECT_NE(to_text(*opened.tree->list("Documents and Settings").error).find("not followed"), std::string::npos);
}

TEST_F(NtfsTree, NotesOfTheVolume) {
  const auto sound = open(volume);
  ASSERT_EQ(sound.notes.size(), 1U);
  EXPECT_EQ(sound.notes[0].code, "hibernated");
  Bytes dirty = volume;
  const std::size_t record = record_of(dirty, "$Volume");
  const std::size_t flags = attribute_of(dirty, record, 0x70) + 24 + 10;
  put(dirty, flags, std::uint16_t{1});
  const auto opened = open(dirty);
  ASSERT_EQ(opened.notes.size(), 2U);
  EXPECT_EQ(opened.notes[0].code, "dirty-volume");
}

TEST_F(NtfsTree, WhatLiesElsewhereIsNeverZeros) {
  Bytes changed = volume;
  const std::size_t record = record_of(changed, "SYSTEM");
  const std::size_t data = attribute_of(changed, record, 0x80);
  put(changed, data + 12, std::uint16_t{0x4000});
  EXPECT_EQ(
      error_of(open(changed), kSystem),
      "unsupported: the file is encrypted (EFS); its bytes are readable to its user alone (expected a copy made by "
      "that user, or by a recovery agent)");
  // A link becomes a reparse point of another kind.
  const std::vector<std::pair<std::uint32_t, std::string>> tags = {
      {0x8000'0017U, "the file is compressed by the Windows Overlay Filter (CompactOS), which is not read"},
      {0x9000'301AU, "the file is a placeholder; its bytes are in a cloud"},
      {0x8000'0013U, "the file is deduplicated; its bytes are in the volume's chunk store"},
      {0x8000'001BU, "the file is a reparse point (tag 0x8000001B), which is not followed"}};
  for (const auto& [tag, message] : tags) {
    changed = volume;
    const std::size_t link = record_of(changed, "Documents and Settings");
    put(changed, attribute_of(changed, link, 0xC0) + 24, tag);
    const auto opened = open(changed);
    const auto source = opened.tree->open("Documents and Settings");
    ASSERT_FALSE(source);
    EXPECT_EQ(source.error().message, message);
    EXPECT_EQ(source.error().code, hive::ErrorCode::unsupported);
    EXPECT_NE(opened.tree->list("").entries.at(11).kind, hive::TreeEntry::Kind::link);
  }
}

TEST_F(NtfsTree, NamesOfTheDosKindAreSkipped) {
  Bytes changed = volume;
  // In the index of the folder and in the record: byte 65 of the name's structure, one before the name itself.
  for (const std::size_t at : places_of(volume, "file with a longer name 33.dll")) changed[at - 1] = std::byte{2};
  const auto listing = open(changed).tree->list("Windows/System32");
  EXPECT_EQ(listing.entries.size(), 60U);
}

TEST_F(NtfsTree, ANameThatTheFolderAndTheFileTellDifferently) {
  const std::vector<std::size_t> places = places_of(volume, "file with a longer name 33.dll");
  const std::size_t record = record_of(volume, "file with a longer name 33.dll");
  const auto is_own = [&](std::size_t at) { return at - record < 1024; };
  ASSERT_EQ(std::ranges::count_if(places, is_own), 1);
  ASSERT_GE(places.size(), 2U) << "an index that was split keeps old copies";
  for (const bool own : {false, true}) {
    Bytes changed = volume;
    for (const std::size_t at : places) {
      if (is_own(at) == own) changed[at] = std::byte{'g'};
    }
    const auto listing = open(changed).tree->list("Windows/System32");
    EXPECT_EQ(listing.entries.size(), 60U) << "the others";
    ASSERT_TRUE(listing.error);
    EXPECT_NE(to_text(*listing.error).find("calls itself otherwise"), std::string::npos) << to_text(*listing.error);
    EXPECT_FALSE(open(changed).tree->open("Windows/System32/file with a longer name 33.dll"));
    EXPECT_FALSE(open(changed).tree->open("Windows/System32/gile with a longer name 33.dll"));
  }
  // The same in both is a file of another name, and nothing is wrong with it.
  Bytes renamed = volume;
  for (const std::size_t at : places) renamed[at] = std::byte{'g'};
  EXPECT_FALSE(open(renamed).tree->list("Windows/System32").error);
}

TEST_F(NtfsTree, AFolderWithoutItsIndexIsNoEmptyFolder) {
  Bytes changed = volume;
  const std::size_t record = record_of(changed, "config");
  changed[attribute_of(changed, record, 0x90) + 1] = std::byte{0x0D};
  const auto listing = open(changed).tree->list("Windows/System32");
  ASSERT_TRUE(listing.error);
  EXPECT_NE(to_text(*listing.error).find("has no list of files"), std::string::npos) << to_text(*listing.error);
}

TEST_F(NtfsTree, AFileIsNoLargerThanItsClusters) {
  Bytes changed = volume;
  const std::size_t data = attribute_of(changed, record_of(changed, "SYSTEM"), 0x80);
  changed[data + 50] |= std::byte{0x40};  // of the size and of the size that is filled in
  changed[data + 58] |= std::byte{0x40};
  const auto opened = open(changed).tree->open("Windows/System32/config/SYSTEM");
  ASSERT_FALSE(opened);
  EXPECT_NE(to_text(opened.error()).find("larger than the clusters"), std::string::npos) << to_text(opened.error());
}

TEST_F(NtfsTree, WhatIsNoVolume) {
  EXPECT_FALSE(hive::open_ntfs(memory({})));
  EXPECT_FALSE(hive::open_ntfs(memory(Bytes(8192))));
  EXPECT_FALSE(hive::open_ntfs(memory(noise(1U << 20U, 5))));
  const auto cut = hive::open_ntfs(memory(Bytes(volume.begin(), volume.begin() + 4096)));
  EXPECT_FALSE(cut);
}

TEST_F(NtfsTree, MutantsAreWalked) {
  const std::size_t table = record_of(volume, "$MFT");
  std::uint32_t seed = 20'200'921;
  const auto next = [&] { return (seed = seed * 1664525U + 1013904223U) >> 8U; };
  std::size_t read = 0;
  Bytes changed = volume;
  for (int i = 0; i < 300; ++i) {
    std::vector<std::pair<std::size_t, std::byte>> undo;
    for (int change = 0; change < 6; ++change) {
      const std::size_t at = change == 0 ? next() % 512 : table + next() % (160 * 1024);
      if (change == 0 && i % 3 != 0) continue;
      undo.emplace_back(at, changed[at]);
      changed[at] =
          next() % 2 == 0 ? static_cast<std::byte>(next()) : changed[at] ^ static_cast<std::byte>(1U << next() % 8);
    }
    const auto opened = hive::open_ntfs(memory(changed));
    if (opened) {
      std::vector<std::string> lines;
      hiveaudit_tests::walk(*opened->tree, "", 6, lines);
      read += lines.size();
    }
    while (!undo.empty()) {
      changed[undo.back().first] = undo.back().second;
      undo.pop_back();
    }
  }
  EXPECT_GT(read, 10'000U);
}

}  // namespace
