// Virtual Hard Disk Image Format Specification 1.0 (Microsoft). Dynamic header: place of the block allocation table u64
// at 16, its entries u32 at 28, bytes of a block u32 at 32, one's complement of the sum of all bytes but these at 36.
// An entry is the sector of a block, 0xFFFFFFFF: all of it is the parent's. In front of a block, filled up to a sector,
// a bitmap: the first sector is the highest bit of the first byte; a sector whose bit is not set is the parent's.

#include "hive/vhd_difference.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "hive/big_endian.h"
#include "hive/limits.h"
#include "hive/read_exactly.h"

namespace hive::disk_formats {
namespace {

constexpr std::size_t kHeaderBytes = 1024;
constexpr std::size_t kSector = 512;
constexpr std::uint32_t kParents = 0xFFFF'FFFF;

class DifferencingVhd final : public ByteSource {
 public:
  DifferencingVhd(Source child, Source parent, std::uint64_t size_bytes, std::size_t block_bytes,
                  std::vector<std::uint32_t> table)
      : child_(std::move(child)),
        parent_(std::move(parent)),
        size_(size_bytes),
        block_bytes_(block_bytes),
        table_(std::move(table)) {}

  std::uint64_t size_bytes() const override { return size_; }
  bool has_changed() const override { return child_->has_changed() || parent_->has_changed(); }

  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override {
    if (offset >= size_) return std::size_t{0};
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), size_ - offset));
    std::size_t done = 0;
    while (done < wanted) {
      const auto block = static_cast<std::size_t>((offset + done) / block_bytes_);
      const auto inside = static_cast<std::size_t>((offset + done) % block_bytes_);
      const auto piece = into.subspan(done, std::min(wanted - done, block_bytes_ - inside));
      auto got = read_block(block, inside, piece);
      if (!got) return got;
      done += *got;
    }
    return done;
  }

 private:
  std::size_t bitmap_bytes() const { return (block_bytes_ / kSector / 8 + kSector - 1) / kSector * kSector; }

  /// As many bytes as come from one side; at least one.
  Result<std::size_t> read_block(std::size_t block, std::size_t inside, std::span<std::byte> into) const {
    const std::uint64_t at = std::uint64_t{block} * block_bytes_ + inside;
    if (table_[block] == kParents) return read_all(*parent_, at, into);
    if (bitmap_of_ != block) {
      auto bitmap =
          read_exactly(*child_, std::uint64_t{table_[block]} * kSector, bitmap_bytes(), "a bitmap of the VHD");
      if (!bitmap) return std::move(bitmap).error();
      bitmap_ = *std::move(bitmap);
      bitmap_of_ = block;
    }
    const auto is_own = [&](std::size_t sector) {
      return (std::to_integer<unsigned>(bitmap_[sector / 8]) & 0x80U >> sector % 8) != 0;
    };
    const std::size_t first = inside / kSector;
    const bool own = is_own(first);
    std::size_t end = first + 1;
    while (end * kSector < inside + into.size() && is_own(end) == own) ++end;
    const auto piece = into.first(std::min(into.size(), end * kSector - inside));
    if (!own) return read_all(*parent_, at, piece);
    return read_all(*child_, std::uint64_t{table_[block]} * kSector + bitmap_bytes() + inside, piece);
  }

  static Result<std::size_t> read_all(const ByteSource& source, std::uint64_t offset, std::span<std::byte> into) {
    auto got = source.read_at(offset, into);
    if (!got || *got == into.size()) return got;
    return Error{.code = ErrorCode::truncated,
                 .message = "a block of the VHD lies beyond the end",
                 .expected = fmt::format("{} bytes at offset {}", into.size(), offset),
                 .found = fmt::format("an end at {}", source.size_bytes()),
                 .where = {}};
  }

  Source child_;
  Source parent_;
  std::uint64_t size_;
  std::size_t block_bytes_;
  std::vector<std::uint32_t> table_;  ///< one entry for each block of the disk
  mutable std::optional<std::size_t> bitmap_of_;
  mutable std::vector<std::byte> bitmap_;
};

}  // namespace

Opened lay_over(Source child, std::uint64_t size_bytes, std::uint64_t header_at, Source parent) {
  const auto header = read_exactly(*child, header_at, kHeaderBytes, "the dynamic header of the VHD");
  if (!header) return header.error();
  if (!is_sound_vhd(*header, 36)) return corrupt("the dynamic header of the VHD does not match its checksum");
  const std::uint64_t block_bytes = big_endian(*header, 32, 4);
  if (block_bytes < kSector || (block_bytes & (block_bytes - 1)) != 0) {
    return corrupt("the VHD has blocks of an impossible size", fmt::format("{} bytes", block_bytes));
  }
  if (block_bytes > limits::kMaxVhdBlockBytes || size_bytes > limits::kMaxVhdBytes) {
    Error error =
        corrupt("the VHD claims too large a disk or block", fmt::format("{} and {}", size_bytes, block_bytes));
    error.code = ErrorCode::limit_exceeded;
    return error;
  }
  if (parent->size_bytes() < size_bytes) return corrupt("the parent of the VHD is smaller than its child");
  const std::uint64_t blocks = (size_bytes + block_bytes - 1) / block_bytes;
  if (big_endian(*header, 28, 4) < blocks) return corrupt("the table of the VHD describes less than its disk");
  const auto table =
      read_exactly(*child, big_endian(*header, 16, 8), static_cast<std::size_t>(blocks) * 4, "the table of the VHD");
  if (!table) return table.error();
  std::vector<std::uint32_t> entries(static_cast<std::size_t>(blocks));
  for (std::size_t i = 0; i < entries.size(); ++i) {
    entries[i] = static_cast<std::uint32_t>(big_endian(*table, i * 4, 4));
  }
  return Source(std::make_shared<DifferencingVhd>(std::move(child), std::move(parent), size_bytes,
                                                  static_cast<std::size_t>(block_bytes), std::move(entries)));
}

}  // namespace hive::disk_formats
