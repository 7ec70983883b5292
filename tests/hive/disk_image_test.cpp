#include "hive/disk_image.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <map>

#include "hive/crc32.h"
#include "hive/ntfs_tree.h"
#include "tests/support/made_image.h"
#include "tests/support/temp_folder.h"

namespace {

using hiveaudit_tests::bytes_of;
using hiveaudit_tests::bytes_of_file;
using hiveaudit_tests::memory;
using hiveaudit_tests::noise;
using hiveaudit_tests::put;
using Bytes = std::vector<std::byte>;

void put_text(Bytes& bytes, std::size_t offset, std::string_view text) {
  std::ranges::copy(bytes_of(text), bytes.begin() + static_cast<std::ptrdiff_t>(offset));
}

std::string error_of(Bytes file) {
  const auto disk = hive::open_disk(memory(std::move(file)));
  return disk ? "none" : to_text(disk.error());
}

Bytes with(Bytes bytes, const std::function<void(Bytes&)>& change) {
  change(bytes);
  return bytes;
}

/// A volume and the containers with it, made once.
class DiskImage : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (hive::disk_libraries().size() != 4) {
      why_not = "this build lacks libvhdi, libqcow, libvmdk or zlib";
    } else if (!hiveaudit_tests::have_tools(std::string(hiveaudit_tests::kVolumeTools) + " qemu-img qemu-io")) {
      why_not =
          "mkntfs, ntfscp, wimlib-imagex, qemu-img or qemu-io is not there (packages ntfs-3g, wimtools, "
          "qemu-utils)";
    } else if (!hiveaudit_tests::make_volume(folder().path())) {
      why_not = "the volume could not be made";
    } else {
      volume = bytes_of_file(folder().path() / "volume");
    }
  }
  static void TearDownTestSuite() { std::filesystem::remove_all(folder().path()); }
  void SetUp() override {
    if (!why_not.empty()) GTEST_SKIP() << why_not;
  }

  static const hiveaudit_tests::TempFolder& folder() {
    static const hiveaudit_tests::TempFolder made;
    return made;
  }

  static Bytes make(const std::string& commands, const std::string& file) {
    EXPECT_TRUE(hiveaudit_tests::run_in(folder().path(), commands)) << commands;
    return bytes_of_file(folder().path() / file);
  }
  static Bytes convert(const std::string& arguments) {
    return make("qemu-img convert -f raw volume " + arguments + " image", "image");
  }

  /// The disk begins with the volume, and the hive is found in it.
  static void expect_volume(const Bytes& file, hive::DiskFormat format) {
    const auto disk = hive::open_disk(memory(file));
    ASSERT_TRUE(disk) << to_text(disk.error());
    EXPECT_EQ(disk->format, format);
    Bytes all = hiveaudit_tests::all_of(*disk->bytes);
    ASSERT_GE(all.size(), volume.size());
    all.resize(volume.size());
    EXPECT_TRUE(all == volume);
    const auto opened = hive::open_ntfs(disk->bytes);
    ASSERT_TRUE(opened) << to_text(opened.error());
    const auto system = opened->tree->open("Windows/System32/config/SYSTEM");
    ASSERT_TRUE(system) << to_text(system.error());
    EXPECT_TRUE(hiveaudit_tests::all_of(**system) == noise(700 * 1024, 1));
  }

  /// Changes a few bytes between `begin` and `end` of the file, 120 times (50 with sanitizers), and reads the disk in
  /// pieces; how often it could be opened.
  static int read_mutants(const Bytes& file, std::size_t begin, std::size_t end,
                          std::uint64_t read_bytes = 24U << 20U) {
    std::uint32_t seed = 20'210'425;
    const auto next = [&] { return (seed = seed * 1664525U + 1013904223U) >> 8U; };
    int opened = 0;
    const int mutants = std::getenv("HIVEAUDIT_SANITIZED") != nullptr ? 50 : 120;
    for (int i = 0; i < mutants; ++i) {
      Bytes changed = file;
      for (int change = 0; change < 3; ++change)
        changed[begin + next() % (end - begin)] = static_cast<std::byte>(next());
      if (i % 10 == 0) changed.resize(next() % changed.size());
      const auto disk = hive::open_disk(memory(std::move(changed)));
      if (!disk) continue;
      ++opened;
      Bytes piece(1U << 20U);
      for (std::uint64_t at = 0; at < std::min<std::uint64_t>(disk->bytes->size_bytes(), read_bytes);
           at += piece.size()) {
        (void)disk->bytes->read_at(at, piece);
      }
    }
    return opened;
  }

  inline static std::string why_not;
  inline static Bytes volume;
};

