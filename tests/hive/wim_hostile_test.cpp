// WIMs that lie: each field with a value that would send a trusting reader astray, and what is said of it.
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>

#include "hive/limits.h"
#include "hive/read_whole.h"
#include "hive/wim_file.h"
#include "hive/wim_resource.h"
#include "tests/support/wim_writer.h"

namespace {

using hiveaudit_tests::bytes_of_text;
using hiveaudit_tests::put;
using hiveaudit_tests::WimBytes;
using hiveaudit_tests::WimWriter;

std::shared_ptr<const hive::ByteSource> source_of(WimBytes bytes) { return hive::open_memory(std::move(bytes)); }

/// A WIM with one image that holds one file, `a`.
WimWriter sample() {
  WimWriter wim;
  const hive::Sha1 sha1 = wim.add_blob(bytes_of_text("hello"));
  WimBytes metadata = hiveaudit_tests::empty_metadata();
  hiveaudit_tests::put_list(metadata, hiveaudit_tests::kWimRootList, {{u"a", 0x20, 0, sha1}});
  wim.add_image(metadata);
  return wim;
}

/// What is said when it is opened; "opened" when nothing is wrong.
std::string said_of(WimBytes bytes) {
  const auto wim = hive::WimFile::open(source_of(std::move(bytes)));
  return wim ? std::string("opened") : to_text(wim.error());
}

std::string with(const std::function<void(WimBytes&)>& change) {
  WimBytes bytes = sample().finish();
  change(bytes);
  return said_of(std::move(bytes));
}

std::string with_field(std::size_t offset, std::uint64_t value, std::size_t count) {
  return with([&](WimBytes& bytes) { put(bytes, offset, value, count); });
}

/// What is said when the file `a` of image 1 is opened.
std::string said_of_file(WimBytes bytes) {
  const auto wim = hive::WimFile::open(source_of(std::move(bytes)));
  if (!wim) return to_text(wim.error());
  const auto tree = (*wim)->open_image(1);
  if (!tree) return to_text(tree.error());
  const auto source = (*tree)->open("a");
  if (!source) return to_text(source.error());
  const auto read = hive::read_whole(**source);
  if (!read) return to_text(read.error());
  return std::string(reinterpret_cast<const char*>(read->data()), read->size());
}

TEST(WimHostile, TheSampleIsWhole) { EXPECT_EQ(said_of_file(sample().finish()), "hello"); }

TEST(WimHostile, WhatIsNoWim) {
  EXPECT_EQ(said_of({}), "@0x00000000: corrupt: this is no WIM (expected MSWIM, found an empty file)");
  EXPECT_EQ(said_of(bytes_of_text("regf")), "@0x00000000: corrupt: this is no WIM (expected MSWIM, found regf)");
  EXPECT_EQ(with_field(0, 'X', 1),
            "@0x00000000: corrupt: this is no WIM (expected MSWIM, found XSWIM\\u0000\\u0000\\u0000)");
  EXPECT_EQ(with([](WimBytes& bytes) { std::ranges::copy(bytes_of_text("WLPWM"), bytes.begin()); }),
            "@0x00000000: unsupported: this is a pipable WIM, which has a layout of its own (expected one without, as "
            "`wimlib-imagex export FILE all NEW` writes it, found WLPWM)");
  EXPECT_TRUE(hive::is_wim(sample().finish()));
  EXPECT_FALSE(hive::is_wim(bytes_of_text("MSWIM")));
}

TEST(WimHostile, HeadersThatLie) {
  EXPECT_EQ(with([](WimBytes& bytes) { bytes.resize(207); }),
            "@0x00000000: truncated: the file ends inside its header (expected 208 bytes, found a file of 207 bytes)");
  EXPECT_EQ(with_field(8, 148, 4),
            "@0x00000008: corrupt: the header of the WIM has another size (expected 208, found 148)");
  EXPECT_EQ(with_field(12, 0x10B00, 4),
            "@0x0000000c: unsupported: the WIM has another version (expected 0x10d00 or 0xe00, found 0x10b00)");
  EXPECT_EQ(with_field(12, 0xE00, 4), "opened");
  EXPECT_EQ(
      with_field(16, 0x2, 4),
      "@0x00000010: unsupported: the compression of the WIM is unknown (expected XPRESS, LZX or LZMS, found flags "
      "0x2)");
  EXPECT_EQ(with_field(16, 0x60002, 4),
            "@0x00000010: corrupt: the compression of the WIM is unknown (expected XPRESS, LZX or LZMS, found flags "
            "0x60002)");
  EXPECT_EQ(with_field(16, 0x220002, 4), "opened") << "both names of XPRESS";
  for (const auto& [flags, size, bounds] :
       {std::tuple(0x20002U, 0x20000U, "XPRESS has no chunks of this size (expected a power of 2 from 4096 to 65536"),
        std::tuple(0x40002U, 0x4000U, "LZX has no chunks of this size (expected a power of 2 from 32768 to 2097152"),
        std::tuple(0x40002U, 0x8001U, "LZX has no chunks of this size (expected a power of 2 from 32768 to 2097152"),
        std::tuple(0x80002U, 0x8000000U,
                   "LZMS has no chunks of this size (expected a power of 2 from 32768 to 67108864")}) {
    EXPECT_EQ(with([&](WimBytes& bytes) {
                put(bytes, 16, flags, 4);
                put(bytes, 20, size, 4);
              }),
              "@0x00000014: corrupt: " + std::string(bounds) + ", found " + std::to_string(size) + ")");
  }
  EXPECT_EQ(with_field(40, 0, 2),
            "@0x00000028: corrupt: the part number of the WIM is none of its parts (expected 1 to 1, found 0)");
  EXPECT_EQ(with_field(40, 2, 2),
            "@0x00000028: corrupt: the part number of the WIM is none of its parts (expected 1 to 1, found 2)");
  EXPECT_EQ(with_field(44, 0x7FFF'FFFD, 4),
            "@0x0000002c: limit_exceeded: the WIM claims too many images (expected at most 65535, found 2147483645)");
  EXPECT_EQ(with([](WimBytes& bytes) {
              put(bytes, 40, 2, 2);
              put(bytes, 42, 3, 2);
            }),
            "@0x00000028: unsupported: this is part 2 of 3 of a split WIM (expected part 1, which holds its images)");
}

TEST(WimHostile, ResourcesOfTheHeaderThatLie) {
  const std::size_t size = sample().finish().size();
  const std::string end = "a file of " + std::to_string(size) + " bytes)";
  EXPECT_EQ(
      with_field(56, size - 10, 8),
      "@0x00000030: truncated: the blob table of the WIM lies beyond the end of the file (expected 100 bytes at " +
          std::to_string(size - 10) + ", found " + end);
  EXPECT_EQ(with_field(56, UINT64_MAX - 5, 8),
            "@0x00000030: truncated: the blob table of the WIM lies beyond the end of the file (expected 100 bytes at "
            "18446744073709551610, found " +
                end);
  EXPECT_EQ(with_field(64, UINT64_MAX, 8),
            "@0x00000030: limit_exceeded: the blob table of the WIM is too large (expected at most 100000000 bytes, "
            "found 18446744073709551615 bytes)");
  EXPECT_EQ(with([](WimBytes& bytes) {
              put(bytes, 72, 10, 8);
              put(bytes, 88, 0x1'0000'0000, 8);
            }),
            "@0x00000048: limit_exceeded: the XML of the WIM is too large (expected at most 4194304 bytes, found "
            "4294967296 bytes)");
  EXPECT_EQ(
      with_field(96, 0xFF'FFFF'FFFF, 8),
      "@0x00000060: truncated: the boot metadata of the WIM lies beyond the end of the file (expected 1099511627775 "
      "bytes at 0, found " +
          end);
  EXPECT_EQ(with_field(124, 0xFF'FFFF'FFFF, 8),
            "@0x0000007c: truncated: the integrity table of the WIM lies beyond the end of the file (expected "
            "1099511627775 bytes at 0, found " +
                end);
  EXPECT_EQ(
      with_field(64, 99, 8),
      "@0x000001cd: corrupt: a resource without compression has two sizes; the WIM is damaged, or an encrypted ESD "
      "(expected 99 bytes, found 100 bytes)");
}

TEST(WimHostile, BlobTablesThatLie) {
  EXPECT_EQ(with_field(44, 2, 4),
            "@0x000001cd: corrupt: the blob table of the WIM has metadata for another number of images (expected 2 "
            "images, found 1)");
  EXPECT_EQ(with_field(44, 0, 4),
            "@0x000001cd: corrupt: the blob table of the WIM has metadata for another number of images (expected 0 "
            "images, found 1)");
  EXPECT_EQ(
      with([](WimBytes& bytes) {
        put(bytes, 48, 99, 7);
        put(bytes, 64, 99, 8);
      }),
      "@0x000001cd: corrupt: the blob table ends inside an entry (entry 1 of the blob table); the WIM is damaged, "
      "or an encrypted ESD (expected a multiple of 50 bytes, found 99 bytes)");
}

TEST(WimHostile, BlobsThatLie) {
  const auto file_of = [](const std::function<void(WimWriter&, const hive::Sha1&)>& add) {
    WimWriter wim;
    const hive::Sha1 sha1 = hive::sha1_of(bytes_of_text("hello"));
    add(wim, sha1);
    WimBytes metadata = hiveaudit_tests::empty_metadata();
    hiveaudit_tests::put_list(metadata, hiveaudit_tests::kWimRootList, {{u"a", 0x20, 0, sha1}});
    wim.add_image(metadata);
    return said_of_file(wim.finish());
  };
  EXPECT_EQ(file_of([](WimWriter& wim, const hive::Sha1& sha1) {
              const std::size_t at = wim.add_bytes(bytes_of_text("hellO"));
              wim.add_entry(at, 5, 5, 0, sha1);
            }),
            ":a @0x000000d0: corrupt: the data in the WIM are not those of their SHA-1 (expected "
            "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d, found 568a752b7f6b5007e86d5b38be599931dfe87d50)");
  EXPECT_EQ(
      file_of([](WimWriter& wim, const hive::Sha1& sha1) { wim.add_entry(1ULL << 40U, 5, 5, 0, sha1); }),
      ":a @0x10000000000: truncated: a resource of the WIM lies beyond the end of the file (expected 5 bytes, found a "
      "file of 556 bytes)");
  EXPECT_EQ(file_of([](WimWriter& wim, const hive::Sha1& sha1) { wim.add_entry(208, 5, 6, 0, sha1); }),
            ":a @0x000000d0: corrupt: a resource without compression has two sizes (expected 6 bytes, found 5 bytes)");
  EXPECT_EQ(
      file_of([](WimWriter& wim, const hive::Sha1& sha1) { wim.add_entry(208, 5, 1ULL << 40U, 4, sha1); }),
      ":a @0x000000d0: limit_exceeded: the file in the WIM is too large (expected at most 4294971391 bytes, found "
      "1099511627776 bytes)");
  EXPECT_EQ(file_of([](WimWriter& wim, const hive::Sha1& sha1) { wim.add_entry(208, 5, 5, 4, sha1); }),
            ":a @0x000000d0: corrupt: a resource is compressed in a WIM without compression");
  EXPECT_EQ(
      file_of([](WimWriter& wim, const hive::Sha1& sha1) { wim.add_entry(208, 5, 5, 0, sha1, 2); }),
      ":a: unsupported: the data are in another file: this WIM needs its base WIM (expected the base WIM, with SHA-1 "
      "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d, found SHA-1 aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d in no blob "
      "table)");
}

TEST(WimHostile, FilesThatHoldNoData) {
  const auto file_of = [](std::uint32_t attributes, const hive::Sha1& sha1, std::uint32_t tag) {
    WimWriter wim = WimWriter();
    WimBytes metadata = hiveaudit_tests::empty_metadata();
    hiveaudit_tests::put_list(metadata, hiveaudit_tests::kWimRootList, {{u"a", attributes, 0, sha1, tag}});
    wim.add_image(metadata);
    return said_of_file(wim.finish());
  };
  EXPECT_EQ(file_of(0x20, {}, 0), "");
  EXPECT_EQ(file_of(0x20, hive::sha1_of(WimBytes{}), 0), "");
  EXPECT_EQ(file_of(0x4020, {}, 0),
            ":a: unsupported: the file is encrypted by EFS (expected a file that was decrypted)");
  EXPECT_EQ(file_of(0x420, {}, 0x8000'0013),
            ":a: unsupported: the data of the file are kept elsewhere (expected a file, found a reparse point of kind "
            "0x80000013)");
  EXPECT_EQ(file_of(0x410, {}, 0xA000'0003),
            ":a: unsupported: this is a link, which leads elsewhere (expected a file, found a reparse point of kind "
            "0xa0000003)");
}

TEST(WimHostile, AnEncryptedEsdIsNamed) {
  const auto with_xml = [](std::u16string_view text) {
    WimWriter wim = sample();
    wim.set_xml(text);
    return said_of(wim.finish());
  };
  EXPECT_EQ(with_xml(u"<WIM><ESD><ENCRYPTED/></ESD></WIM>"),
            "@0x000001cd: unsupported: this is an encrypted ESD, which cannot be read without its key (expected a WIM, "
            "or an ESD that was decrypted)");
  EXPECT_EQ(with_xml(u"<WIM><ESD></ESD></WIM>"), "opened");
  EXPECT_EQ(with_xml(u"<WIM><ESD>"), "opened") << "the XML is a claim; nothing depends on it";
}

TEST(WimHostile, DeletedImagesAndMetadataOfAnotherSha1) {
  WimWriter wim = sample();
  wim.add_entry(208, 5, 5, hive::WimResourceHeader::kMetadata, hive::sha1_of(bytes_of_text("hello")), 1, 0);
  EXPECT_EQ(said_of_file(wim.finish()), "hello");

  WimBytes bytes = sample().finish();
  put(bytes, 213 + 8 + 8, 0x11, 1);
  EXPECT_EQ(said_of_file(bytes).substr(0, 84),
            "@0x000000d5: corrupt: the metadata of the image are not those of their SHA-1 (expect");
}

}  // namespace
