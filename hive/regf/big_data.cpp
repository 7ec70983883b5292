#include "hive/regf/big_data.h"

#include <algorithm>
#include <unordered_set>

namespace hive::regf {

namespace {

constexpr std::uint16_t kMagic = 0x6264;  // "db"
constexpr std::uint32_t kHeaderBytes = 8;

/// How many of the first `count` entries come before one that was there already: a segment holds one piece.
std::uint32_t count_distinct(const ByteReader& entries, std::uint32_t count) {
  std::unordered_set<std::uint32_t> seen;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (!seen.insert(entries.u32(std::size_t{i} * 4).value_or(kNoCell)).second) return i;
  }
  return count;
}

}  // namespace

Checked<BigData> read_big_data(const Cells& cells, std::uint32_t cell) {
  const Checked<Bytes> body = cells.body(cell, 0, kHeaderBytes);
  if (!body) return {{}, body.damage};
  const ByteReader reader{*body};
  BigData big;
  big.cell = cell;
  if (body->size() < kHeaderBytes || reader.u16(0) != kMagic) return {big, {}};
  big.is_big_data = true;
  big.segments = *reader.u16(2);
  big.list = *reader.u32(4);
  return {big, {}};
}

Damage copy_big_data(const Cells& cells, const BigData& big, std::uint32_t size, std::vector<std::byte>& out) {
  const std::uint32_t needed = (size + kBigDataSegmentBytes - 1) / kBigDataSegmentBytes;
  const std::uint64_t place = file_offset(big.cell);
  const Checked<Bytes> list = cells.body(big.list, 0, needed * 4);
  if (!list) return list.damage;
  const ByteReader entries{*list};
  // More segments than the size needs: nothing is missing.
  const std::uint32_t listed = std::min({big.segments, static_cast<std::uint32_t>(list->size() / 4), needed});
  const std::uint32_t held = count_distinct(entries, listed);
  out.reserve(std::min<std::size_t>(size, std::size_t{held} * kBigDataSegmentBytes));
  for (std::uint32_t i = 0; i < held; ++i) {
    const auto left = static_cast<std::uint32_t>(size - out.size());
    const std::uint32_t wanted = std::min(left, kBigDataSegmentBytes);
    const Checked<Bytes> segment = cells.body(entries.u32(std::size_t{i} * 4).value_or(kNoCell), 0, wanted);
    if (!segment) return segment.damage;
    out.insert(out.end(), segment->begin(), segment->end());
    if (segment->size() < wanted) return {Flaw::short_data, place, size, out.size()};
  }
  if (held < needed) return {Flaw::not_big_data, place, needed, held};
  return {};
}

}  // namespace hive::regf
