#pragma once
// Segments and sections of an EWF image (E01). A segment is one file: "EVF", 09 0D 0A FF 00, 01, its number u16 from 1
// on, 0000; then sections, each with a descriptor of 76 bytes: type in 16 bytes, offset of the next section u64, size
// of this one u64 with its descriptor (0 where the writer did not know), 40 bytes of nothing, Adler-32.
//
// Source for all of hive/ewf*: "Expert Witness Compression Format (EWF)" by Joachim Metz, the documentation of libewf.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hive/byte_source.h"
#include "hive/error.h"
#include "hive/result.h"

namespace hive {

struct EwfSegment {
  std::string name;  ///< of its file; empty for the first, which the caller of open_disk names
  std::shared_ptr<const ByteSource> file;
};

struct EwfSection {
  std::string type;          ///< `table`, `sectors`
  std::uint64_t offset = 0;  ///< of its descriptor, in bytes of the segment's file
  std::uint64_t begin = 0;   ///< of what follows the descriptor
  std::uint64_t end = 0;     ///< where the next section begins; `begin` in the last section of a segment
  bool is_last = false;      ///< `next` or `done`: nothing of this segment follows
};

constexpr std::uint64_t kEwfFirstSection = 13;

/// `offset` in bytes of the segment's file.
Error ewf_error(const EwfSegment& segment, std::uint64_t offset, std::string message, std::string expected = {},
                std::string found = {});

/// The number of a segment, which is proved to be one. Errors: io, truncated, corrupt.
Result<std::uint16_t> read_ewf_segment_number(const EwfSegment& segment);

/// The section whose descriptor is at `offset`. It lies inside of the file, and the next one behind it, so that a walk
/// ends. Errors: io, truncated, corrupt.
Result<EwfSection> read_ewf_section(const EwfSegment& segment, std::uint64_t offset);

/// `count` bytes, of which the last four are the Adler-32 of those before. The caller bounds `count`. Errors: io,
/// truncated, corrupt.
Result<std::vector<std::byte>> read_ewf_sealed(const EwfSegment& segment, std::uint64_t offset, std::size_t count,
                                               std::string_view what);

/// The name of segment `number` (2 and above) beside `first`, NAME.E01: .E02 to .E99, .EAA, .EAB to .EZZ, .FAA to .ZZZ,
/// in capitals or not as the first is. Nothing where `first` ends otherwise or no name is left.
std::optional<std::string> name_of_ewf_segment(std::string_view first, std::uint32_t number);

}  // namespace hive