TEST(DiskImageWords, ForeignContainersAreNeverRaw) {
  const auto named = [](std::size_t offset, std::string_view word) {
    Bytes file(4096);
    put_text(file, offset, word);
    return error_of(file);
  };
  const std::string way_out = ", which is not read (expected a copy as raw disk, VHDX or QCOW2)";
  const std::string front = "unsupported: a disk image of the kind ";
  EXPECT_EQ(named(64, "\x7F\x10\xDA\xBE"), front + "VDI" + way_out);
  EXPECT_EQ(named(4, "SignedImage "), front + "FFU" + way_out);
  EXPECT_EQ(named(0, "cimfile0"), front + "CimFS (.cim)" + way_out);
  EXPECT_EQ(named(0, "COWD"), front + "VMDK of an ESX server (COWD)" + way_out);
  EXPECT_EQ(named(0, "WithoutFreeSpace"), front + "Parallels" + way_out);
  EXPECT_EQ(named(0, std::string_view("QFI\xFB\0\0\0\1", 8)), front + "QCOW of an unknown version" + way_out);
  EXPECT_EQ(named(4096 - 512, "koly"), front + "Apple disk image (DMG)" + way_out);
  EXPECT_EQ(
      named(0, std::string_view("EVF2\x0D\x0A\x81\0", 8)),
      "unsupported: a disk image of the kind EWF 2, which is not read (expected a copy as raw disk, VHDX or QCOW2)");
  EXPECT_EQ(named(0, "conectix"), "truncated: the VHD has no footer at its end; the end is missing");
  EXPECT_EQ(named(4096 - 512, "conectix"), "corrupt: the footer of the VHD does not match its checksum");
  EXPECT_EQ(named(0, "vhdxfile").substr(0, 46), "@0x00010000: truncated: the header of the VHDX");
  const auto raw = hive::open_disk(memory(Bytes(4096)));
  ASSERT_TRUE(raw);
  EXPECT_EQ(raw->format, hive::DiskFormat::raw);
  EXPECT_TRUE(hive::open_disk(memory({})));
}

TEST(DiskImageWords, VmdkDescriptions) {
  EXPECT_EQ(
      error_of(bytes_of(std::string_view("# Disk DescriptorFile\nparentCID=ffffffff\nRW 1 FLAT \"a-flat.vmdk\" 0\n"))),
      "unsupported: the VMDK is a description only; its bytes are in 1 file(s): a-flat.vmdk (expected the file that is "
      "named, if it is a flat one, or a copy in one file (qemu-img convert))");
  EXPECT_EQ(
      error_of(bytes_of(std::string_view(
          "# Disk DescriptorFile\nparentCID=12345678\nparentFileNameHint=\"base.vmdk\"\nRW 1 SPARSE \"a\"\n"))),
      "unsupported: the VMDK holds only what differs from another disk; it needs its parent base.vmdk (expected one "
      "image with all bytes, made by merging both)");
}

TEST_F(DiskImage, EveryContainerGivesTheSameDisk) {
  using hive::DiskFormat;
  expect_volume(volume, DiskFormat::raw);
  expect_volume(convert("-O vpc -o subformat=fixed,force_size=on"), DiskFormat::vhd);
  expect_volume(convert("-O vpc -o subformat=dynamic,force_size=on"), DiskFormat::vhd);
  expect_volume(convert("-O vhdx"), DiskFormat::vhdx);
  expect_volume(convert("-O vhdx -o subformat=fixed"), DiskFormat::vhdx);
  expect_volume(convert("-O qcow2"), DiskFormat::qcow2);
  expect_volume(convert("-c -O qcow2"), DiskFormat::qcow2);
  expect_volume(convert("-O qcow2 -o compat=0.10"), DiskFormat::qcow2);
  expect_volume(convert("-O vmdk"), DiskFormat::vmdk);
  expect_volume(convert("-O vmdk -o subformat=streamOptimized"), DiskFormat::vmdk);
}

