#include "hive/differencing_disk.h"

#include <fmt/format.h>

#include <algorithm>

#include "hive/read_exactly.h"

namespace hive {
namespace {

Result<std::size_t> read_all(const ByteSource& source, std::uint64_t offset, std::span<std::byte> into) {
  auto got = source.read_at(offset, into);
  if (!got || *got == into.size()) return got;
  return Error{.code = ErrorCode::truncated,
               .message = "a block of the disk lies beyond the end of its file",
               .expected = fmt::format("{} bytes at offset {}", into.size(), offset),
               .found = fmt::format("an end at {}", source.size_bytes()),
               .where = {}};
}

}  // namespace

Result<std::size_t> DifferencingDisk::read_at(std::uint64_t offset, std::span<std::byte> into) const {
  if (offset >= layout_.size_bytes) return std::size_t{0};
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), layout_.size_bytes - offset));
  std::size_t done = 0;
  while (done < wanted) {
    const auto block = static_cast<std::size_t>((offset + done) / layout_.block_bytes);
    const auto inside = static_cast<std::size_t>((offset + done) % layout_.block_bytes);
    const auto piece = into.subspan(done, std::min(wanted - done, layout_.block_bytes - inside));
    auto got = read_block(block, inside, piece);
    if (!got) return got;
    done += *got;
  }
  return done;
}

/// As many bytes as come from one side; at least one.
Result<std::size_t> DifferencingDisk::read_block(std::size_t block, std::size_t inside,
                                                 std::span<std::byte> into) const {
  switch (layout_.blocks[block].kind) {
    case DiskBlock::Kind::parent:
      return read_parent(std::uint64_t{block} * layout_.block_bytes + inside, into);
    case DiskBlock::Kind::zeros:
      std::ranges::fill(into, std::byte{0});
      return into.size();
    case DiskBlock::Kind::own:
      return read_all(*child_, layout_.blocks[block].data + inside, into);
    case DiskBlock::Kind::mixed:
      return read_mixed(block, inside, into);
    case DiskBlock::Kind::undefined:
      break;
  }
  return Error{.code = ErrorCode::corrupt,
               .message = "the disk says that the bytes of this block are undefined",
               .expected = {},
               .found = fmt::format("block {}", block),
               .where = {}};
}

bool DifferencingDisk::is_own(std::size_t sector) const {
  const std::size_t bit = layout_.high_bit_first ? 7 - sector % 8 : sector % 8;
  return (std::to_integer<unsigned>(bitmap_[sector / 8]) >> bit & 1U) != 0;
}

Result<std::size_t> DifferencingDisk::read_mixed(std::size_t block, std::size_t inside,
                                                 std::span<std::byte> into) const {
  const DiskBlock& here = layout_.blocks[block];
  const std::size_t sector_bytes = layout_.sector_bytes;
  if (bitmap_of_ != block) {
    const std::size_t bits = layout_.block_bytes / sector_bytes;
    auto bitmap = read_exactly(*child_, here.bitmap, (bits + 7) / 8, "a bitmap of the disk");
    if (!bitmap) return std::move(bitmap).error();
    bitmap_ = *std::move(bitmap);
    bitmap_of_ = block;
  }
  const std::size_t first = inside / sector_bytes;
  const bool own = is_own(first);
  std::size_t end = first + 1;
  while (end * sector_bytes < inside + into.size() && is_own(end) == own) ++end;
  const auto piece = into.first(std::min(into.size(), end * sector_bytes - inside));
  if (own) return read_all(*child_, here.data + inside, piece);
  return read_parent(std::uint64_t{block} * layout_.block_bytes + inside, piece);
}

Result<std::size_t> DifferencingDisk::read_parent(std::uint64_t offset, std::span<std::byte> into) const {
  const std::uint64_t size = parent_->size_bytes();
  const auto there = static_cast<std::size_t>(offset < size ? std::min<std::uint64_t>(into.size(), size - offset) : 0);
  std::ranges::fill(into.subspan(there), std::byte{0});
  if (there > 0) {
    if (auto got = read_all(*parent_, offset, into.first(there)); !got) return got;
  }
  return into.size();
}

}  // namespace hive
