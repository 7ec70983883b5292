#include "hive/upcase.h"

#include "hive/upcase_table.h"
#include "hive/utf16.h"

namespace hive {

namespace {

bool is_ascii(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  }
  return true;
}

}  // namespace

char16_t upcase(char16_t unit) { return kUpcase[unit]; }

std::u16string upcase(std::u16string_view name) {
  std::u16string upper(name);
  for (char16_t& unit : upper) unit = kUpcase[unit];
  return upper;
}

bool equal_names(std::string_view left, std::string_view right) {
  if (is_ascii(left) && is_ascii(right)) {
    if (left.size() != right.size()) return false;
    for (std::size_t i = 0; i < left.size(); ++i) {
      if (kUpcase[static_cast<unsigned char>(left[i])] != kUpcase[static_cast<unsigned char>(right[i])]) return false;
    }
    return true;
  }
  return upcase(utf16_from_utf8(left)) == upcase(utf16_from_utf8(right));
}

std::uint32_t name_hash(std::u16string_view upcased) {
  std::uint32_t hash = 0;
  for (const char16_t unit : upcased) hash = hash * 37U + unit;
  return hash;
}

}  // namespace hive
