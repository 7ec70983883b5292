// Virtual Hard Disk Image Format Specification 1.0 (Microsoft). Dynamic header: place of the block allocation table u64
// at 16, its entries u32 at 28, bytes of a block u32 at 32, one's complement of the sum of all bytes but these at 36.
// An entry is the sector of a block, 0xFFFFFFFF: all of it is the parent's. In front of a block, filled up to a sector,
// a bitmap: the first sector is the highest bit of the first byte; a sector whose bit is not set is the parent's.

#include "hive/vhd_difference.h"

#include <utility>

#include "hive/big_endian.h"
#include "hive/differencing_disk.h"
#include "hive/limits.h"
#include "hive/read_exactly.h"

namespace hive::disk_formats {
namespace {

constexpr std::size_t kHeaderBytes = 1024;
constexpr std::uint32_t kSector = 512;
constexpr std::uint64_t kParents = 0xFFFF'FFFF;

}  // namespace

Opened lay_over(Source child, std::uint64_t size_bytes, std::uint64_t header_at, Source parent) {
  const auto header = read_exactly(*child, header_at, kHeaderBytes, "the dynamic header of the VHD");
  if (!header) return header.error();
  if (!is_sound_vhd(*header, 36)) return corrupt("the dynamic header of the VHD does not match its checksum");
  const std::uint64_t block_bytes = big_endian(*header, 32, 4);
  if (block_bytes < kSector || (block_bytes & (block_bytes - 1)) != 0) {
    return corrupt("the VHD has blocks of an impossible size", fmt::format("{} bytes", block_bytes));
  }
  const std::uint64_t blocks = size_bytes / block_bytes + (size_bytes % block_bytes == 0 ? 0 : 1);
  if (block_bytes > limits::kMaxVhdBlockBytes || size_bytes > limits::kMaxVhdBytes || blocks > kMaxDiskBlocks) {
    return too_much("the VHD claims too large a disk or block", fmt::format("{} and {}", size_bytes, block_bytes));
  }
  if (parent->size_bytes() < size_bytes) return corrupt("the parent of the VHD is smaller than its child");
  if (big_endian(*header, 28, 4) < blocks) return corrupt("the table of the VHD describes less than its disk");
  const auto table =
      read_exactly(*child, big_endian(*header, 16, 8), static_cast<std::size_t>(blocks) * 4, "the table of the VHD");
  if (!table) return table.error();
  DifferencingLayout layout{.size_bytes = size_bytes,
                            .block_bytes = static_cast<std::uint32_t>(block_bytes),
                            .sector_bytes = kSector,
                            .high_bit_first = true,
                            .blocks = std::vector<DiskBlock>(static_cast<std::size_t>(blocks))};
  const std::uint64_t bitmap_bytes = (block_bytes / kSector + 7) / 8;
  for (std::size_t i = 0; i < layout.blocks.size(); ++i) {
    const std::uint64_t sector = big_endian(*table, i * 4, 4);
    if (sector == kParents) continue;
    const std::uint64_t bitmap = sector * kSector;
    layout.blocks[i] = {DiskBlock::Kind::mixed, bitmap + (bitmap_bytes + kSector - 1) / kSector * kSector, bitmap};
  }
  return Source(std::make_shared<DifferencingDisk>(std::move(child), std::move(parent), std::move(layout)));
}

}  // namespace hive::disk_formats
