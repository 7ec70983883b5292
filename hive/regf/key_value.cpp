#include "hive/regf/key_value.h"

#include <algorithm>

#include "hive/limits.h"
#include "hive/regf/big_data.h"

namespace hive::regf {

namespace {

constexpr std::uint32_t kInline = 0x8000'0000;
constexpr std::uint32_t kFieldBytes = 4;

}  // namespace

Checked<ValueRecord> read_value_record(const Cells& cells, std::uint32_t cell) {
  const Checked<Bytes> body = cells.body(cell, kValueHeaderBytes, kValueMostBytes);
  if (!body) return {{}, body.damage};
  const ByteReader reader{*body};
  if (const std::uint16_t magic = *reader.u16(0); magic != kValueMagic) {
    return {{}, {Flaw::not_a_value, file_offset(cell), kValueMagic, magic}};
  }
  const std::uint16_t length = *reader.u16(2);
  const auto name = reader.part(kValueHeaderBytes, length);
  if (!name) return {{}, {Flaw::bad_value_name, file_offset(cell), body->size() - kValueHeaderBytes, length}};
  ValueRecord record;
  record.cell = cell;
  record.name = {*name, (*reader.u16(16) & kValueNameIsLatin1) != 0};
  record.tombstone = (*reader.u16(16) & kValueIsTombstone) != 0;
  const std::uint32_t size = *reader.u32(4);
  record.is_inline = (size & kInline) != 0;
  record.size_bytes = size & ~kInline;
  record.field = body->subspan(8, kFieldBytes);
  record.data_cell = *reader.u32(8);
  record.type = *reader.u32(12);
  return {record, {}};
}

ValueBytes read_value_bytes(const Cells& cells, const ValueRecord& record, std::uint32_t minor) {
  ValueBytes result;
  const std::uint32_t size = record.size_bytes;
  if (record.is_inline) {
    // Short data fill the field from its start, whatever their size (hives.md 11, "small data").
    const Bytes held = record.field.first(std::min(size, kFieldBytes));
    result.bytes.assign(held.begin(), held.end());
    if (size > kFieldBytes) result.damage = {Flaw::short_data, file_offset(record.cell), size, kFieldBytes};
    return result;
  }
  if (size == 0) return result;  // the reference may be stale
  if (size > limits::kMaxValueDataBytes) {
    result.readable = false;
    result.damage = {Flaw::oversized_data, file_offset(record.cell), limits::kMaxValueDataBytes, size};
    return result;
  }
  if (size > kBigDataSegmentBytes && minor >= kBigDataMinor) {
    const Checked<BigData> big = read_big_data(cells, record.data_cell);
    if (big && big->is_big_data) {
      result.damage = copy_big_data(cells, *big, size, result.bytes);
      return result;
    }
  }
  const Checked<Bytes> body = cells.body(record.data_cell, 0, size);
  if (!body) {
    result.readable = false;
    result.damage = body.damage;
    return result;
  }
  result.bytes.assign(body->begin(), body->end());
  if (body->size() < size) result.damage = {Flaw::short_data, file_offset(record.cell), size, body->size()};
  return result;
}

ValueList read_value_list(const Cells& cells, std::uint32_t list_cell, std::uint32_t claimed) {
  ValueList list;
  if (claimed == 0) return list;
  const std::uint32_t wanted = claimed > kNoCell / 4 ? kNoCell : claimed * 4;
  const Checked<Bytes> body = cells.body(list_cell, 0, wanted);
  if (!body) {
    list.damage = body.damage;
    return list;
  }
  const auto held = static_cast<std::uint32_t>(body->size() / 4);
  list.entries = *body;
  list.count = std::min(claimed, held);
  if (claimed > held) list.damage = {Flaw::value_list_too_long, file_offset(list_cell), held, claimed};
  return list;
}

}  // namespace hive::regf
