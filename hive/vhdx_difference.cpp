// [MS-VHDX] 2.5.1: an entry of the block allocation table is a state in bits 0 to 2 and a place in MiB from bit 20 on.
// Behind each `ratio` entries of blocks (2^23 sectors) stands the entry of their bitmap, 1 MiB: the first sector is the
// lowest bit of its first byte, a sector whose bit is not set is the parent's.

#include "hive/vhdx_difference.h"

#include <utility>

#include "hive/differencing_disk.h"
#include "hive/limits.h"
#include "hive/read_exactly.h"
#include "hive/vhdx_metadata.h"

namespace hive::disk_formats {
namespace {

constexpr std::uint64_t kMiB = 1024 * 1024;
constexpr std::uint64_t kSectorsOfBitmap = 1ULL << 23U;
constexpr std::uint64_t kPlace = ~(kMiB - 1);
constexpr std::uint64_t kState = 7;
constexpr std::uint64_t kNotPresent = 0;
constexpr std::uint64_t kZero = 2;
constexpr std::uint64_t kUnmapped = 3;  // zeros, or what was there before: nobody may rely on it
constexpr std::uint64_t kWhole = 6;
constexpr std::uint64_t kPartly = 7;

std::optional<Error> fault_of(const VhdxMetadata& metadata, const ByteSource& parent) {
  const std::uint64_t block = metadata.block_bytes;
  if (block < kMiB || block > 256 * kMiB || (block & (block - 1)) != 0) {
    return corrupt("the VHDX has blocks of an impossible size", fmt::format("{} bytes", block));
  }
  if (metadata.sector_bytes != 512 && metadata.sector_bytes != 4096) {
    return corrupt("the VHDX has sectors of an impossible size", fmt::format("{} bytes", metadata.sector_bytes));
  }
  if (metadata.disk_bytes > limits::kMaxDiskBytes || metadata.disk_bytes / block >= kMaxDiskBlocks) {
    return too_much("the VHDX claims too large a disk", fmt::format("{} bytes", metadata.disk_bytes));
  }
  if (parent.size_bytes() > metadata.disk_bytes) return corrupt("the parent of the VHDX is larger than its child");
  return std::nullopt;
}

}  // namespace

Opened lay_vhdx_over(Source child, Source parent) {
  const auto metadata = read_vhdx_metadata(*child);
  if (!metadata) return metadata.error();
  if (auto error = fault_of(*metadata, *parent)) return *std::move(error);
  const std::uint64_t block = metadata->block_bytes;
  const std::uint64_t ratio = kSectorsOfBitmap * metadata->sector_bytes / block;
  const std::uint64_t blocks = (metadata->disk_bytes + block - 1) / block;
  const std::uint64_t entries = (blocks + ratio - 1) / ratio * (ratio + 1);
  if (entries * 8 > metadata->table_bytes) return corrupt("the table of the VHDX describes less than its disk");
  const auto table =
      read_exactly(*child, metadata->table_offset, static_cast<std::size_t>(entries) * 8, "the table of the VHDX");
  if (!table) return table.error();
  const ByteReader reader(*table);
  const auto entry_at = [&](std::uint64_t i) { return reader.u64(static_cast<std::size_t>(i) * 8).value_or(0); };
  DifferencingLayout layout{.size_bytes = metadata->disk_bytes,
                            .block_bytes = metadata->block_bytes,
                            .sector_bytes = metadata->sector_bytes,
                            .high_bit_first = false,
                            .blocks = std::vector<DiskBlock>(static_cast<std::size_t>(blocks))};
  for (std::uint64_t i = 0; i < blocks; ++i) {
    const std::uint64_t entry = entry_at(i + i / ratio);
    const std::uint64_t bitmap = entry_at((i / ratio + 1) * (ratio + 1) - 1);
    DiskBlock& here = layout.blocks[static_cast<std::size_t>(i)];
    here.data = entry & kPlace;
    switch (entry & kState) {
      case kNotPresent:
        here.kind = DiskBlock::Kind::parent;
        break;
      case kZero:
      case kUnmapped:
        here.kind = DiskBlock::Kind::zeros;
        break;
      case kWhole:
        here.kind = DiskBlock::Kind::own;
        break;
      case kPartly:
        if ((bitmap & kState) != kWhole) return corrupt("a block of the VHDX lacks its bitmap", fmt::format("{}", i));
        here.kind = DiskBlock::Kind::mixed;
        here.bitmap = (bitmap & kPlace) + i % ratio * (block / metadata->sector_bytes / 8);
        break;
      default:
        here.kind = DiskBlock::Kind::undefined;
    }
  }
  return Source(std::make_shared<DifferencingDisk>(std::move(child), std::move(parent), std::move(layout)));
}

}  // namespace hive::disk_formats
