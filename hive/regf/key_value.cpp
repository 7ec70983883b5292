#include "hive/regf/key_value.h"

#include <algorithm>

#include "hive/limits.h"
#include "hive/regf/big_data.h"

namespace hive::regf {

namespace {

constexpr std::uint32_t kInline = 0x8000'0000;
constexpr std::uint32_t kFieldBytes = 4;

/// Cells of unnamed values hold the header and at most eight bytes of rounding, and say nothing of Latin-1.
bool had_name(std::size_t body_bytes, bool latin1) { return body_bytes > kValueHeaderBytes + (latin1 ? 0U : 8U); }

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
  const bool latin1 = (*reader.u16(16) & kValueNameIsLatin1) != 0;
  if (!name || (!latin1 && length % 2 != 0) || (length == 0 && had_name(body->size(), latin1)))
    return {{}, {Flaw::bad_value_name, file_offset(cell), body->size() - kValueHeaderBytes, length}};
  ValueRecord record;
  record.cell = cell;
  record.name = {*name, latin1};
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
      // Segments lie in the hive once each: more data than it has bytes are an invention.
      if (const std::uint64_t most = cells.held_bytes(); size > most) {
        result.readable = false;
        result.damage = {Flaw::oversized_data, file_offset(record.cell), most, size};
        return result;
      }
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

Damage find_repeated_value(const ValueList& list, std::uint32_t list_cell) {
  constexpr std::uint32_t kCompareEach = 24;
  const auto repeated = [&](std::uint32_t cell) -> Damage {
    return {Flaw::repeated_value, file_offset(list_cell), 0, file_offset(cell)};
  };
  if (list.count <= kCompareEach) {
    for (std::uint32_t i = 1; i < list.count; ++i) {
      for (std::uint32_t k = 0; k < i; ++k) {
        if (list.entry(i) == list.entry(k)) return repeated(list.entry(i));
      }
    }
    return {};
  }
  std::vector<std::uint32_t> entries(list.count);
  for (std::uint32_t i = 0; i < list.count; ++i) entries[i] = list.entry(i);
  std::sort(entries.begin(), entries.end());
  const auto twice = std::adjacent_find(entries.begin(), entries.end());
  return twice == entries.end() ? Damage{} : repeated(*twice);
}

Damage find_denied_values(const Cells& cells, std::uint32_t key_cell, std::uint32_t list_cell) {
  if (list_cell == kNoCell) return {};
  const ValueList list = read_value_list(cells, list_cell, 1);
  if (list.count == 0 || !read_value_record(cells, list.entry(0))) return {};
  return {Flaw::value_count, file_offset(key_cell), 0, file_offset(list_cell)};
}

Damage find_uncounted_value(const Cells& cells, std::uint32_t key_cell, std::uint32_t list_cell, std::uint32_t counted,
                            const WantedName& name) {
  if (counted == 0) return {};
  const ValueList all = read_value_list(cells, list_cell, kNoCell / 4);
  for (std::uint32_t i = counted; i < all.count; ++i) {
    if (i - counted == limits::kMaxStaleValues) {
      return {Flaw::uncounted_value, file_offset(key_cell), counted, file_offset(all.entry(i))};
    }
    const Checked<ValueRecord> record = read_value_record(cells, all.entry(i));
    if (record && equal(record->name, name)) {
      return {Flaw::uncounted_value, file_offset(key_cell), counted, file_offset(record->cell)};
    }
  }
  return {};
}

}  // namespace hive::regf
