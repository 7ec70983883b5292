// Images of one or more segments that are written by hand: what is sound is read, and whatever is changed gives an
// Error or the same bytes, never others.

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>

#include "hive/disk_image.h"
#include "hive/ewf_section.h"
#include "hive/inflate.h"
#include "tests/support/ewf_writer.h"

namespace {

using namespace hiveaudit_tests;
using Files = std::map<std::string, ByteVector>;

constexpr std::size_t kChunk = 1024;
constexpr std::size_t kSectors = 11;

/// Five chunks of two sectors and one of a single one.
const ByteVector& media() {
  static const ByteVector bytes = noise(kSectors * 512, 3);
  return bytes;
}

ByteVector media_of(std::size_t chunk, std::size_t bytes = kChunk) {
  ByteVector part = media();
  part.resize(6 * kChunk);
  const auto begin = part.begin() + static_cast<std::ptrdiff_t>(chunk * kChunk);
  return {begin, begin + static_cast<std::ptrdiff_t>(bytes)};
}

std::vector<StoredChunk> chunks(std::size_t from = 0, std::size_t to = 6) {
  std::vector<StoredChunk> all;
  for (std::size_t i = from; i < to; ++i) {
    const ByteVector original = media_of(i, i == 5 ? 512 : kChunk);
    all.push_back(i % 2 == 0 ? packed_chunk(original) : raw_chunk(original));
  }
  return all;
}

ByteVector image(const std::function<void(EwfSegmentWriter&)>& middle,
                 const ByteVector& volume = ewf_volume(kSectors)) {
  EwfSegmentWriter segment(1);
  segment.add("header", bytes_of(std::string_view("not looked at")));
  segment.add("volume", volume);
  middle(segment);
  segment.add("done");
  return segment.bytes();
}

ByteVector sound_image() {
  return image([](EwfSegmentWriter& segment) {
    segment.add_chunks(chunks());
    segment.add("data", ewf_volume(kSectors));
  });
}

hive::Result<hive::Disk> open(const ByteVector& first, const Files& others = {}, std::string_view name = "disk.E01") {
  return hive::open_disk(memory(first), name,
                         [&](const std::string& wanted) -> hive::Result<std::shared_ptr<const hive::ByteSource>> {
                           const auto found = others.find(wanted);
                           if (found != others.end()) return memory(found->second);
                           return hive::Error{hive::ErrorCode::io, "there is no such file", {}, {}, {}};
                         });
}

std::string error_of(const ByteVector& first, const Files& others = {}, std::string_view name = "disk.E01") {
  const auto disk = open(first, others, name);
  return disk ? "none" : to_text(disk.error());
}

std::string error_of(const std::function<void(EwfSegmentWriter&)>& middle) { return error_of(image(middle)); }

/// An error without its place.
std::string what_of(const std::string& error) {
  return error.starts_with('@') ? error.substr(error.find(": ") + 2) : error;
}

/// Codes of the notes, when the disk is the one that was packed; else what is wrong.
std::string notes_of(const ByteVector& first, const Files& others = {}) {
  const auto disk = open(first, others);
  if (!disk) return to_text(disk.error());
  if (disk->format != hive::DiskFormat::ewf) return "another format";
  if (all_of(*disk->bytes) != media()) return "other bytes";
  std::string codes;
  for (const hive::Note& note : disk->notes) codes += note.code + " ";
  return codes;
}

class Ewf : public testing::Test {
 protected:
  void SetUp() override {
    if (!hive::can_inflate()) GTEST_SKIP() << "this build lacks zlib";
  }
};

TEST(EwfNames, GoOnWithLetters) {
  const auto name = [](std::uint32_t number, std::string_view first = "a.b.E01") {
    return hive::name_of_ewf_segment(first, number).value_or("none");
  };
  EXPECT_EQ(name(2), "a.b.E02");
  EXPECT_EQ(name(99), "a.b.E99");
  EXPECT_EQ(name(100), "a.b.EAA");
  EXPECT_EQ(name(125), "a.b.EAZ");
  EXPECT_EQ(name(126), "a.b.EBA");
  EXPECT_EQ(name(775), "a.b.EZZ");
  EXPECT_EQ(name(776), "a.b.FAA");
  EXPECT_EQ(name(14'971), "a.b.ZZZ");
  EXPECT_EQ(name(14'972), "none");
  EXPECT_EQ(name(2, "disk.e01"), "disk.e02");
  EXPECT_EQ(name(776, "disk.e01"), "disk.faa");
  EXPECT_EQ(name(2, "disk.s01"), "none");
  EXPECT_EQ(name(2, "E01"), "none");
}

TEST(EwfAdler32, KnownValues) {
  EXPECT_EQ(hive::adler32(bytes_of(std::string_view("Wikipedia"))), 0x11E6'0398U);
  EXPECT_EQ(hive::adler32({}), 1U);
  // Of a million bytes 0xFF, by zlib: the sums are reduced in time.
  EXPECT_EQ(hive::adler32(ByteVector(1'000'000, std::byte{0xFF})), 0x3843'E1BEU);
}

TEST_F(Ewf, AnyPlaceIsRead) {
  EXPECT_EQ(notes_of(sound_image()), "");
  const auto disk = open(sound_image());
  ASSERT_TRUE(disk);
  ASSERT_EQ(disk->bytes->size_bytes(), media().size());
  for (const auto& [offset, count] :
       {std::pair<std::size_t, std::size_t>{5100, 100}, {1000, 3000}, {0, 1}, {1024, 1}}) {
    ByteVector piece(count);
    ASSERT_EQ(*disk->bytes->read_at(offset, piece), count);
    EXPECT_TRUE(std::ranges::equal(piece, std::span(media()).subspan(offset, count))) << offset;
  }
  ByteVector piece(1000);
  EXPECT_EQ(*disk->bytes->read_at(media().size() - 10, piece), 10U);
  EXPECT_EQ(*disk->bytes->read_at(media().size(), piece), 0U);
}

TEST_F(Ewf, TheLastChunkMayBeFilledUp) {
  for (const StoredChunk& last : {raw_chunk(media_of(5)), packed_chunk(media_of(5))}) {
    auto all = chunks(0, 5);
    all.push_back(last);
    EXPECT_EQ(notes_of(image([&](EwfSegmentWriter& segment) { segment.add_chunks(all); })), "");
  }
}

TEST_F(Ewf, TablesOfTheFirstEnCaseHoldTheirChunks) {
  EXPECT_EQ(notes_of(image([](EwfSegmentWriter& segment) {
              for (const std::size_t from : {std::size_t{0}, std::size_t{3}}) {
                std::size_t at = segment.bytes().size() + 76 + 24 + 3 * 4 + 4;
                std::vector<std::uint32_t> entries;
                ByteVector stored;
                for (const StoredChunk& chunk : chunks(from, from + 3)) {
                  entries.push_back(static_cast<std::uint32_t>(at + stored.size()) |
                                    (chunk.is_compressed ? kCompressedChunk : 0));
                  append(stored, chunk.bytes);
                }
                ByteVector content = ewf_table(0, entries);
                append(content, stored);
                segment.add("table", content);
              }
            })),
            "");
}

struct TwoSegments {
  ByteVector first;
  ByteVector second;
};

TwoSegments two_segments(std::byte set = std::byte{7}, std::uint16_t number = 2) {
  EwfSegmentWriter first(1);
  first.add("volume", ewf_volume(kSectors));
  first.add_chunks(chunks(0, 4));
  first.add("next");
  EwfSegmentWriter second(number);
  second.add("data", ewf_volume(kSectors, 2, 512, set));
  second.add_chunks(chunks(4, 6));
  second.add("done");
  return {first.bytes(), second.bytes()};
}

TEST_F(Ewf, SegmentsLieBesideTheFirst) {
  const auto [first, second] = two_segments();
  EXPECT_EQ(notes_of(first, {{"disk.E02", second}}), "");
  EXPECT_EQ(error_of(first, {{"disk.e02", second}}, "disk.e01"), "none");
  EXPECT_EQ(error_of(first),
            "io: segment 2 of the disk cannot be read (expected disk.E02 beside the first segment, found there is no "
            "such file)");
  EXPECT_EQ(error_of(first, {}, "image.bin"),
            "unsupported: the disk goes on in segment 2, and its name is not known (expected a first segment that is "
            "called NAME.E01, found image.bin)");
  EXPECT_EQ(error_of(second),
            "unsupported: this is segment 2 of a disk in several files (expected the first of them, NAME.E01 as a "
            "rule)");
  EXPECT_EQ(error_of(first, {{"disk.E02", two_segments(std::byte{7}, 3).second}}),
            ":disk.E02 @0x00000000: corrupt: the segment of the EWF image has another number than its name says "
            "(expected 2, found 3)");
  EXPECT_EQ(error_of(first, {{"disk.E02", two_segments(std::byte{8}).second}}).substr(0, 79),
            ":disk.E02 @0x0000000d: corrupt: the segment belongs to another EWF image (expec");
  EXPECT_EQ(notes_of(first, {{"disk.E02", two_segments(std::byte{0}).second}}), "ewf-sections-damaged ");
  EXPECT_EQ(error_of(first, {{"disk.E02", first}}).substr(0, 60),
            ":disk.E02 @0x00000000: corrupt: the segment of the EWF image");
  EXPECT_EQ(error_of(first, {{"disk.E02", {}}}).substr(0, 41), ":disk.E02 @0x00000000: truncated: the hea");
  // What is damaged in another file than the first is told with its name.
  ByteVector damaged = second;
  damaged[13 + 1128 + 76 + 20] ^= std::byte{1};
  const auto disk = open(first, {{"disk.E02", damaged}});
  ASSERT_TRUE(disk) << to_text(disk.error());
  ByteVector piece(512);
  const auto got = disk->bytes->read_at(4 * kChunk, piece);
  ASSERT_FALSE(got);
  EXPECT_EQ(to_text(got.error()),
            ":disk.E02 @0x000004c1: corrupt: a chunk of the EWF image is damaged (expected 1024 bytes that match their "
            "checksum, found chunk 5, compressed)");
}

/// An image with both tables as they are changed.
ByteVector with_tables(const std::function<void(ByteVector& table, ByteVector& copy)>& change, bool has_copy = true) {
  return image([&](EwfSegmentWriter& segment) {
    ByteVector table = segment.add_sectors(chunks());
    ByteVector copy = table;
    change(table, copy);
    segment.add("table", table);
    if (has_copy) segment.add("table2", copy);
  });
}

TEST_F(Ewf, TheCopyOfATableStandsIn) {
  const auto damage = [](ByteVector& bytes) { bytes[30] ^= std::byte{1}; };
  EXPECT_EQ(notes_of(with_tables([&](ByteVector& table, ByteVector&) { damage(table); })), "ewf-table-damaged ");
  EXPECT_EQ(notes_of(with_tables([&](ByteVector&, ByteVector& copy) { damage(copy); })), "ewf-sections-damaged ");
  EXPECT_EQ(notes_of(with_tables([&](ByteVector&, ByteVector& copy) {
              copy = ewf_table(1000, {kCompressedChunk | 500, 600, 700, 800, 900, 1000});
            })),
            "ewf-sections-damaged ");
  const std::string both = error_of(with_tables([&](ByteVector& table, ByteVector& copy) {
    damage(table);
    damage(copy);
  }));
  EXPECT_EQ(both.substr(both.find("corrupt"), 78),
            "corrupt: the entries of a table of the EWF image does not match its checksum (");
  EXPECT_EQ(error_of(with_tables([&](ByteVector& table, ByteVector&) { damage(table); }, false)), both);
  const std::string alone = error_of([](EwfSegmentWriter& segment) { segment.add("table2", ewf_table(0, {})); });
  EXPECT_NE(alone.find("the copy of a table without the table"), std::string::npos) << alone;
}

TEST_F(Ewf, TablesThatLie) {
  const auto error_with = [](const ByteVector& lie) {
    return what_of(error_of(with_tables([&](ByteVector& table, ByteVector& copy) { table = copy = lie; })));
  };
  // A count that no section has room for, with a checksum that matches.
  ByteVector bomb(20);
  put(bomb, 0, 0xFFFF'FFFFU);
  EXPECT_EQ(error_with(sealed(bomb)),
            "corrupt: a table of the EWF image has more entries than fit into its section (expected 24 bytes, found "
            "4294967295 entries)");
  const std::string order =
      "corrupt: the chunks of a table of the EWF image do not lie one behind the other where chunks belong";
  EXPECT_EQ(error_with(ewf_table(13 + 89 + 1128, {76, 200, 200, 400, 500, 600})).substr(0, order.size()), order);
  EXPECT_EQ(error_with(ewf_table(13 + 89 + 1128, {76, 2000, 1000, 4000, 5000, 6000})).substr(0, order.size()), order);
  EXPECT_EQ(error_with(ewf_table(0, {76, 80, 90, 100, 110, 120})).substr(0, order.size()), order);
  EXPECT_EQ(error_with(ewf_table(13 + 89 + 1128, {76, 100, 200, 300, 400, 90'000})).substr(0, order.size()), order);
  EXPECT_EQ(error_with(ewf_table(~std::uint64_t{0}, {76, 100, 200, 300, 400, 500})).substr(0, order.size()), order);
  EXPECT_EQ(error_with(ewf_table(~std::uint64_t{0} - 100, {200})).substr(0, order.size()), order);
  // Places inside of the chunks: each is asked for its checksum.
  const auto inside = open(with_tables([](ByteVector& table, ByteVector& copy) {
    table = copy = ewf_table(13 + 89 + 1128, {kCompressedChunk | 76, 300, 400, 500, 600, 700});
  }));
  ASSERT_TRUE(inside);
  EXPECT_TRUE(all_of(*inside->bytes).empty());
}

TEST_F(Ewf, ADamagedChunkIsNeverGivenOut) {
  const std::size_t first = 13 + 89 + 1128 + 76;
  for (const std::size_t at : {first + 500, first + packed_chunk(media_of(0)).bytes.size() + 500}) {
    ByteVector bytes = sound_image();
    bytes[at] ^= std::byte{4};
    const auto disk = open(bytes);
    ASSERT_TRUE(disk);
    const std::uint64_t place = at < first + kChunk ? 0 : kChunk;
    ByteVector piece(10);
    const auto got = disk->bytes->read_at(place + 700, piece);
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().code, hive::ErrorCode::corrupt);
    // The others are, before and after.
    EXPECT_TRUE(disk->bytes->read_at(2 * kChunk, piece));
    EXPECT_FALSE(disk->bytes->read_at(place + 1, piece));
  }
}

TEST_F(Ewf, ChunksOfAnotherSizeThanTheirOwn) {
  const auto error_with = [](const StoredChunk& second) {
    auto all = chunks();
    all[1] = second;
    const auto disk = open(image([&](EwfSegmentWriter& segment) { segment.add_chunks(all); }));
    if (!disk) return to_text(disk.error());
    ByteVector piece(kChunk);
    const auto got = disk->bytes->read_at(kChunk, piece);
    return got ? std::string("none") : got.error().message + ": " + got.error().found;
  };
  EXPECT_EQ(error_with(packed_chunk(media_of(1))), "none");
  ByteVector more = media_of(1);
  more.push_back(std::byte{1});
  EXPECT_EQ(error_with(packed_chunk(more)), "a chunk of the EWF image is damaged: chunk 2, compressed");
  EXPECT_EQ(error_with(packed_chunk(noise(60'000, 4))), "a chunk of the EWF image is damaged: chunk 2, compressed");
  EXPECT_EQ(error_with(packed_chunk(media_of(1, 512))), "a chunk of the EWF image is damaged: chunk 2, compressed");
  EXPECT_EQ(error_with(raw_chunk(media_of(1, 512))), "a chunk of the EWF image is damaged: chunk 2, stored as it is");
  EXPECT_EQ(error_with({ByteVector(1), false}), "a chunk of the EWF image is damaged: chunk 2, stored as it is");
  EXPECT_EQ(error_with({ByteVector(1), true}), "a chunk of the EWF image is damaged: chunk 2, compressed");
}

TEST_F(Ewf, SectionsThatDoNotFollowEachOther) {
  const auto described = [](std::uint64_t next, std::uint64_t size) {
    return what_of(error_of([&](EwfSegmentWriter& segment) {
      segment.describe("session", next, size);
      segment.add_chunks(chunks());
    }));
  };
  constexpr std::uint64_t kHere = 13 + 89 + 1128;
  const std::string loops = "corrupt: the sections of the EWF image do not follow each other (expected a next section";
  EXPECT_EQ(described(13, 0).substr(0, loops.size()), loops);
  EXPECT_EQ(described(kHere, 0).substr(0, loops.size()), loops);
  EXPECT_EQ(described(kHere + 75, 75).substr(0, loops.size()), loops);
  EXPECT_EQ(described(kHere + 76, 77),
            "corrupt: the section 'session' of the EWF image has two sizes (expected 76 bytes to the next section, "
            "found 77 bytes)");
  EXPECT_EQ(described(1U << 30U, 0).substr(0, 73),
            "truncated: the section 'session' of the EWF image lies beyond the end (ex");
  EXPECT_EQ(described(~std::uint64_t{0}, 0).substr(0, 10), "truncated:");
  EXPECT_EQ(described(kHere + 76, 0), "none");  // old writers do not know the size
}

TEST_F(Ewf, UnreadSectorsAreNotZeros) {
  ByteVector list(516);
  put(list, 0, 3U);
  list = sealed(list);
  ByteVector entries;
  for (const std::uint32_t number : {5U, 1U, 0U, 0U, 4U, 1U}) append(entries, number);
  append(list, sealed(entries));
  const auto disk = open(image([&](EwfSegmentWriter& segment) {
    segment.add_chunks(chunks());
    segment.add("error2", list);
  }));
  ASSERT_TRUE(disk) << to_text(disk.error());
  ASSERT_EQ(disk->notes.size(), 1U);
  EXPECT_EQ(disk->notes[0].code, "ewf-unread-sectors");
  EXPECT_EQ(disk->notes[0].message,
            "the imager could not read 2 sectors of the disk, the first is 4; what lies there is unreadable, not zero");
  const auto reads = [&](std::size_t offset, std::size_t count) {
    ByteVector piece(count);
    const auto got = disk->bytes->read_at(offset, piece);
    if (!got) return to_text(got.error());
    return std::string(std::ranges::equal(piece, std::span(media()).subspan(offset, count)) ? "right" : "wrong");
  };
  EXPECT_EQ(reads(0, 2048), "right");
  EXPECT_EQ(reads(3072, 2560), "right");
  const std::string unread =
      "io: the imager could not read this part of the disk and wrote zeros for it (found sectors 4 to 5)";
  EXPECT_EQ(reads(2047, 2), unread);
  EXPECT_EQ(reads(2048, 1), unread);
  EXPECT_EQ(reads(3071, 1), unread);
  EXPECT_EQ(reads(0, 5632), unread);
  // A list that lies.
  ByteVector bomb(516);
  put(bomb, 0, 0xFFFF'FFFFU);
  const std::string text = error_of([&](EwfSegmentWriter& segment) { segment.add("error2", sealed(bomb)); });
  EXPECT_NE(text.find("more entries than fit into its section"), std::string::npos) << text;
}

TEST_F(Ewf, WhatElseIsToldOfTheDisk) {
  ByteVector md5(32, std::byte{0xAB});
  ByteVector digest(76, std::byte{0xCD});
  const ByteVector told = image([&](EwfSegmentWriter& segment) {
    segment.add_chunks(chunks());
    segment.add("hash", sealed(md5));
    segment.add("digest", sealed(digest));
    segment.add("incomplete");
  });
  EXPECT_EQ(notes_of(told), "ewf-media-hash ewf-incomplete ");
  EXPECT_NE(open(told)->notes[0].message.find("SHA-1 cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"), std::string::npos);
  EXPECT_EQ(notes_of(image([&](EwfSegmentWriter& segment) {
              segment.add_chunks(chunks());
              segment.add("hash", md5);
            })),
            "ewf-sections-damaged ");
  auto more = chunks();
  more.push_back(raw_chunk(media_of(0)));
  EXPECT_EQ(notes_of(image([&](EwfSegmentWriter& segment) { segment.add_chunks(more); })), "ewf-more-chunks ");
}

TEST_F(Ewf, DisksThatCannotBe) {
  const auto error_with = [](const ByteVector& volume) {
    const std::string text =
        what_of(error_of(image([](EwfSegmentWriter& segment) { segment.add_chunks(chunks()); }, volume)));
    return text.substr(0, text.find(" (expected"));
  };
  const std::string cannot_be = "corrupt: the EWF image claims a disk that cannot be";
  const std::string too_large = "limit_exceeded: the EWF image claims too large a disk, or too large chunks";
  const std::string of_files = "unsupported: an EWF image of single files (L01), which is not read";
  EXPECT_EQ(error_with(ewf_volume(kSectors)), "none");
  EXPECT_EQ(error_with(ewf_volume(kSectors, 0)), cannot_be);
  EXPECT_EQ(error_with(ewf_volume(0)), cannot_be);
  EXPECT_EQ(error_with(ewf_volume(kSectors, 2, 0)), cannot_be);
  EXPECT_EQ(error_with(ewf_volume(kSectors, 0xFFFF'FFFF, 0xFFFF'FFFF)), too_large);
  EXPECT_EQ(error_with(ewf_volume(~std::uint64_t{0})), too_large);
  EXPECT_EQ(error_with(ewf_volume(2000)), "truncated: the tables of the EWF image name too few chunks");
  EXPECT_EQ(error_with(sealed(ByteVector(90))),
            "unsupported: an EWF image of the first version, as SMART writes them (.s01), which is not read");
  EXPECT_EQ(error_with(sealed(ByteVector(30))), "corrupt: the EWF image says too little of its disk");
  ByteVector files(1048);
  files[0] = std::byte{0x0E};
  EXPECT_EQ(error_with(sealed(files)), of_files);
  const std::string tree = error_of([](EwfSegmentWriter& segment) { segment.add("ltree"); });
  EXPECT_EQ(tree.substr(0, tree.find(" (expected")), of_files);
  const std::string two = error_of([](EwfSegmentWriter& segment) { segment.add("disk", ewf_volume(kSectors + 1)); });
  EXPECT_EQ(what_of(two), "corrupt: the EWF image describes two different disks");
  EwfSegmentWriter empty(1);
  empty.add("done");
  EXPECT_EQ(error_of(empty.bytes()),
            "corrupt: the EWF image does not say what its disk is (expected a section 'volume' or 'disk')");
}

TEST_F(Ewf, EveryCutIsAnError) {
  const ByteVector whole = sound_image();
  for (std::size_t size = 8; size < whole.size(); ++size) {
    ByteVector cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    ASSERT_NE(error_of(cut), "none") << size;
  }
}

TEST_F(Ewf, AChangedBitGivesAnErrorOrTheSameBytes) {
  const ByteVector whole = sound_image();
  for (std::size_t at = 8; at < whole.size(); ++at) {
    ByteVector changed = whole;
    changed[at] ^= static_cast<std::byte>(1U << at % 8U);
    const auto disk = open(changed);
    if (!disk) continue;
    const ByteVector all = all_of(*disk->bytes);
    ASSERT_TRUE(all.empty() || all == media()) << at;
  }
}

}  // namespace
