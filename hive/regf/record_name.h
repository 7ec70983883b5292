#pragma once
// Names as they are stored, compared in place: a stored name is Latin-1 or UTF-16LE, a wanted name is
// upper-cased code units with its hash. Order is Windows': by upper-cased code unit, then by length.

#include <cstdint>
#include <string>
#include <string_view>

#include "hive/bytes.h"

namespace hive::regf {

/// The name of a key or a value, where it stands.
struct RecordName {
  Bytes bytes;
  bool latin1 = false;

  std::size_t units() const { return latin1 ? bytes.size() : bytes.size() / 2; }
  char16_t unit(std::size_t index) const {
    if (latin1) return static_cast<char16_t>(std::to_integer<std::uint16_t>(bytes[index]));
    return static_cast<char16_t>(ByteReader(bytes).u16(2 * index).value_or(0));
  }
};

std::string to_utf8(const RecordName& name);

/// What a look-up searches.
class WantedName {
 public:
  explicit WantedName(std::string_view utf8) { assign(utf8); }
  /// Keeps the memory of the last name: a look-up by path asks for one name after another.
  void assign(std::string_view utf8);

  std::u16string_view upper() const { return upper_; }
  std::uint32_t hash() const { return hash_; }

 private:
  std::u16string upper_;
  std::uint32_t hash_ = 0;
};

/// Negative when `stored` sorts before `wanted`, 0 when they are equal without case.
int compare(const RecordName& stored, const WantedName& wanted);
inline bool equal(const RecordName& stored, const WantedName& wanted) {
  return stored.units() == wanted.upper().size() && compare(stored, wanted) == 0;
}
int compare(const RecordName& left, const RecordName& right);
/// The hash that an `lh` list should hold for the name.
std::uint32_t hash_of(const RecordName& name);

}  // namespace hive::regf
