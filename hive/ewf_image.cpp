#include "hive/ewf_image.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "hive/ewf_chunks.h"
#include "hive/hex.h"
#include "hive/limits.h"
#include "hive/unsupported.h"

namespace hive {
namespace {

constexpr std::size_t kMd5Bytes = 16;
constexpr std::size_t kSha1Bytes = 20;
constexpr std::size_t kHashSectionBytes = 36;
constexpr std::size_t kDigestSectionBytes = 80;

Error too_many_sections(const EwfSegment& segment, std::uint64_t offset) {
  Error error = ewf_error(segment, offset, "the EWF image has too many sections",
                          fmt::format("at most {}", limits::kMaxEwfSections));
  error.code = ErrorCode::limit_exceeded;
  return error;
}

}  // namespace

Result<bool> EwfImage::add(const Segment& segment) {
  chunks_.reset();
  table_before_ = false;
  for (std::uint64_t offset = kEwfFirstSection;;) {
    if (++section_count_ > limits::kMaxEwfSections) return too_many_sections(*segment, offset);
    const auto section = read_ewf_section(*segment, offset);
    if (!section) return section.error();
    if (damage_ && section->type != "table2") return *std::move(damage_);
    if (section->is_last) return section->type == "next";
    if (auto error = take(segment, *section)) return *std::move(error);
    table_before_ = section->type == "table";
    offset = section->end;
  }
}

std::optional<Error> EwfImage::take(const Segment& segment, const EwfSection& section) {
  if (section.type == "volume" || section.type == "disk") return take_volume(*segment, section);
  if (section.type == "data") return take_repeated_volume(*segment, section);
  if (section.type == "sectors") chunks_ = EwfRange{section.begin, section.end};
  if (section.type == "table") return take_table(segment, section);
  if (section.type == "table2") return take_repeated_table(segment, section);
  if (section.type == "error2") return take_unread(*segment, section);
  if (section.type == "hash" || section.type == "digest") take_digest(*segment, section);
  if (section.type == "incomplete") is_incomplete_ = true;
  if (section.type == "ltree") {
    return unsupported("an EWF image of single files (L01), which is not read",
                       "the files themselves, or an image of the disk");
  }
  // What else there is (the case, sessions of optical media) says nothing of the disk's bytes.
  return std::nullopt;
}

std::optional<Error> EwfImage::take_volume(const EwfSegment& segment, const EwfSection& section) {
  auto volume = read_ewf_volume(segment, section);
  if (!volume) return std::move(volume).error();
  if (volume_ && *volume_ != *volume) {
    return ewf_error(segment, section.offset, "the EWF image describes two different disks");
  }
  volume_ = *volume;
  return std::nullopt;
}

std::optional<Error> EwfImage::take_repeated_volume(const EwfSegment& segment, const EwfSection& section) {
  // Some writers leave the checksum of this copy empty.
  const auto copy = read_ewf_volume(segment, section);
  if (!copy) {
    ++useless_sections_;
    return std::nullopt;
  }
  constexpr std::array<std::byte, 16> kUnknown{};
  if (volume_ && copy->segments != volume_->segments && copy->segments != kUnknown && volume_->segments != kUnknown) {
    return ewf_error(segment, section.offset, "the segment belongs to another EWF image",
                     hex_of(volume_->segments, HexDigits::lower), hex_of(copy->segments, HexDigits::lower));
  }
  if (volume_ && *copy != *volume_) ++useless_sections_;
  return std::nullopt;
}

Result<EwfTable> EwfImage::read_table(const Segment& segment, const EwfSection& section) const {
  constexpr std::uint64_t kMostEntries = limits::kMaxEwfTableBytes / sizeof(std::uint32_t);
  return read_ewf_table(segment, section, chunks_, kMostEntries - chunk_count_);
}

std::optional<Error> EwfImage::take_table(const Segment& segment, const EwfSection& section) {
  auto table = read_table(segment, section);
  if (table) {
    add_table(std::move(*table));
  } else {
    damage_ = std::move(table).error();
  }
  return std::nullopt;
}

std::optional<Error> EwfImage::take_repeated_table(const Segment& segment, const EwfSection& section) {
  if (!table_before_) {
    return ewf_error(*segment, section.offset, "the EWF image has the copy of a table without the table");
  }
  auto copy = read_table(segment, section);
  if (!damage_) {
    const EwfTable& table = tables_.back();
    if (!copy || copy->base != table.base || copy->entries != table.entries) ++useless_sections_;
    return std::nullopt;
  }
  if (!copy) return *std::move(damage_);
  damage_.reset();
  ++damaged_tables_;
  add_table(std::move(*copy));
  return std::nullopt;
}

void EwfImage::add_table(EwfTable table) {
  chunk_count_ += table.entries.size();
  tables_.push_back(std::move(table));
}

std::optional<Error> EwfImage::take_unread(const EwfSegment& segment, const EwfSection& section) {
  auto ranges = read_ewf_unread(segment, section);
  if (!ranges) return std::move(ranges).error();
  if (ranges->size() > limits::kMaxEwfUnreadRanges - unread_.size()) {
    Error error = ewf_error(segment, section.offset, "the lists of unread sectors of the EWF image are too long",
                            fmt::format("at most {} entries", limits::kMaxEwfUnreadRanges), "more");
    error.code = ErrorCode::limit_exceeded;
    return error;
  }
  unread_.insert(unread_.end(), ranges->begin(), ranges->end());
  return std::nullopt;
}

void EwfImage::take_digest(const EwfSegment& segment, const EwfSection& section) {
  const std::size_t count = section.type == "hash" ? kHashSectionBytes : kDigestSectionBytes;
  const auto bytes = read_ewf_sealed(segment, section.begin, count, "a digest of the EWF image");
  if (!bytes || section.end - section.begin < count) {
    ++useless_sections_;
    return;
  }
  md5_ = hex_of(Bytes(*bytes).first(kMd5Bytes), HexDigits::lower);
  if (section.type == "digest") sha1_ = hex_of(Bytes(*bytes).subspan(kMd5Bytes, kSha1Bytes), HexDigits::lower);
}

void EwfImage::tell(std::vector<Note>& notes) const {
  if (!md5_.empty()) {
    notes.push_back({"ewf-media-hash", fmt::format("the imager noted for the whole disk the MD5 {}{}{}; it is not "
                                                   "computed here, each chunk that is read is proved by its Adler-32",
                                                   md5_, sha1_.empty() ? "" : " and the SHA-1 ", sha1_)});
  }
  if (!unread_.empty()) {
    std::uint64_t sectors = 0;
    for (const UnreadSectors& range : unread_) sectors += range.count;
    notes.push_back({"ewf-unread-sectors",
                     fmt::format("the imager could not read {} sectors of the disk, the first is {}; what lies there "
                                 "is unreadable, not zero",
                                 sectors, unread_.front().first)});
  }
  if (damaged_tables_ != 0) {
    notes.push_back(
        {"ewf-table-damaged", fmt::format("{} tables of chunks are damaged; their copies were used", damaged_tables_)});
  }
  if (useless_sections_ != 0) {
    notes.push_back({"ewf-sections-damaged",
                     fmt::format("{} sections that repeat or sum up others are damaged or contradict them; they were "
                                 "not used",
                                 useless_sections_)});
  }
  if (volume_ && chunk_count_ > volume_->chunks()) {
    notes.push_back({"ewf-more-chunks", fmt::format("the image holds {} chunks, its disk has {}; the others are not "
                                                    "part of it",
                                                    chunk_count_, volume_->chunks())});
  }
  if (is_incomplete_) notes.push_back({"ewf-incomplete", "the image says of itself that it is not complete"});
}

Result<std::shared_ptr<const ByteSource>> EwfImage::disk(std::vector<Note>& notes) && {
  constexpr std::string_view kNoDisk = "the EWF image does not say what its disk is";
  if (!volume_) return Error{ErrorCode::corrupt, std::string(kNoDisk), "a section 'volume' or 'disk'", "", {}};
  if (chunk_count_ < volume_->chunks()) {
    return Error{ErrorCode::truncated,
                 "the tables of the EWF image name too few chunks",
                 fmt::format("{} chunks for {} bytes", volume_->chunks(), volume_->size_bytes),
                 fmt::format("{}", chunk_count_),
                 {}};
  }
  sort_unread(unread_);
  tell(notes);
  auto disk = std::make_shared<const EwfChunks>(std::move(tables_), volume_->size_bytes, volume_->chunk_bytes);
  return without_sectors(std::move(disk), volume_->sector_bytes, std::move(unread_));
}

}  // namespace hive
