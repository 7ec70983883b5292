#include "hive/regf/cell.h"

#include <algorithm>

#include "hive/regf/base_block.h"

namespace hive::regf {

namespace {

/// A hive bin begins with a header of 32 bytes; the first cell follows (format specification, "Hive bin").
constexpr std::uint32_t kFirstCell = 32;
constexpr std::uint32_t kSizeBytes = 4;

Damage unreadable(const Error& error, std::uint64_t offset, std::uint64_t end, std::uint64_t size) {
  if (error.code == ErrorCode::truncated) return {Flaw::behind_end, offset, end, size};
  return {Flaw::unreadable_file, offset, 0, 0};
}

}  // namespace

std::uint64_t file_offset(std::uint32_t cell) { return kBinsStart + cell; }

bool Cells::plausible(std::uint32_t offset) const {
  return (offset & 7U) == 0 && offset >= kFirstCell && fits(file_offset(offset), 8, bins_end_);
}

Damage Cells::outside(std::uint32_t offset) const {
  const std::uint64_t place = file_offset(offset);
  if (offset == kNoCell) return {Flaw::no_cell, place, 0, 0};
  if ((offset & 7U) != 0) return {Flaw::misaligned, place, 0, offset};
  return {Flaw::outside_bins, place, bins_end_ - std::min(bins_end_, kBinsStart), offset};
}

Checked<Bytes> Cells::body(std::uint32_t offset, std::uint32_t least, std::uint32_t most) const {
  if (!plausible(offset)) return {{}, outside(offset)};
  const std::uint64_t place = file_offset(offset);
  const Result<Bytes> head = bytes_->view(place, kSizeBytes);
  if (!head) return {{}, unreadable(head.error(), place, place + kSizeBytes, bytes_->size_bytes())};
  const std::uint32_t raw = *ByteReader(*head).u32(0);
  if ((raw & 0x8000'0000U) == 0) return {{}, {Flaw::free_cell, place, 0, raw}};
  const std::uint32_t size = 0U - raw;
  if ((size & 7U) != 0) return {{}, {Flaw::bad_cell_size, place, 0, size}};
  if (!fits(place, size, bins_end_)) return {{}, {Flaw::cell_too_long, place, bins_end_ - place, size}};
  const std::uint32_t held = size - kSizeBytes;
  if (held < least) return {{}, {Flaw::cell_too_short, place, least, held}};
  const std::uint32_t wanted = std::min(held, most);
  const Result<Bytes> body = bytes_->view(place + kSizeBytes, wanted);
  if (!body) return {{}, unreadable(body.error(), place, place + kSizeBytes + wanted, bytes_->size_bytes())};
  return {*body, {}};
}

}  // namespace hive::regf
