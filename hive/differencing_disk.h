#pragma once
// A disk that holds only what differs from its parent, block by block and, inside a block, sector by sector: VHD and
// VHDX. libvhdi (20210425) is not asked for those. In a VHD, once a bit of a byte in a bitmap is set, it takes all
// later ones of that byte as set; in a VHDX it reads a bitmap where there is none, and the parent's bytes where the
// child says zeros.

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "hive/byte_source.h"

namespace hive {

/// Blocks that a differencing disk may have: 64 TiB in the usual 32 MiB of a VHDX, 8 TiB in its smallest, are 8
/// million.
inline constexpr std::uint64_t kMaxDiskBlocks = 8ULL * 1024 * 1024;

/// What one block is. Places are bytes of the child's file; what lies beyond its end is truncated, not zero.
struct DiskBlock {
  enum class Kind : std::uint8_t { parent, zeros, own, mixed, undefined } kind = Kind::parent;
  std::uint64_t data = 0;    ///< of own and mixed
  std::uint64_t bitmap = 0;  ///< of mixed: one bit for each sector, set for the child's
};

struct DifferencingLayout {
  std::uint64_t size_bytes = 0;
  std::uint32_t block_bytes = 0;   ///< a power of 2, a multiple of the sector
  std::uint32_t sector_bytes = 0;  ///< a power of 2
  bool high_bit_first = false;     ///< which bit of a bitmap's byte is the first sector's
  std::vector<DiskBlock> blocks;   ///< all of the disk
};

class DifferencingDisk final : public ByteSource {
 public:
  /// A parent that is smaller goes on as zeros, as a VHDX that was made larger has it.
  DifferencingDisk(std::shared_ptr<const ByteSource> child, std::shared_ptr<const ByteSource> parent,
                   DifferencingLayout layout)
      : child_(std::move(child)), parent_(std::move(parent)), layout_(std::move(layout)) {}

  std::uint64_t size_bytes() const override { return layout_.size_bytes; }
  bool has_changed() const override { return child_->has_changed() || parent_->has_changed(); }
  /// Errors: those of both; truncated; corrupt where the child says that its bytes are undefined.
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override;

 private:
  Result<std::size_t> read_block(std::size_t block, std::size_t inside, std::span<std::byte> into) const;
  Result<std::size_t> read_mixed(std::size_t block, std::size_t inside, std::span<std::byte> into) const;
  Result<std::size_t> read_parent(std::uint64_t offset, std::span<std::byte> into) const;
  bool is_own(std::size_t sector) const;

  std::shared_ptr<const ByteSource> child_;
  std::shared_ptr<const ByteSource> parent_;
  DifferencingLayout layout_;
  mutable std::optional<std::size_t> bitmap_of_;
  mutable std::vector<std::byte> bitmap_;
};

}  // namespace hive
