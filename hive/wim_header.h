#pragma once
// The first 208 bytes of a WIM, ESD or SWM, checked before anything else of it is believed (images.md 1.3: a header
// alone can make a reader take gigabytes). All integers are little-endian:
//   0 magic "MSWIM\0\0\0"    8 header size, 208     12 version 0x10D00, or 0xE00 (may hold solid resources)
//  16 flags                 20 size of chunks       24 GUID, the same in all parts
//  40 part number (16)      42 parts (16)           44 images
//  48 blob table            72 XML                  96 metadata of the image to boot    124 integrity table
// and a resource header of 24 bytes: 0 stored size (56), 7 flags, 8 offset, 16 original size.
// Source: images.md 1.5; Microsoft, "Windows Imaging File Format (WIM)"; LZMS and 0xE00 are wimlib's reading.

#include <array>
#include <cstddef>
#include <cstdint>

#include "hive/byte_source.h"
#include "hive/bytes.h"
#include "hive/result.h"
#include "hive/wim_codec.h"

namespace hive {

/// A resource as the header or the blob table names it: a run of bytes of the file, and what they hold.
struct WimResourceHeader {
  static constexpr std::size_t kBytes = 24;
  static constexpr std::uint8_t kMetadata = 0x02;
  static constexpr std::uint8_t kCompressed = 0x04;
  static constexpr std::uint8_t kSolid = 0x10;

  std::uint64_t stored_bytes = 0;  ///< at most 2^56 - 1
  std::uint8_t flags = 0;
  std::uint64_t offset = 0;  ///< in the file; in a solid run, where the blob begins in the run
  std::uint64_t original_bytes = 0;

  bool has(std::uint8_t flag) const { return (flags & flag) != 0; }
};

/// `bytes` has at least kBytes bytes behind `offset`; the caller has checked that.
WimResourceHeader read_wim_resource_header(Bytes bytes, std::size_t offset);

struct WimHeader {
  std::uint32_t version = 0;
  std::uint32_t flags = 0;
  WimCodec codec = WimCodec::none;
  std::uint32_t chunk_bytes = 0;  ///< one of the codec's sizes
  std::array<std::byte, 16> guid{};
  std::uint16_t part = 1;  ///< 1 to `parts`
  std::uint16_t parts = 1;
  std::uint32_t image_count = 0;      ///< of all parts; at most limits::kMaxWimImages
  WimResourceHeader blob_table;       ///< inside the file; original size bounded
  WimResourceHeader xml;              ///< inside the file; original size bounded
  WimResourceHeader boot_metadata;    ///< inside the file, or empty
  WimResourceHeader integrity_table;  ///< inside the file, or empty

  /// Whether blobs may share a solid resource: only this version knows them.
  bool may_be_solid() const { return version == kSolidVersion; }
  static constexpr std::uint32_t kSolidVersion = 0xE00;
};

/// True when a file begins like a WIM, a pipable one too.
bool is_wim(Bytes beginning);

/// Errors: io; corrupt (no WIM, a field that cannot be); truncated (the file ends before what the header names);
/// unsupported (pipable, another version); limit_exceeded (a count or size that no WIM has).
Result<WimHeader> read_wim_header(const ByteSource& file);

}  // namespace hive
