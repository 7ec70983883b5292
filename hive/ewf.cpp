// Whether one EWF file holds the whole disk, asked before libewf reads it (libewf, "Expert Witness Compression Format",
// version 1): 13 bytes in front with the segment's number u16 at 9, then sections, each of 76 bytes in front: type (16
// letters), place of the next section u64 at 16. The last one is `done` in the last segment, `next` in the others.

#include <fmt/format.h>

#include <cstring>

#include "hive/disk_formats.h"
#include "hive/limits.h"
#include "hive/read_exactly.h"

namespace hive::disk_formats {
namespace {

constexpr std::size_t kFrontBytes = 13;
constexpr std::size_t kSectionBytes = 76;

/// `done`, `next`, or the Error of a chain that does not end.
Result<std::string> last_section(const ByteSource& file) {
  std::uint64_t at = kFrontBytes;
  for (std::size_t i = 0; i < limits::kMaxEwfSections; ++i) {
    const auto section = read_exactly(file, at, kSectionBytes, "a section of the EWF file");
    if (!section) return section.error();
    std::string type(16, '\0');
    std::memcpy(type.data(), section->data(), type.size());
    type.resize(std::min(type.find('\0'), type.size()));
    if (type == "done" || type == "next") return type;
    const std::uint64_t next = ByteReader(*section).u64(16).value_or(0);
    if (next <= at) return corrupt("the sections of the EWF file lead back", fmt::format("{} after {}", next, at));
    at = next;
  }
  return corrupt("the EWF file has too many sections");
}

}  // namespace

Opened open_ewf(Source file) {
  const auto front = read_exactly(*file, 0, kFrontBytes, "the header of the EWF file");
  if (!front) return front.error();
  if (ByteReader(*front).u8(3) != 0x09) {
    return unsupported("the image is of the second version of EWF (Ex01), which is not read",
                       "a copy as E01 or raw disk");
  }
  const std::uint16_t number = ByteReader(*front).u16(9).value_or(0);
  if (number != 1) {
    return unsupported(fmt::format("the EWF file is part {} of several", number),
                       "a copy of the whole disk in one file");
  }
  const auto last = last_section(*file);
  if (!last) return last.error();
  if (*last == "next") {
    return unsupported("the EWF file is the first of several (E02 follows)", "a copy of the whole disk in one file");
  }
  return open_libewf(std::move(file));
}

}  // namespace hive::disk_formats
