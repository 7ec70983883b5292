#pragma once
// What an EWF image says of its disk: the sections `volume` and `disk`, and `data`, a copy of it in each segment. 1,052
// bytes: kind of media u8 (0E: files instead of a disk), at 4 number of chunks u32, sectors per chunk u32, bytes per
// sector u32, sectors u64, at 64 a GUID that all segments of one image share (zeros before EnCase 5), Adler-32 at the
// end. The first version of the format, which SMART writes (.s01), has 94 bytes.

#include <array>
#include <cstddef>
#include <cstdint>

#include "hive/ewf_section.h"

namespace hive {

struct EwfVolume {
  std::uint32_t chunk_bytes = 0;
  std::uint32_t sector_bytes = 0;
  std::uint64_t size_bytes = 0;          ///< of the disk
  std::array<std::byte, 16> segments{};  ///< GUID; zeros: not known

  std::uint64_t chunks() const { return size_bytes / chunk_bytes + (size_bytes % chunk_bytes == 0 ? 0 : 1); }
  friend bool operator==(const EwfVolume&, const EwfVolume&) = default;
};

/// Errors: io, truncated, corrupt, limit_exceeded; unsupported for SMART's images and for those of files (L01).
Result<EwfVolume> read_ewf_volume(const EwfSegment& segment, const EwfSection& section);

}  // namespace hive
