#include "hive/ewf_volume.h"

#include <fmt/format.h>

#include <algorithm>

#include "hive/bytes.h"
#include "hive/limits.h"
#include "hive/unsupported.h"

namespace hive {
namespace {

constexpr std::size_t kBytes = 1052;
constexpr std::size_t kFirstVersionBytes = 94;
constexpr std::uint8_t kLogicalFiles = 0x0E;
constexpr std::size_t kGuidAt = 64;
/// Disks have no smaller sectors.
constexpr std::uint64_t kLeastChunkBytes = 512;

}  // namespace

Result<EwfVolume> read_ewf_volume(const EwfSegment& segment, const EwfSection& section) {
  const std::uint64_t size = section.end - section.begin;
  if (size == kFirstVersionBytes) {
    return unsupported("an EWF image of the first version, as SMART writes them (.s01), which is not read",
                       "a copy as E01 or as raw disk");
  }
  if (size < kBytes) {
    return ewf_error(segment, section.offset, "the EWF image says too little of its disk",
                     fmt::format("{} bytes", kBytes), fmt::format("{}", size));
  }
  const auto bytes = read_ewf_sealed(segment, section.begin, kBytes, "what the EWF image says of its disk");
  if (!bytes) return bytes.error();
  const ByteReader reader(*bytes);
  if (reader.u8(0) == kLogicalFiles) {
    return unsupported("an EWF image of single files (L01), which is not read",
                       "the files themselves, or an image of the disk");
  }
  const std::uint64_t chunk_sectors = reader.u32(8).value_or(0);
  const std::uint64_t sector_bytes = reader.u32(12).value_or(0);
  const std::uint64_t sectors = reader.u64(16).value_or(0);
  const std::uint64_t chunk_bytes = chunk_sectors * sector_bytes;  // of two numbers of 32 bits
  if (chunk_bytes < kLeastChunkBytes || sectors == 0) {
    return ewf_error(segment, section.begin, "the EWF image claims a disk that cannot be",
                     "sectors, and chunks of them",
                     fmt::format("{} sectors of {} bytes in chunks of {}", sectors, sector_bytes, chunk_sectors));
  }
  if (chunk_bytes > limits::kMaxEwfChunkBytes || sectors > limits::kMaxDiskBytes / sector_bytes) {
    Error error =
        ewf_error(segment, section.begin, "the EWF image claims too large a disk, or too large chunks",
                  fmt::format("chunks of at most {} bytes", limits::kMaxEwfChunkBytes),
                  fmt::format("{} sectors of {} bytes in chunks of {}", sectors, sector_bytes, chunk_sectors));
    error.code = ErrorCode::limit_exceeded;
    return error;
  }
  EwfVolume volume{.chunk_bytes = static_cast<std::uint32_t>(chunk_bytes),
                   .sector_bytes = static_cast<std::uint32_t>(sector_bytes),
                   .size_bytes = sectors * sector_bytes,
                   .segments = {}};
  std::copy_n(bytes->begin() + kGuidAt, volume.segments.size(), volume.segments.begin());
  return volume;
}

}  // namespace hive
