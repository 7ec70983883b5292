#pragma once
// A value: the record `vk` (published format specification, "Key value"). Offsets in the cell's body:
//   0 "vk" | 2 length of the name | 4 size of the data (bit 31: the data stand in the next field)
//   8 cell of the data, or the data | 12 type | 16 flags (1: name is Latin-1, 2: tombstone) | 20 name

#include <cstddef>
#include <cstdint>
#include <vector>

#include "hive/limits.h"
#include "hive/regf/cell.h"
#include "hive/regf/record_name.h"

namespace hive::regf {

struct ValueRecord {
  std::uint32_t cell = 0;
  RecordName name;
  std::uint32_t type = 0;
  bool tombstone = false;        ///< in a layered hive: the value is deleted from the layers below
  std::uint32_t size_bytes = 0;  ///< of the data, as declared
  bool is_inline = false;
  Bytes field;                  ///< the four bytes at 8
  std::uint32_t data_cell = 0;  ///< when not inline
};

Checked<ValueRecord> read_value_record(const Cells& cells, std::uint32_t cell);

/// Size of the record without its name.
inline constexpr std::uint32_t kValueHeaderBytes = 20;
inline constexpr std::uint16_t kValueMagic = 0x6B76;  // "vk"
inline constexpr std::uint16_t kValueNameIsLatin1 = 1;
inline constexpr std::uint16_t kValueIsTombstone = 2;
inline constexpr std::uint32_t kValueMostBytes = kValueHeaderBytes + 2 * limits::kMaxValueNameUnits;

/// The name when all is well and loaded, else an empty one; ask `read_value_record` then. The name of the
/// unnamed value is empty too.
inline RecordName peek_value_name(const Cells& cells, std::uint32_t cell) {
  const Bytes body = cells.peek(cell, kValueHeaderBytes, kValueMostBytes);
  const ByteReader reader{body};
  if (body.empty() || reader.u16(0) != kValueMagic) return {};
  const std::uint16_t length = reader.u16(2).value_or(0);
  if (!fits(kValueHeaderBytes, length, body.size())) return {};
  const bool latin1 = (reader.u16(16).value_or(0) & kValueNameIsLatin1) != 0;
  if (!latin1 && length % 2 != 0) return {};
  return {body.subspan(kValueHeaderBytes, length), latin1};
}

struct ValueBytes {
  std::vector<std::byte> bytes;  ///< what could be read, at most the declared size
  bool readable = true;          ///< false: nothing is known about the data
  Damage damage{};               ///< set when bytes are missing
};

/// `minor` is the format: big data exist from 1.4 on.
ValueBytes read_value_bytes(const Cells& cells, const ValueRecord& record, std::uint32_t minor);

/// The cells of a key's values.
struct ValueList {
  std::uint32_t count = 0;  ///< entries that the cell holds, at most as many as the key claims
  Damage damage{};          ///< set when entries are missing
  Bytes entries;

  std::uint32_t entry(std::uint32_t index) const {
    return ByteReader(entries).u32(std::size_t{index} * 4).value_or(kNoCell);
  }
};
ValueList read_value_list(const Cells& cells, std::uint32_t list_cell, std::uint32_t claimed);

/// Set when the list names a value twice.
Damage find_repeated_value(const ValueList& list, std::uint32_t list_cell);
/// Set when a key that claims no values refers to what is a list of them.
Damage find_denied_values(const Cells& cells, std::uint32_t key_cell, std::uint32_t list_cell);
/// Set when the list's cell, behind the entries that the key counts, names an allocated value of this name.
/// Windows leaves stale entries there, but frees the values that it deletes.
Damage find_uncounted_value(const Cells& cells, std::uint32_t key_cell, std::uint32_t list_cell, std::uint32_t counted,
                            const WantedName& name);

}  // namespace hive::regf
