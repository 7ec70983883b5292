#include "hive/regf/big_data.h"

#include <algorithm>

namespace hive::regf {

namespace {

constexpr std::uint16_t kMagic = 0x6264;  // "db"
constexpr std::uint32_t kHeaderBytes = 8;

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
  const std::uint32_t held = std::min(big.segments, static_cast<std::uint32_t>(list->size() / 4));
  for (std::uint32_t i = 0; i < std::min(held, needed); ++i) {
    const auto left = static_cast<std::uint32_t>(size - out.size());
    const std::uint32_t wanted = std::min(left, kBigDataSegmentBytes);
    const Checked<Bytes> segment = cells.body(entries.u32(std::size_t{i} * 4).value_or(kNoCell), 0, wanted);
    if (!segment) return segment.damage;
    out.insert(out.end(), segment->begin(), segment->end());
    if (segment->size() < wanted) return {Flaw::short_data, place, size, out.size()};
  }
  // More segments than the size needs: nothing is missing.
  if (held < needed) return {Flaw::not_big_data, place, needed, held};
  return {};
}

}  // namespace hive::regf
