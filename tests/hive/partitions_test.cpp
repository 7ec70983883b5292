#include "hive/partitions.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "hive/crc32.h"
#include "hive/limits.h"
#include "hive/window_source.h"
#include "tests/support/made_image.h"
#include "tests/support/temp_folder.h"

namespace {

using hiveaudit_tests::memory;
using hiveaudit_tests::put;
using Bytes = std::vector<std::byte>;

constexpr std::size_t kDisk = 4U << 20U;

void mbr_entry(Bytes& disk, std::size_t sector_at, int index, int type, std::uint32_t first, std::uint32_t count) {
  const std::size_t at = sector_at + 446 + 16 * static_cast<std::size_t>(index);
  put(disk, at + 4, static_cast<std::uint8_t>(type));
  put(disk, at + 8, first);
  put(disk, at + 12, count);
  put(disk, sector_at + 510, std::uint16_t{0xAA55});
}

/// `number type offset+size` of each partition, `! error` of each error, `note code`.
std::string told(const hive::PartitionTable& table) {
  std::string text(hive::name_of(table.scheme));
  for (const auto& one : table.partitions) {
    text += "\n" + std::to_string(one.number) + " " + one.type + " " + std::to_string(one.offset) + "+" +
            std::to_string(one.size_bytes) + (one.name.empty() ? "" : " " + one.name);
  }
  for (const auto& error : table.errors) text += "\n! " + to_text(error);
  for (const auto& note : table.notes) text += "\nnote " + note.code;
  return text;
}

std::string told(Bytes disk) { return told(hive::read_partitions(*memory(std::move(disk)))); }

constexpr std::string_view kBasic = "\xA2\xA0\xD0\xEB\xE5\xB9\x33\x44\x87\xC0\x68\xB6\xB7\x26\x99\xC7";
constexpr std::string_view kLdmData = "\xA0\x60\x9B\xAF\x31\x14\x62\x4F\xBC\x68\x33\x11\x71\x4A\x69\xAD";

struct GptEntry {
  std::string_view type;
  std::uint64_t first;
  std::uint64_t last;
};

void seal(Bytes& disk, std::size_t header, std::size_t entries, std::size_t bytes) {
  put(disk, header + 88, hive::Crc32().add(hive::Bytes(disk).subspan(entries, bytes)).value());
  put(disk, header + 16, std::uint32_t{0});
  put(disk, header + 16, hive::Crc32().add(hive::Bytes(disk).subspan(header, 92)).value());
}

/// Both copies of a GPT of 128 entries.
Bytes gpt_disk(const std::vector<GptEntry>& entries, std::size_t sector = 512) {
  Bytes disk(kDisk);
  mbr_entry(disk, 0, 0, 0xEE, 1, 0xFFFF'FFFF);
  const std::size_t last = kDisk / sector - 1;
  const std::size_t table_sectors = 128 * 128 / sector;
  for (const auto& [at, table] : {std::pair{std::size_t{1}, std::size_t{2}}, std::pair{last, last - table_sectors}}) {
    const std::size_t header = at * sector;
    std::ranges::copy(hiveaudit_tests::bytes_of(std::string_view("EFI PART")),
                      disk.begin() + static_cast<long>(header));
    put(disk, header + 8, 0x00010000U);
    put(disk, header + 12, 92U);
    put(disk, header + 24, std::uint64_t{at});
    put(disk, header + 72, std::uint64_t{table});
    put(disk, header + 80, 128U);
    put(disk, header + 84, 128U);
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const std::size_t entry = table * sector + i * 128;
      std::ranges::copy(hiveaudit_tests::bytes_of(entries[i].type), disk.begin() + static_cast<long>(entry));
      put(disk, entry + 32, entries[i].first);
      put(disk, entry + 40, entries[i].last);
    }
    seal(disk, header, table * sector, 128 * 128);
  }
  return disk;
}

TEST(Partitions, ChecksumsOfTheStandards) {
  const auto check = hiveaudit_tests::bytes_of(std::string_view("123456789"));
  EXPECT_EQ(hive::Crc32().add(check).value(), 0xCBF43926U);
  EXPECT_EQ(hive::Crc32c().add(check).value(), 0xE3069283U);
}

TEST(Partitions, MbrWithLogicalOnes) {
  Bytes disk(kDisk);
  mbr_entry(disk, 0, 0, 0x07, 63, 1000);
  mbr_entry(disk, 0, 1, 0x42, 1063, 100);
  mbr_entry(disk, 0, 3, 0x0F, 2000, 4000);
  mbr_entry(disk, 2000 * 512, 0, 0x07, 63, 500);
  mbr_entry(disk, 2000 * 512, 1, 0x05, 1000, 900);
  mbr_entry(disk, 3000 * 512, 0, 0x0B, 1, 899);
  EXPECT_EQ(told(disk),
            "MBR\n1 MBR type 0x07 32256+512000\n2 MBR type 0x42 544256+51200\n5 MBR type 0x07 1056256+256000\n"
            "6 MBR type 0x0B 1536512+460288");
  const auto table = hive::read_partitions(*memory(disk));
  EXPECT_EQ(table.partitions.at(1).kind, hive::PartitionKind::dynamic_disk);
  EXPECT_EQ(to_text(*why_unreadable(table.partitions.at(1).kind)),
            "unsupported: the partition belongs to a dynamic disk (LDM), which is not put together "
            "(expected a copy of its volumes, or a mounted folder)");
}

TEST(Partitions, ALoopOfLogicalOnesEnds) {
  Bytes disk(kDisk);
  mbr_entry(disk, 0, 0, 0x05, 2000, 4000);
  mbr_entry(disk, 2000 * 512, 0, 0x07, 63, 500);
  mbr_entry(disk, 2000 * 512, 1, 0x05, 1000, 900);
  mbr_entry(disk, 3000 * 512, 0, 0x07, 1, 99);
  mbr_entry(disk, 3000 * 512, 1, 0x05, 1000, 900);
  EXPECT_EQ(told(disk),
            "MBR\n5 MBR type 0x07 1056256+256000\n6 MBR type 0x07 1536512+50688\n"
            "! @0x00177000: corrupt: the chain of logical partitions leads back to itself");
  mbr_entry(disk, 3000 * 512, 1, 0x05, 1100, 900);
  EXPECT_NE(told(disk).find("no table where a logical partition has its own"), std::string::npos);
  mbr_entry(disk, 3000 * 512, 1, 0x05, 0xFFFF'FFFF, 900);
  EXPECT_NE(told(disk).find("the table of a logical partition lies beyond the end"), std::string::npos);
}

TEST(Partitions, TooManyLogicalOnes) {
  Bytes disk(kDisk);
  mbr_entry(disk, 0, 0, 0x05, 100, 8000);
  for (std::uint32_t i = 0; i < 200; ++i) {
    mbr_entry(disk, (100 + 2 * i) * 512, 0, 0x07, 1, 1);
    mbr_entry(disk, (100 + 2 * i) * 512, 1, 0x05, 2 * (i + 1), 2);
  }
  const auto table = hive::read_partitions(*memory(disk));
  EXPECT_EQ(table.partitions.size(), hive::limits::kMaxLogicalPartitions);
  ASSERT_EQ(table.errors.size(), 1U);
  EXPECT_EQ(to_text(table.errors[0]),
            "@0x0002c800: limit_exceeded: too many logical partitions (expected at most 128)");
}

TEST(Partitions, PlacesBeyondTheEndAndOverlaps) {
  Bytes disk(kDisk);
  mbr_entry(disk, 0, 0, 0x07, 100, 1000);
  mbr_entry(disk, 0, 1, 0x07, 1000, 8000);
  mbr_entry(disk, 0, 2, 0x07, 0xFFFF'FFFF, 0xFFFF'FFFF);
  EXPECT_EQ(
      told(disk),
      "MBR\n1 MBR type 0x07 51200+512000\n2 MBR type 0x07 512000+4096000\n"
      "! @0x0007d000: truncated: partition 2 reaches beyond the end of the disk (expected 4096000 bytes, found "
      "3682304 bytes)\n"
      "! @0x1fffffffe00: truncated: partition 3 reaches beyond the end of the disk (expected 2199023255040 bytes, "
      "found 0 bytes)\n"
      "! @0x0007d000: corrupt: partitions 1 and 2 overlap");
}

TEST(Partitions, SectorsOf4096BytesInAnMbr) {
  Bytes disk(kDisk);
  mbr_entry(disk, 0, 0, 0x07, 256, 700);
  put(disk, 256 * 4096 + 510, std::uint16_t{0xAA55});
  EXPECT_EQ(told(disk), "MBR\n1 MBR type 0x07 1048576+2867200");
}

TEST(Partitions, GptOfBothSectorSizes) {
  for (const std::size_t sector : {std::size_t{512}, std::size_t{4096}}) {
    Bytes disk = gpt_disk({{kBasic, 64, 127}, {kLdmData, 128, 200}}, sector);
    const auto place = [&](std::size_t first, std::size_t count) {
      return std::to_string(first * sector) + "+" + std::to_string(count * sector);
    };
    EXPECT_EQ(told(disk),
              "GPT\n1 Microsoft basic data " + place(64, 64) + "\n2 dynamic disk, its volumes " + place(128, 73));
    EXPECT_EQ(hive::read_partitions(*memory(disk)).sector_bytes, sector);
  }
}

TEST(Partitions, TheBackupOfAGpt) {
  const Bytes sound = gpt_disk({{kBasic, 64, 127}});
  const std::string found = "GPT\n1 Microsoft basic data 32768+32768\n! ";
  Bytes disk = sound;
  disk[512 + 40] ^= std::byte{1};
  EXPECT_EQ(told(disk),
            found + "@0x00000200: corrupt: the header of the GPT does not match its checksum\nnote gpt-backup-used");
  disk = sound;
  disk[1024 + 40] ^= std::byte{1};
  EXPECT_EQ(told(disk),
            found + "@0x00000400: corrupt: the entries of the GPT do not match their checksum\nnote gpt-backup-used");
  disk = sound;
  std::fill_n(disk.begin(), 1024, std::byte{0});
  EXPECT_EQ(told(disk), found + "@0x00000200: corrupt: no header of a GPT\nnote gpt-backup-used");
  std::fill_n(disk.end() - 512, 512, std::byte{0});
  EXPECT_EQ(told(disk), "unknown\n! @0x00000000: corrupt: no partition table and no known volume");
  disk = sound;
  std::fill_n(disk.begin() + 512, 512, std::byte{0});
  std::fill_n(disk.end() - 512, 512, std::byte{0});
  EXPECT_EQ(told(disk),
            "MBR\n! @0x00000000: corrupt: the disk has a GPT, but neither its header nor the backup is there");
}

TEST(Partitions, HeadersThatLie) {
  const Bytes sound = gpt_disk({{kBasic, 64, 127}});
  const auto with = [&](const std::function<void(Bytes&)>& change) {
    Bytes disk = sound;
    change(disk);
    put(disk, 512 + 16, std::uint32_t{0});
    put(disk, 512 + 16, hive::Crc32().add(hive::Bytes(disk).subspan(512, 92)).value());
    return told(disk);
  };
  const std::string found = "GPT\n1 Microsoft basic data 32768+32768\n! @0x00000200: ";
  const std::string note = "\nnote gpt-backup-used";
  EXPECT_EQ(with([](Bytes& disk) { put(disk, 512 + 80, 0xFFFF'FFFFU); }),
            found + "limit_exceeded: the GPT claims too many entries (expected at most 1024, found 4294967295)" + note);
  EXPECT_EQ(with([](Bytes& disk) { put(disk, 512 + 84, 0xFFFF'FFFFU); }),
            found + "corrupt: the GPT has entries of an impossible size" + note);
  EXPECT_EQ(with([](Bytes& disk) { put(disk, 512 + 84, 1U); }),
            found + "corrupt: the GPT has entries of an impossible size" + note);
  EXPECT_EQ(with([](Bytes& disk) { put(disk, 512 + 12, 0xFFFF'FFFFU); }),
            found + "corrupt: the header of the GPT has an impossible size" + note);
  EXPECT_EQ(with([](Bytes& disk) { put(disk, 512 + 24, std::uint64_t{7}); }),
            found + "corrupt: the header of the GPT belongs to another place" + note);
  EXPECT_EQ(with([](Bytes& disk) { put(disk, 512 + 72, ~std::uint64_t{0}); }),
            found + "corrupt: the entries of the GPT lie beyond the end of the disk" + note);
}

TEST(Partitions, EntriesThatLie) {
  EXPECT_EQ(
      told(gpt_disk({{kBasic, 100, 99}, {kBasic, 0, ~std::uint64_t{0}}, {kBasic, 8000, 9000}, {kBasic, 9000, 9001}})),
      "GPT\n3 Microsoft basic data 4096000+512512\n"
      "! @0x00000400: corrupt: partition 1 has an impossible place (sectors 100 to 99)\n"
      "! @0x00000480: corrupt: partition 2 has an impossible place (sectors 0 to 18446744073709551615)\n"
      "! @0x003e8000: truncated: partition 3 reaches beyond the end of the disk (expected 512512 bytes, found 98304 "
      "bytes)\n"
      "! @0x00465000: truncated: partition 4 reaches beyond the end of the disk (expected 1024 bytes, found 0 bytes)");
}

TEST(Partitions, BareVolumesAndWhatTheyAre) {
  const auto with = [](std::size_t offset, std::string_view word) {
    Bytes disk(8192);
    std::ranges::copy(hiveaudit_tests::bytes_of(word), disk.begin() + static_cast<long>(offset));
    put(disk, 510, std::uint16_t{0xAA55});
    return disk;
  };
  EXPECT_EQ(told(with(3, "NTFS    ")), "bare volume\n0 NTFS 0+8192");
  EXPECT_EQ(told(with(3, "-FVE-FS-")), "bare volume\n0 BitLocker 0+8192");
  EXPECT_EQ(told(with(3, std::string_view("ReFS\0\0\0\0", 8))), "bare volume\n0 ReFS 0+8192");
  EXPECT_EQ(told(with(82, "FAT32   ")), "bare volume\n0 FAT 0+8192");
  EXPECT_EQ(told(with(3, "EXFAT   ")), "bare volume\n0 exFAT 0+8192");
  EXPECT_EQ(told(with(1024 + 56, "\x53\xEF")), "bare volume\n0 a file system of Linux 0+8192");
  Bytes to_go = with(82, "FAT32   ");
  std::ranges::copy(
      hiveaudit_tests::bytes_of(std::string_view("\x3B\xD6\x67\x49\x29\x2E\xD8\x4A\x83\x99\xF6\xA3\x39\xE3\xD0\x01")),
      to_go.begin() + 424);
  EXPECT_EQ(told(to_go), "bare volume\n0 BitLocker 0+8192");
  Bytes both = with(3, "NTFS    ");
  std::ranges::copy(
      hiveaudit_tests::bytes_of(std::string_view("\x3B\xD6\x67\x49\x29\x2E\xD8\x4A\x83\x99\xF6\xA3\x39\xE3\xD0\x01")),
      both.begin() + 160);
  EXPECT_EQ(told(both), "bare volume\n0 BitLocker 0+8192");
  EXPECT_EQ(why_unreadable(hive::VolumeKind::bitlocker)->message,
            "the volume is encrypted with BitLocker; a volume whose protection is suspended is still encrypted");
  EXPECT_FALSE(why_unreadable(hive::VolumeKind::ntfs));
  EXPECT_EQ(told(Bytes(8192)), "unknown\n! @0x00000000: corrupt: no partition table and no known volume");
  EXPECT_NE(told(Bytes(100)).find("the first sector lies beyond the end"), std::string::npos);
}

TEST(Partitions, AWindowKeepsItsBounds) {
  const auto whole = memory(hiveaudit_tests::noise(1000, 3));
  const hive::WindowSource window(whole, 990, 100);
  Bytes into(50, std::byte{9});
  EXPECT_EQ(*window.read_at(0, into), 10U);
  EXPECT_EQ(*window.read_at(99, into), 0U);
  EXPECT_EQ(*window.read_at(100, into), 0U);
  const hive::WindowSource inside(whole, 10, 5);
  EXPECT_EQ(*inside.read_at(3, into), 2U);
  EXPECT_EQ(into[0], hiveaudit_tests::noise(1000, 3)[13]);
  const hive::WindowSource far(whole, ~std::uint64_t{0} - 1, 100);
  EXPECT_EQ(*far.read_at(50, into), 0U);
}

TEST(Partitions, TablesOfSgdisk) {
  if (!hiveaudit_tests::have_tools("sgdisk")) GTEST_SKIP() << "sgdisk (package gdisk) is not there";
  const hiveaudit_tests::TempFolder folder;
  ASSERT_TRUE(hiveaudit_tests::run_in(folder.path(),
                                      "truncate -s 40M disk; sgdisk -n 1:2048:+4M -t 1:ef00 -n 2:0:+1M -t 2:0c01 "
                                      "-n 3:0:0 -t 3:0700 -c 3:Windows disk"));
  EXPECT_EQ(told(hiveaudit_tests::bytes_of_file(folder.path() / "disk")),
            "GPT\n1 EFI system 1048576+4194304\n2 Microsoft reserved 5242880+1048576\n"
            "3 Microsoft basic data 6291456+35634688 Windows");
}

TEST(Partitions, MutantsAreRead) {
  const Bytes sound = gpt_disk({{kBasic, 64, 127}, {kLdmData, 128, 200}});
  std::uint32_t seed = 2026;
  const auto next = [&] { return (seed = seed * 1664525U + 1013904223U) >> 8U; };
  std::size_t tables = 0;
  for (int i = 0; i < 300; ++i) {
    Bytes disk = sound;
    for (int change = 0; change < 4; ++change) disk[next() % 2048] = static_cast<std::byte>(next());
    disk.resize(next() % 4 == 0 ? next() % kDisk : kDisk);
    tables += hive::read_partitions(*memory(std::move(disk))).partitions.size();
  }
  EXPECT_GT(tables, 300U);
}

}  // namespace
