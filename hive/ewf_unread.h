#pragma once
// Sectors that an imager could not read (the section `error2` of an EWF image): it wrote zeros for them. Zeros are not
// what the disk held, so a read that touches one of them is an Error. Count u32, 512 bytes of nothing, Adler-32; per
// range first sector u32 and count of sectors u32; Adler-32 of these.

#include <cstdint>
#include <memory>
#include <vector>

#include "hive/ewf_section.h"

namespace hive {

struct UnreadSectors {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
};

/// As they are stored. Errors: io, truncated, corrupt, limit_exceeded.
Result<std::vector<UnreadSectors>> read_ewf_unread(const EwfSegment& segment, const EwfSection& section);

/// In order, those that touch joined, those of no sector left out.
void sort_unread(std::vector<UnreadSectors>& ranges);

/// The disk without these sectors, which are sorted. Reading one is an Error: io.
std::shared_ptr<const ByteSource> without_sectors(std::shared_ptr<const ByteSource> disk, std::uint32_t sector_bytes,
                                                  std::vector<UnreadSectors> ranges);

}  // namespace hive