TEST_F(DiskImage, ZerosThatQcow2WritesDownAreZeros) {
  const Bytes file =
      make("qemu-img convert -f raw -O qcow2 volume image; qemu-io -c 'write -z 8M 1M' -c 'write -P 7 9M 64k' image",
           "image");
  const auto disk = hive::open_disk(memory(file));
  ASSERT_TRUE(disk) << to_text(disk.error());
  const Bytes expected = make("qemu-img convert -f qcow2 -O raw image raw", "raw");
  EXPECT_TRUE(hiveaudit_tests::all_of(*disk->bytes) == expected);
}

TEST_F(DiskImage, ZerosOverStoredClustersOfQcow2) {
  // The hive's clusters stay allocated, and are marked as zeros.
  const std::size_t at = hiveaudit_tests::find_bytes(volume, "a hive of alice") / 65536 * 64;
  const std::string place = std::to_string(at) + "k";
  const Bytes file =
      make("qemu-img convert -f raw -O qcow2 volume image; qemu-io -c 'write -z " + place + " 64k' image", "image");
  const Bytes expected = make("qemu-img convert -f qcow2 -O raw image raw", "raw");
  const auto disk = hive::open_disk(memory(file));
  ASSERT_TRUE(disk) << to_text(disk.error());
  EXPECT_TRUE(hiveaudit_tests::all_of(*disk->bytes) == expected);
}

TEST_F(DiskImage, ParentsAndEncryptionAreNamed) {
  EXPECT_EQ(error_of(make("qemu-img create -q -f qcow2 -b volume -F raw child", "child")),
            "unsupported: the QCOW2 holds only what differs from another disk; it needs its parent volume (expected "
            "that file beside it, or one image with all bytes, made by merging both)");
  const Bytes qcow = convert("-O qcow2");
  EXPECT_EQ(error_of(with(qcow, [](Bytes& file) { file[35] = std::byte{1}; })),
            "unsupported: the QCOW2 is encrypted (expected a decrypted copy)");
  EXPECT_EQ(error_of(with(qcow, [](Bytes& file) { file[79] = std::byte{4}; })),
            "unsupported: the QCOW2 keeps its data in another file (expected that file, as a raw disk, or a copy in "
            "one file)");
  EXPECT_EQ(error_of(with(qcow, [](Bytes& file) { file[79] = std::byte{8}; })).substr(0, 55),
            "unsupported: the QCOW2 is compressed with zstd, which i");
  EXPECT_EQ(error_of(with(qcow, [](Bytes& file) { file[73] = std::byte{8}; })).substr(0, 50),
            "unsupported: the QCOW2 uses features that are not ");
  Bytes vhd = convert("-O vpc -o subformat=dynamic,force_size=on");
  const std::size_t footer = vhd.size() - 512;
  vhd[footer + 63] = std::byte{4};
  vhd[footer + 67] ^= std::byte{0};
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < 512; ++i) sum += i >= 64 && i < 68 ? 0 : std::to_integer<std::uint32_t>(vhd[footer + i]);
  for (std::size_t i = 0; i < 4; ++i) vhd[footer + 64 + i] = static_cast<std::byte>(~sum >> (24 - 8 * i));
  put_text(vhd, 512 + 64, std::string_view("\0b\0a\0s\0e\0.\0v\0h\0d", 16));
  EXPECT_EQ(error_of(vhd).substr(0, 83),
            "unsupported: the VHD holds only what differs from another disk; it needs its parent");
  EXPECT_NE(error_of(vhd).find("parent base.vhd (expected"), std::string::npos);
}

/// A differencing VHD of one block with this many bytes, over a parent of as many: the first and last sector are its
/// own.
Bytes small_vhd(std::uint32_t block_bytes, std::uint32_t entries) {
  const auto big = [](Bytes& bytes, std::size_t at, std::uint64_t value, int count) {
    for (int i = 0; i < count; ++i)
      bytes.at(at + static_cast<std::size_t>(i)) = static_cast<std::byte>(value >> (8 * (count - 1 - i)));
  };
  const auto seal_vhd = [&](Bytes& bytes, std::size_t from, std::size_t count, std::size_t own) {
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < count; ++i)
      sum += i >= own && i < own + 4 ? 0 : std::to_integer<std::uint32_t>(bytes[from + i]);
    big(bytes, from + own, ~sum, 4);
  };
  const std::size_t sectors = block_bytes / 512;
  Bytes file(512 + 1024 + 512 + 512 + block_bytes + 512, std::byte{'c'});
  std::fill_n(file.begin(), 2560, std::byte{0});
  std::fill_n(file.end() - 512, 512, std::byte{0});
  put_text(file, 512, "cxsparse");
  big(file, 512 + 16, 1536, 8);
  big(file, 512 + 28, entries, 4);
  big(file, 512 + 32, block_bytes, 4);
  big(file, 512 + 64, 'p', 2);
  seal_vhd(file, 512, 1024, 36);
  big(file, 1536, 2048 / 512, 4);
  file[2048] = std::byte{0x80};
  file[2048 + (sectors - 1) / 8] |= static_cast<std::byte>(0x80U >> (sectors - 1) % 8);
  const std::size_t footer = file.size() - 512;
  put_text(file, footer, "conectix");
  big(file, footer + 16, 512, 8);
  big(file, footer + 48, block_bytes, 8);
  big(file, footer + 60, 4, 4);
  seal_vhd(file, footer, 512, 64);
  return file;
}

