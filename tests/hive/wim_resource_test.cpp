#include "hive/wim_resource.h"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>

#include "hive/limits.h"
#include "hive/read_whole.h"
#include "hive/wim_blobs.h"
#include "tests/support/wim_writer.h"

namespace {

using hive::WimResourceHeader;
using hiveaudit_tests::bytes_of_text;
using hiveaudit_tests::put;
using hiveaudit_tests::put_sha1;
using hiveaudit_tests::WimBytes;

constexpr std::size_t kChunk = 4096;

bool has_codec() { return static_cast<bool>(hive::open_wim_codec(hive::WimCodec::xpress, kChunk)); }

hive::WimHeader xpress_header() {
  hive::WimHeader header;
  header.codec = hive::WimCodec::xpress;
  header.chunk_bytes = kChunk;
  return header;
}

/// What a resource holds, as text; or what is said of it.
std::string said_of(hive::Result<std::unique_ptr<hive::ByteSource>> opened) {
  if (!opened) return to_text(opened.error());
  const auto bytes = hive::read_whole(**opened);
  if (!bytes) return to_text(bytes.error());
  std::string text;
  for (const std::byte byte : *bytes) text += static_cast<char>(byte);
  return text;
}

std::string said_of(const WimBytes& file, WimResourceHeader resource) {
  return said_of(hive::open_wim_resource(hive::open_memory(file), resource, xpress_header()));
}

/// A resource of three chunks that are stored as they are: 4096, 4096 and 10 bytes. Its table has two entries.
WimBytes three_chunks() {
  WimBytes file;
  put(file, 0, 4096, 4);
  put(file, 4, 8192, 4);
  for (std::size_t i = 0; i < 8202; ++i) put(file, 8 + i, 'a' + i / 4096, 1);
  return file;
}

WimResourceHeader three_chunks_header() { return {8210, WimResourceHeader::kCompressed, 0, 8202}; }

TEST(WimResource, ChunksWithoutCompression) {
  if (!has_codec()) GTEST_SKIP() << "this build reads no compressed WIM";
  EXPECT_EQ(said_of(three_chunks(), three_chunks_header()),
            std::string(4096, 'a') + std::string(4096, 'b') + std::string(10, 'c'));
}

TEST(WimResource, ABuildWithoutLibwimSaysSo) {
  if (has_codec()) GTEST_SKIP() << "this build has libwim";
  EXPECT_EQ(said_of(three_chunks(), three_chunks_header()),
            "unsupported: this build reads no compressed WIM (expected a build with libwim (option hiveaudit_wimlib), "
            "found XPRESS compression)");
}

TEST(WimResource, TablesOfChunksThatLie) {
  const auto with = [](const std::function<void(WimBytes&, WimResourceHeader&)>& change) {
    WimBytes file = three_chunks();
    WimResourceHeader resource = three_chunks_header();
    change(file, resource);
    return said_of(file, resource);
  };
  EXPECT_EQ(with([](WimBytes&, WimResourceHeader& resource) { resource.original_bytes = 4096ULL * 4096; }),
            "@0x00000000: corrupt: the table of chunks is larger than its resource (expected at most 8210 bytes, found "
            "4096 chunks in 16380 bytes)");
  EXPECT_EQ(with([](WimBytes&, WimResourceHeader& resource) { resource.original_bytes = UINT64_MAX; }),
            "@0x00000000: limit_exceeded: a resource of the WIM has too many chunks (expected at most 2097152, found "
            "4503599627370496)");
  EXPECT_EQ(with([](WimBytes&, WimResourceHeader& resource) { resource.original_bytes = 0; }),
            "@0x00000000: corrupt: a compressed resource holds nothing");
  EXPECT_EQ(
      with([](WimBytes& file, WimResourceHeader&) { put(file, 0, 8203, 4); }),
      "@0x00000000: corrupt: a chunk lies outside of its resource (expected at most 8202, found chunk 1 at 8203)");
  EXPECT_EQ(with([](WimBytes& file, WimResourceHeader&) { put(file, 4, 0xFFFF'FFFF, 4); }),
            "@0x00000000: corrupt: a chunk lies outside of its resource (expected at most 8202, found chunk 2 at "
            "4294967295)");
  EXPECT_EQ(with([](WimBytes& file, WimResourceHeader&) { put(file, 4, 4096, 4); }),
            "@0x00000000: corrupt: a chunk has a stored size that cannot be (expected 1 to 4096 bytes, found chunk 2 "
            "from 4104 to 4104)");
  EXPECT_EQ(with([](WimBytes& file, WimResourceHeader&) { put(file, 4, 4000, 4); }),
            "@0x00000000: corrupt: a chunk has a stored size that cannot be (expected 1 to 4096 bytes, found chunk 2 "
            "from 4104 to 4008)");
  EXPECT_EQ(with([](WimBytes& file, WimResourceHeader&) { put(file, 0, 4097, 4); }),
            "@0x00000000: corrupt: a chunk has a stored size that cannot be (expected 1 to 4096 bytes, found chunk 1 "
            "from 8 to 4105)");
  EXPECT_EQ(with([](WimBytes&, WimResourceHeader& resource) { resource.offset = 1; }),
            "@0x00000001: truncated: a resource of the WIM lies beyond the end of the file (expected 8210 bytes, found "
            "a file of 8210 bytes)");
  EXPECT_EQ(with([](WimBytes&, WimResourceHeader& resource) { resource.original_bytes = 0x1'0000'0000; }),
            "@0x00000000: corrupt: the table of chunks is larger than its resource (expected at most 8210 bytes, found "
            "1048576 chunks in 8388600 bytes)")
      << "64-bit offsets";
}

TEST(WimResource, AChunkThatIsNone) {
  if (!has_codec()) GTEST_SKIP() << "this build reads no compressed WIM";
  WimBytes file = three_chunks();
  put(file, 4, 8191, 4);
  EXPECT_EQ(
      said_of(file, {8209, WimResourceHeader::kCompressed, 0, 8202}),
      "@0x00001008: corrupt: a chunk of the WIM cannot be decompressed (expected 4096 bytes of XPRESS, found chunk "
      "2 of 3, 4095 bytes)");
}

/// A solid resource of two chunks that are stored as they are, 4096 and 10 bytes, at offset 0 of a file.
WimBytes solid() {
  WimBytes file;
  put(file, 0, 4106, 8);
  put(file, 8, kChunk, 4);
  put(file, 12, 1, 4);
  put(file, 16, 4096, 4);
  put(file, 20, 10, 4);
  for (std::size_t i = 0; i < 4106; ++i) put(file, 24 + i, 'a' + i / 4096, 1);
  return file;
}

std::string solid_with(std::size_t field, std::uint64_t value, std::size_t count) {
  WimBytes file = solid();
  put(file, field, value, count);
  const WimResourceHeader resource{file.size(), WimResourceHeader::kSolid, 0, 1ULL << 32U};
  return said_of(hive::open_solid_resource(hive::open_memory(file), resource));
}

TEST(WimResource, SolidHeadersThatLie) {
  if (has_codec()) {
    EXPECT_EQ(solid_with(0, 4106, 8), std::string(4096, 'a') + std::string(10, 'b'));
  }
  EXPECT_EQ(solid_with(0, UINT64_MAX, 8),
            "@0x00000000: limit_exceeded: a resource of the WIM has too many chunks (expected at most 2097152, found "
            "4503599627370496)");
  EXPECT_EQ(solid_with(0, 4096 * 2000, 8),
            "@0x00000000: corrupt: the table of chunks is larger than its resource (expected at most 4114 bytes, found "
            "2000 chunks in 8000 bytes)");
  EXPECT_EQ(solid_with(8, 0, 4),
            "@0x00000008: corrupt: XPRESS has no chunks of this size (expected a power of 2 from "
            "4096 to 65536, found 0)");
  EXPECT_EQ(solid_with(8, 0x8000'0000, 4),
            "@0x00000008: corrupt: XPRESS has no chunks of this size (expected a power "
            "of 2 from 4096 to 65536, found 2147483648)");
  EXPECT_EQ(solid_with(12, 0, 4),
            "@0x0000000c: unsupported: a solid resource has an unknown compression (expected 1 "
            "(XPRESS), 2 (LZX) or 3 (LZMS), found 0)");
  EXPECT_EQ(solid_with(20, 11, 4),
            "@0x00000000: corrupt: a chunk lies outside of its resource (expected at most 10, found chunk 2 at 11)");
  EXPECT_EQ(solid_with(16, 0, 4),
            "@0x00000000: corrupt: a chunk has a stored size that cannot be (expected 1 to 4096 "
            "bytes, found chunk 1 from 24 to 24)");
  const WimResourceHeader too_short{15, WimResourceHeader::kSolid, 0, 1ULL << 32U};
  EXPECT_EQ(said_of(hive::open_solid_resource(hive::open_memory(solid()), too_short)),
            "@0x00000000: corrupt: a solid resource is too short for its header (expected 16 bytes, found 15 bytes)");
}

/// An entry of a blob table.
void put_entry(WimBytes& table, std::uint64_t offset, std::uint64_t stored, std::uint64_t original, std::uint8_t flags,
               std::string_view name) {
  const std::size_t at = table.size();
  put(table, at, stored | (std::uint64_t{flags} << 56U), 8);
  put(table, at + 8, offset, 8);
  put(table, at + 16, original, 8);
  put(table, at + 24, 1, 2);
  put(table, at + 26, 1, 4);
  put_sha1(table, at + 30, hive::sha1_of(bytes_of_text(name)));
}

TEST(WimBlobs, BlobsOfASolidRun) {
  WimBytes file = solid();
  const std::size_t second = file.size();
  const WimBytes copy = solid();
  file.insert(file.end(), copy.begin(), copy.end());
  const std::uint64_t magic = 1ULL << 32U;
  WimBytes table;
  put_entry(table, 0, second, magic, 0x10, "resource 1");
  put_entry(table, 4000, 106, 106, 0x10, "in the first");
  put_entry(table, 4106 + 5, 100, 100, 0x10, "in the second");
  put_entry(table, second, second, magic, 0x10, "resource 2");
  const auto file_source = hive::open_memory(file);
  hive::WimBlobs blobs;
  const auto error = blobs.add(table, xpress_header(), *file_source);
  ASSERT_FALSE(error) << to_text(*error);
  blobs.sort();
  const auto* first = blobs.find(hive::sha1_of(bytes_of_text("in the first")));
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(first->resource.offset, 0U);
  EXPECT_EQ(first->offset, 4000U);
  const auto* other = blobs.find(hive::sha1_of(bytes_of_text("in the second")));
  ASSERT_NE(other, nullptr);
  EXPECT_EQ(other->resource.offset, second);
  EXPECT_EQ(other->offset, 5U);
  EXPECT_EQ(other->size_bytes, 100U);

  for (const auto& [offset, size] : {std::pair<std::uint64_t, std::uint64_t>(4000, 107), {8212, 1}, {UINT64_MAX, 5}}) {
    WimBytes wrong = table;
    put_entry(wrong, offset, size, size, 0x10, "astray");
    hive::WimBlobs none;
    const auto said = none.add(wrong, xpress_header(), *file_source);
    ASSERT_TRUE(said);
    EXPECT_EQ(said->message, "a blob lies in no resource of its solid run (entry 5 of the blob table)");
    EXPECT_EQ(none.size(), 0U);
  }
  WimBytes alone;
  put_entry(alone, 0, 10, 10, 0x10, "no resource");
  EXPECT_EQ(
      to_text(*blobs.add(alone, xpress_header(), *file_source)),
      "@0x00000000: corrupt: a blob lies in no resource of its solid run (entry 1 of the blob table) (expected one "
      "of 0 resources, found 10 bytes at 0)");
  WimBytes beyond;
  put_entry(beyond, second, second + 1, magic, 0x10, "resource");
  EXPECT_EQ(blobs.add(beyond, xpress_header(), *file_source)->code, hive::ErrorCode::truncated);
}

}  // namespace
