#include "hive/regf/cell.h"

#include <algorithm>

namespace hive::regf {

namespace {

Damage unreadable(const Error& error, std::uint64_t offset, std::uint64_t end, std::uint64_t size) {
  if (error.code == ErrorCode::truncated) return {Flaw::behind_end, offset, end, size};
  return {Flaw::unreadable_file, offset, 0, 0};
}

}  // namespace

Damage Cells::outside(std::uint32_t offset) const {
  const std::uint64_t place = file_offset(offset);
  if (offset == kNoCell) return {Flaw::no_cell, place, 0, 0};
  if ((offset & 7U) != 0) return {Flaw::misaligned, place, 0, offset};
  return {Flaw::outside_bins, place, bins_end_ - std::min(bins_end_, kBinsStart), offset};
}

Checked<Bytes> Cells::body(std::uint32_t offset, std::uint32_t least, std::uint32_t most) const {
  if (const Bytes ready = peek(offset, least, most); !ready.empty()) return {ready, {}};
  if (!plausible(offset)) return {{}, outside(offset)};
  const std::uint64_t place = file_offset(offset);
  const Result<Bytes> head = bytes_->view(place, kCellSizeBytes);
  if (!head) return {{}, unreadable(head.error(), place, place + kCellSizeBytes, bytes_->size_bytes())};
  const std::uint32_t raw = *ByteReader(*head).u32(0);
  if ((raw & 0x8000'0000U) == 0) return {{}, {Flaw::free_cell, place, 0, raw}};
  const std::uint32_t size = 0U - raw;
  if ((size & 7U) != 0) return {{}, {Flaw::bad_cell_size, place, 0, size}};
  if (!fits(place, size, bins_end_)) return {{}, {Flaw::cell_too_long, place, bins_end_ - place, size}};
  const std::uint32_t held = size - kCellSizeBytes;
  if (held < least) return {{}, {Flaw::cell_too_short, place, least, held}};
  const std::uint32_t wanted = std::min(held, most);
  const Result<Bytes> body = bytes_->view(place + kCellSizeBytes, wanted);
  if (!body) return {{}, unreadable(body.error(), place, place + kCellSizeBytes + wanted, bytes_->size_bytes())};
  return {*body, {}};
}

}  // namespace hive::regf