Bytes fixed_vhd(std::uint32_t bytes) {
  Bytes footer = small_vhd(512, 1);
  footer.erase(footer.begin(), footer.end() - 512);
  footer[63] = std::byte{2};
  for (std::size_t i = 0; i < 8; ++i) footer[48 + i] = static_cast<std::byte>(std::uint64_t{bytes} >> (56 - 8 * i));
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < 512; ++i) sum += i >= 64 && i < 68 ? 0 : std::to_integer<std::uint32_t>(footer[i]);
  for (std::size_t i = 0; i < 4; ++i) footer[64 + i] = static_cast<std::byte>(~sum >> (24 - 8 * i));
  Bytes file(bytes, std::byte{'p'});
  file.insert(file.end(), footer.begin(), footer.end());
  return file;
}

TEST(DifferencingVhd, BlocksOfAnySizeHaveTheirBitmap) {
  for (const std::uint32_t block : {512U, 1024U, 2048U, 4096U, 1U << 20U}) {
    const auto files = [&](const std::string&) -> hive::Result<std::shared_ptr<const hive::ByteSource>> {
      return memory(fixed_vhd(block));
    };
    const auto disk = hive::open_disk(memory(small_vhd(block, 1)), "child.vhd", files);
    ASSERT_TRUE(disk) << block << to_text(disk.error());
    Bytes expected(block, std::byte{'p'});
    std::fill_n(expected.begin(), 512, std::byte{'c'});
    std::fill_n(expected.end() - 512, 512, std::byte{'c'});
    EXPECT_TRUE(hiveaudit_tests::all_of(*disk->bytes) == expected) << block;
    const auto short_table = hive::open_disk(memory(small_vhd(block, 0)), "child.vhd", files);
    ASSERT_FALSE(short_table);
    EXPECT_EQ(short_table.error().message, "the table of the VHD describes less than its disk");
  }
}

/// Files beside an image, by name.
hive::Beside beside(std::map<std::string, Bytes> files) {
  return [files = std::move(files)](const std::string& name) -> hive::Result<std::shared_ptr<const hive::ByteSource>> {
    const auto file = files.find(name);
    if (file == files.end()) return hive::Error{hive::ErrorCode::io, "no such file", {}, {}, {}};
    return memory(file->second);
  };
}

TEST_F(DiskImage, TheBackingFileOfAQcow2) {
  // The child's own clusters: 64 KiB of sevens, 64 KiB of zeros that hide the backing file's.
  const std::string at = std::to_string(hiveaudit_tests::find_bytes(volume, "a hive of alice") / 65536 * 64);
  const Bytes child = make(
      "qemu-img create -q -f qcow2 -b volume -F raw child; qemu-io -c 'write -P 7 9M 64k' "
      "-c 'write -z " +
          at + "k 64k' child",
      "child");
  const Bytes expected = make("qemu-img convert -f qcow2 -O raw child merged", "merged");
  ASSERT_FALSE(expected == volume);
  const auto disk = hive::open_disk(memory(child), "child", beside({{"volume", volume}}));
  ASSERT_TRUE(disk) << to_text(disk.error());
  EXPECT_TRUE(hiveaudit_tests::all_of(*disk->bytes) == expected);
  ASSERT_EQ(disk->notes.size(), 1U);
  EXPECT_EQ(disk->notes[0].message, "the QCOW2 holds only what differs; the rest is from volume beside it");
  // Raw is what the child says: a guest that writes the words of a container into its first sector changes nothing.
  Bytes disguised = volume;
  put_text(disguised, 0, "vhdxfile");
  EXPECT_TRUE(hive::open_disk(memory(child), "child", beside({{"volume", disguised}})));
  // A shorter backing file goes on as zeros.
  Bytes shorter = volume;
  shorter.resize(10U << 20U);
  const auto longer = hive::open_disk(memory(child), "child", beside({{"volume", shorter}}));
  ASSERT_TRUE(longer) << to_text(longer.error());
  const Bytes all = hiveaudit_tests::all_of(*longer->bytes);
  ASSERT_EQ(all.size(), volume.size());
  EXPECT_EQ(std::ranges::count(all.begin() + (10 << 20), all.end(), std::byte{0}), 14 << 20);
}

