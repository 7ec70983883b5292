#pragma once
// One registry value as it is stored. Typed reads never convert and never pad: a value of another type or
// size is `wrong_type`, which is a finding of its own (os.md R7, P11, N1).

#include <cstdint>
#include <string>
#include <vector>

#include "hive/bytes.h"
#include "hive/result.h"

namespace hive {

/// Types by Microsoft's names. Any other number may occur in a hive and is kept as it is.
enum class ValueType : std::uint32_t {
  none = 0,
  sz = 1,
  expand_sz = 2,
  binary = 3,
  dword = 4,
  dword_big_endian = 5,
  link = 6,
  multi_sz = 7,
  resource_list = 8,
  full_resource_descriptor = 9,
  resource_requirements_list = 10,
  qword = 11,
};

/// `REG_DWORD`; an unknown type is `type 0x0000000F`.
std::string name_of(ValueType type);

struct Value {
  std::string name;  ///< UTF-8 (see utf16.h), empty for the unnamed value
  ValueType type = ValueType::none;
  std::vector<std::byte> data;  ///< exactly the declared bytes that could be read
  std::uint64_t offset = 0;     ///< of the value's cell, absolute in the hive file
  bool complete = true;         ///< false when the declared size exceeds what the hive holds
};

/// Exactly REG_DWORD with four bytes. Errors: wrong_type (says the type or the size that was found).
Result<std::uint32_t> read_dword(const Value& value);
/// Exactly REG_QWORD with eight bytes. Errors: wrong_type.
Result<std::uint64_t> read_qword(const Value& value);
/// REG_SZ or REG_EXPAND_SZ up to its first NUL, or the declared size without one; an odd last byte is
/// dropped (hives.md 11, "REG_SZ"). Errors: wrong_type.
Result<std::string> read_string(const Value& value);
/// REG_MULTI_SZ without its empty strings (os.md R8). Errors: wrong_type.
Result<std::vector<std::string>> read_multi_string(const Value& value);

/// The data for people: `0x00000a00` for numbers, text for strings, hex for the rest; wrong sizes are
/// shown as hex. Already printable (see utf16.h), cut at limits::kShownDataBytes.
std::string shown_data(const Value& value);
/// All bytes as lower-case hex, cut at limits::kShownDataBytes bytes of data.
std::string raw_hex(Bytes data);

}  // namespace hive
