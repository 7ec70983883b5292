#include "hive/regf/record_name.h"

#include <algorithm>

#include "hive/upcase.h"
#include "hive/utf16.h"

namespace hive::regf {

namespace {

template <class Right>
int compare_units(const RecordName& left, std::size_t right_units, Right right_upper) {
  const std::size_t left_units = left.units();
  const std::size_t common = std::min(left_units, right_units);
  for (std::size_t i = 0; i < common; ++i) {
    const int difference = static_cast<int>(upcase(left.unit(i))) - static_cast<int>(right_upper(i));
    if (difference != 0) return difference;
  }
  if (left_units == right_units) return 0;
  return left_units < right_units ? -1 : 1;
}

}  // namespace

char16_t RecordName::unit(std::size_t index) const {
  if (latin1) return static_cast<char16_t>(std::to_integer<std::uint16_t>(bytes[index]));
  return static_cast<char16_t>(std::to_integer<unsigned>(bytes[2 * index]) |
                               (std::to_integer<unsigned>(bytes[2 * index + 1]) << 8U));
}

std::string to_utf8(const RecordName& name) {
  return name.latin1 ? utf8_from_latin1(name.bytes) : utf8_from_utf16(name.bytes);
}

void WantedName::assign(std::string_view utf8) {
  upper_.clear();
  const bool ascii = std::all_of(utf8.begin(), utf8.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (ascii) {
    for (const char c : utf8) upper_ += upcase(static_cast<char16_t>(c));
  } else {
    upper_ = upcase(utf16_from_utf8(utf8));
  }
  hash_ = name_hash(upper_);
}

bool equal(const RecordName& stored, const WantedName& wanted) {
  return stored.units() == wanted.upper().size() && compare(stored, wanted) == 0;
}

int compare(const RecordName& stored, const WantedName& wanted) {
  const std::u16string_view upper = wanted.upper();
  return compare_units(stored, upper.size(), [&](std::size_t i) { return upper[i]; });
}

int compare(const RecordName& left, const RecordName& right) {
  return compare_units(left, right.units(), [&](std::size_t i) { return upcase(right.unit(i)); });
}

std::uint32_t hash_of(const RecordName& name) {
  std::uint32_t hash = 0;
  for (std::size_t i = 0; i < name.units(); ++i) hash = hash * 37U + upcase(name.unit(i));
  return hash;
}

}  // namespace hive::regf