TEST_F(DiskImage, AChainOfQcow2ThatLeadsToItselfEnds) {
  const Bytes child = make(
      "qemu-img create -q -f qcow2 -b volume -F raw a; cp a volume.own; "
      "qemu-img rebase -u -f qcow2 -F qcow2 -b a a",
      "a");
  const auto disk = hive::open_disk(memory(child), "a", beside({{"a", child}}));
  ASSERT_FALSE(disk);
  EXPECT_EQ(disk.error().code, hive::ErrorCode::limit_exceeded);
}

TEST_F(DiskImage, ACutQcow2IsNotWhole) {
  Bytes file = convert("-O qcow2");
  file.resize(file.size() - (256U << 10U));
  EXPECT_EQ(error_of(file).substr(0, 65), "truncated: a cluster of the QCOW2 lies beyond the end of the file");
  file = convert("-c -O qcow2");
  file.resize(file.size() - (256U << 10U));
  EXPECT_EQ(error_of(file).substr(0, 20), "truncated: a cluster");
}

/// Writes the checksum of a header of a VHDX.
void seal(Bytes& file, std::size_t at, std::size_t count) {
  put(file, at + 4, 0U);
  put(file, at + 4, hive::Crc32c().add(hive::Bytes(file).subspan(at, count)).value());
}

constexpr std::string_view kGuid = "0123456789abcdef";

/// Marks a VHDX as open and returns the place of its log.
std::size_t open_log(Bytes& file) {
  for (const std::size_t header : {std::size_t{65536}, std::size_t{131072}}) {
    put_text(file, header + 48, kGuid);
    seal(file, header, 4096);
  }
  return static_cast<std::size_t>(*hive::ByteReader(file).u64(65536 + 72));
}

/// An entry with one data sector and one range of zeros.
void write_entry(Bytes& file, std::size_t at, std::uint32_t tail, std::uint64_t sequence, std::uint64_t place,
                 int letter, std::uint64_t zero_place, std::uint64_t zero_count) {
  std::fill_n(file.begin() + static_cast<std::ptrdiff_t>(at), 8192, static_cast<std::byte>(0));
  put_text(file, at, "loge");
  put(file, at + 8, 8192U);
  put(file, at + 12, tail);
  put(file, at + 16, sequence);
  put(file, at + 24, 2U);
  put_text(file, at + 32, kGuid);
  put(file, at + 48, std::uint64_t{file.size()});
  put(file, at + 56, std::uint64_t{file.size()});
  put_text(file, at + 64, "desc");
  std::fill_n(file.begin() + static_cast<std::ptrdiff_t>(at + 68), 12, static_cast<std::byte>(letter));
  put(file, at + 64 + 16, place);
  put(file, at + 64 + 24, sequence);
  put_text(file, at + 96, "zero");
  put(file, at + 96 + 8, zero_count);
  put(file, at + 96 + 16, zero_place);
  put(file, at + 96 + 24, sequence);
  put_text(file, at + 4096, "data");
  put(file, at + 4100, static_cast<std::uint32_t>(sequence >> 32U));
  std::fill_n(file.begin() + static_cast<std::ptrdiff_t>(at + 4104), 4084, static_cast<std::byte>(letter));
  put(file, at + 8188, static_cast<std::uint32_t>(sequence));
  seal(file, at, 8192);
}

