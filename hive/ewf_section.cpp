#include "hive/ewf_section.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "hive/adler32.h"
#include "hive/limits.h"
#include "hive/read_exactly.h"
#include "hive/says.h"
#include "hive/utf16.h"

namespace hive {
namespace {

constexpr std::size_t kDescriptorBytes = 76;
constexpr std::size_t kTypeBytes = 16;
constexpr std::size_t kCheckBytes = 4;

std::string text_of(Bytes bytes) {
  std::string text;
  for (const std::byte one : bytes) {
    if (one == std::byte{0}) break;
    text.push_back(static_cast<char>(one));
  }
  return text;
}

}  // namespace

Error ewf_error(const EwfSegment& segment, std::uint64_t offset, std::string message, std::string expected,
                std::string found) {
  return Error{.code = ErrorCode::corrupt,
               .message = std::move(message),
               .expected = std::move(expected),
               .found = std::move(found),
               .where = {.path = {}, .member = segment.name, .key = {}, .offset = offset}};
}

Result<std::uint16_t> read_ewf_segment_number(const EwfSegment& segment) {
  const auto head = read_exactly(*segment.file, 0, kEwfFirstSection, "the head of the EWF segment");
  if (!head) {
    Error error = head.error();
    error.where.member = segment.name;
    return error;
  }
  constexpr std::string_view kMagic("EVF\x09\x0D\x0A\xFF\0\x01", 9);
  const std::uint16_t number = ByteReader(*head).u16(9).value_or(0);
  if (!says(*head, 0, kMagic) || !says(*head, 11, std::string_view("\0\0", 2)) || number == 0) {
    return ewf_error(segment, 0, "the file does not begin as a segment of an EWF image does");
  }
  return number;
}

Result<EwfSection> read_ewf_section(const EwfSegment& segment, std::uint64_t offset) {
  const auto bytes = read_ewf_sealed(segment, offset, kDescriptorBytes, "a section of the EWF image");
  if (!bytes) return bytes.error();
  const ByteReader reader(*bytes);
  EwfSection section{.type = text_of(Bytes(*bytes).first(kTypeBytes)),
                     .offset = offset,
                     .begin = offset + kDescriptorBytes,
                     .end = reader.u64(16).value_or(0),
                     .is_last = false};
  // The last section names itself as the next one, or what would follow it.
  if (section.type == "next" || section.type == "done") {
    section.is_last = true;
    section.end = section.begin;
    return section;
  }
  if (section.end < section.begin) {
    return ewf_error(segment, offset, "the sections of the EWF image do not follow each other",
                     fmt::format("a next section at {} or behind", section.begin),
                     fmt::format("one at {}", section.end));
  }
  // Where the two disagree, two different disks can be told from one file.
  const std::uint64_t size = reader.u64(24).value_or(0);
  if (size != 0 && size != section.end - offset) {
    return ewf_error(segment, offset,
                     fmt::format("the section '{}' of the EWF image has two sizes", printable(section.type)),
                     fmt::format("{} bytes to the next section", section.end - offset), fmt::format("{} bytes", size));
  }
  if (section.end > segment.file->size_bytes()) {
    Error error = ewf_error(
        segment, offset, fmt::format("the section '{}' of the EWF image lies beyond the end", printable(section.type)),
        fmt::format("{} bytes", section.end), fmt::format("a file of {}", segment.file->size_bytes()));
    error.code = ErrorCode::truncated;
    return error;
  }
  return section;
}

Result<std::vector<std::byte>> read_ewf_sealed(const EwfSegment& segment, std::uint64_t offset, std::size_t count,
                                               std::string_view what) {
  auto bytes = read_exactly(*segment.file, offset, count, what);
  if (!bytes) {
    bytes.error().where.member = segment.name;
    return bytes;
  }
  const std::size_t covered = count - kCheckBytes;
  const std::uint32_t stored = ByteReader(*bytes).u32(covered).value_or(0);
  const std::uint32_t counted = adler32(Bytes(*bytes).first(covered));
  if (stored == counted) return bytes;
  return ewf_error(segment, offset, fmt::format("{} does not match its checksum", what), fmt::format("{:08x}", stored),
                   fmt::format("{:08x}", counted));
}

std::optional<std::string> name_of_ewf_segment(std::string_view first, std::uint32_t number) {
  constexpr std::size_t kEndingBytes = 4;
  if (first.size() < kEndingBytes || number == 0 || number > limits::kMaxEwfSegments) return std::nullopt;
  const std::string_view ending = first.substr(first.size() - kEndingBytes);
  if (ending != ".E01" && ending != ".e01") return std::nullopt;
  const char first_letter = ending[1];
  const std::string_view stem = first.substr(0, first.size() - kEndingBytes + 1);
  if (number <= 99) return fmt::format("{}{}{:02}", stem, first_letter, number);
  const std::uint32_t behind = number - 100;
  const char zero = first_letter == 'E' ? 'A' : 'a';
  const auto letter = [](char from, std::uint32_t steps) {
    return static_cast<char>(static_cast<unsigned char>(from) + steps);
  };
  return fmt::format("{}{}{}{}", stem, letter(first_letter, behind / 676), letter(zero, behind / 26 % 26),
                     letter(zero, behind % 26));
}

}  // namespace hive
