#pragma once
// A key: the record `nk` (published format specification, "Key node"). Offsets inside the cell's body:
//   0 "nk" | 2 flags (0x20: name is Latin-1, 0x10: symbolic link) | 4 last-written FILETIME | 13 bits 0-1:
//   layer (Windows 10 1607 and later, delta hives only) | 16 parent | 20 number of subkeys | 28 list of subkeys
//   36 number of values | 40 list of values | 72 length of the name | 76 name
// Unknown flags occur in sound hives and reject nothing (hives.md 11, "access bits").

#include <cstdint>
#include <string>

#include "hive/limits.h"
#include "hive/regf/cell.h"
#include "hive/regf/record_name.h"

namespace hive::regf {

inline constexpr std::uint16_t kKeyIsLink = 0x0010;

struct KeyNode {
  std::uint32_t cell = 0;
  std::uint16_t flags = 0;
  std::uint8_t layer = 0;  ///< 1 tombstone, 2 supersede-local, 3 supersede-tree (hives.md 11, "layered")
  std::uint64_t written = 0;
  std::uint32_t parent = 0;
  std::uint32_t subkey_count = 0;
  std::uint32_t subkey_list = 0;
  std::uint32_t value_count = 0;
  std::uint32_t value_list = 0;
  RecordName name;
};

/// Views live as long as the bytes.
Checked<KeyNode> read_key_node(const Cells& cells, std::uint32_t cell);

/// The name of a subkey alone: what a search compares.
Checked<RecordName> read_key_name(const Cells& cells, std::uint32_t cell);

/// What is wrong with a key as a subkey of `parent`: only a root may have no name or belong elsewhere.
Damage flaw_as_child(const KeyNode& child, std::uint32_t parent);

/// Size of the record without its name.
inline constexpr std::uint32_t kKeyHeaderBytes = 76;
inline constexpr std::uint16_t kKeyMagic = 0x6B6E;  // "nk"
inline constexpr std::uint16_t kKeyNameIsLatin1 = 0x0020;
/// Nothing behind the longest name is read however large the cell claims to be; a longer name does not fit.
inline constexpr std::uint32_t kKeyMostBytes = kKeyHeaderBytes + limits::kMaxKeyNameBytes;

/// The name when all is well and loaded, else an empty one; ask `read_key_name` then.
inline RecordName peek_key_name(const Cells& cells, std::uint32_t cell) {
  const Bytes body = cells.peek(cell, kKeyHeaderBytes, kKeyMostBytes);
  const ByteReader reader{body};
  if (body.empty() || reader.u16(0) != kKeyMagic) return {};
  const std::uint16_t length = reader.u16(72).value_or(0);
  if (!fits(kKeyHeaderBytes, length, body.size())) return {};
  const bool latin1 = (reader.u16(2).value_or(0) & kKeyNameIsLatin1) != 0;
  if (!latin1 && length % 2 != 0) return {};
  return {body.subspan(kKeyHeaderBytes, length), latin1};
}

}  // namespace hive::regf