TEST_F(DiskImage, TheLogOfAVhdxIsApplied) {
  Bytes file = convert("-O vhdx");
  const std::size_t stored = hiveaudit_tests::find_bytes(file, "a hive of alice") / 4096 * 4096;
  const std::size_t seen = hiveaudit_tests::find_bytes(volume, "a hive of alice") / 4096 * 4096;
  const std::size_t log = open_log(file);
  EXPECT_EQ(error_of(file),
            "corrupt: the VHDX was not closed cleanly, and its log is damaged; its latest bytes are unknown");
  write_entry(file, log, 0, 7, stored, 'a', stored + 8192, 4096);
  write_entry(file, log + 8192, 0, 8, stored, 'b', stored + 4096, 4096);
  write_entry(file, log + 65536, 65536, 3, stored, 'c', stored, 4096);
  const auto disk = hive::open_disk(memory(file));
  ASSERT_TRUE(disk) << to_text(disk.error());
  ASSERT_EQ(disk->notes.size(), 1U);
  EXPECT_EQ(disk->notes[0].code, "vhdx-log-replayed");
  Bytes expected(volume.begin() + static_cast<std::ptrdiff_t>(seen),
                 volume.begin() + static_cast<std::ptrdiff_t>(seen + 16384));
  std::fill_n(expected.begin(), 4096, std::byte{'b'});
  std::fill_n(expected.begin() + 4096, 8192, std::byte{0});
  Bytes piece(16384);
  ASSERT_EQ(*disk->bytes->read_at(seen, piece), piece.size());
  EXPECT_TRUE(piece == expected);
  // The newest entry is damaged: the sequence before it counts.
  Bytes torn = file;
  torn[log + 8192 + 5000] ^= std::byte{1};
  const auto older = hive::open_disk(memory(torn));
  ASSERT_TRUE(older) << to_text(older.error());
  ASSERT_EQ(*older->bytes->read_at(seen, piece), piece.size());
  EXPECT_EQ(piece[100], std::byte{'a'});
  // The oldest one of the sequence is damaged: only one that is whole counts.
  torn = file;
  torn[log + 5000] ^= std::byte{1};
  const auto third = hive::open_disk(memory(torn));
  ASSERT_TRUE(third) << to_text(third.error());
  ASSERT_EQ(*third->bytes->read_at(seen, piece), piece.size());
  EXPECT_EQ(piece[100], std::byte{0});
}

TEST_F(DiskImage, LogsOfAVhdxThatLie) {
  Bytes file = convert("-O vhdx");
  const std::size_t log = open_log(file);
  write_entry(file, log, 0, 7, 0, 'a', 0, ~std::uint64_t{4095});
  EXPECT_EQ(error_of(file).substr(0, 66), "corrupt: the log of the VHDX writes beyond the end of all disks (f");
  write_entry(file, log, 0, 7, 0, 'a', 0, std::uint64_t{1} << 45U);
  EXPECT_EQ(error_of(file).substr(0, 63), "limit_exceeded: the log of the VHDX writes too many zeros (expe");
  const auto clean_log = [&](const std::function<void(Bytes&)>& change) {
    Bytes changed = file;
    write_entry(changed, log, 0, 7, 4096 * 100, 'a', 0, 0);
    change(changed);
    seal(changed, log, 8192);
    return error_of(changed).substr(0, 40);
  };
  EXPECT_EQ(clean_log([](Bytes&) {}), "none");
  const std::string damaged = "corrupt: the VHDX was not closed cleanly";
  EXPECT_EQ(clean_log([&](Bytes& one) { put(one, log + 24, 0xFFFF'FFFFU); }), damaged);
  EXPECT_EQ(clean_log([&](Bytes& one) { put(one, log + 24, 127U); }), damaged);
  EXPECT_EQ(clean_log([&](Bytes& one) { put(one, log + 12, 4096U); }), damaged);
  EXPECT_EQ(clean_log([&](Bytes& one) { put(one, log + 64 + 24, 9U); }), damaged);
  EXPECT_EQ(clean_log([&](Bytes& one) { put(one, log + 8188, 9U); }), damaged);
}

TEST_F(DiskImage, MutantsOfVhd) {
  const Bytes file = convert("-O vpc -o subformat=dynamic,force_size=on");
  // libvhdi needs a third of a second for 24 MiB of a growing VHD.
  EXPECT_GT(read_mutants(file, 0, 4096, 2U << 20U), 8);
}
TEST_F(DiskImage, MutantsOfVhdx) {
  const Bytes file = convert("-O vhdx");
  EXPECT_GT(read_mutants(file, 2U << 20U, (3U << 20U) + 65536), 8);
}
TEST_F(DiskImage, MutantsOfQcow2) { EXPECT_GT(read_mutants(convert("-c -O qcow2"), 0, 300 * 1024), 8); }
TEST_F(DiskImage, MutantsOfVmdk) {
  EXPECT_GT(read_mutants(convert("-O vmdk -o subformat=streamOptimized"), 0, 200 * 1024), 8);
}

}  // namespace
