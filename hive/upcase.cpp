#include "hive/upcase.h"

#include <algorithm>

#include "hive/upcase_table.h"
#include "hive/utf16.h"

namespace hive {

char16_t upcase(char16_t unit) { return kUpcase[unit]; }

std::u16string upcase(std::u16string_view name) {
  std::u16string upper(name);
  for (char16_t& unit : upper) unit = kUpcase[unit];
  return upper;
}

bool equal_names(std::string_view left, std::string_view right) {
  if (left == right) return true;
  // A first difference in ASCII decides: what is before it stands for the same units on both sides.
  const std::size_t shorter = std::min(left.size(), right.size());
  for (std::size_t i = 0; i < shorter; ++i) {
    const auto one = static_cast<unsigned char>(left[i]);
    const auto other = static_cast<unsigned char>(right[i]);
    if (one >= 0x80 || other >= 0x80) return upcase(utf16_from_utf8(left)) == upcase(utf16_from_utf8(right));
    if (one != other && kUpcase[one] != kUpcase[other]) return false;
  }
  return left.size() == right.size();
}

std::uint32_t name_hash(std::u16string_view upcased) {
  std::uint32_t hash = 0;
  for (const char16_t unit : upcased) hash = hash * 37U + unit;
  return hash;
}

}  // namespace hive
