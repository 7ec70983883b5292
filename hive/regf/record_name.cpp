#include "hive/regf/record_name.h"

#include <algorithm>

#include "hive/upcase.h"
#include "hive/upcase_table.h"
#include "hive/utf16.h"

namespace hive::regf {

namespace {

template <class Right>
int compare_units(const RecordName& left, std::size_t right_units, Right right_upper) {
  const std::size_t left_units = left.units();
  const std::size_t common = std::min(left_units, right_units);
  for (std::size_t i = 0; i < common; ++i) {
    const int difference = static_cast<int>(kUpcase[left.unit(i)]) - static_cast<int>(right_upper(i));
    if (difference != 0) return difference;
  }
  if (left_units == right_units) return 0;
  return left_units < right_units ? -1 : 1;
}

}  // namespace

std::string to_utf8(const RecordName& name) {
  return name.latin1 ? utf8_from_latin1(name.bytes) : utf8_from_utf16(name.bytes);
}

void WantedName::assign(std::string_view utf8) {
  upper_.clear();
  const bool ascii = std::all_of(utf8.begin(), utf8.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (ascii) {
    upper_.resize(utf8.size());
    for (std::size_t i = 0; i < utf8.size(); ++i) upper_[i] = kUpcase[static_cast<unsigned char>(utf8[i])];
  } else {
    upper_ = upcase(utf16_from_utf8(utf8));
  }
  hash_ = name_hash(upper_);
}

int compare(const RecordName& stored, const WantedName& wanted) {
  const std::u16string_view upper = wanted.upper();
  return compare_units(stored, upper.size(), [&](std::size_t i) { return upper[i]; });
}

int compare(const RecordName& left, const RecordName& right) {
  return compare_units(left, right.units(), [&](std::size_t i) { return kUpcase[right.unit(i)]; });
}

std::uint32_t hash_of(const RecordName& name) {
  std::uint32_t hash = 0;
  for (std::size_t i = 0; i < name.units(); ++i) hash = hash * 37U + kUpcase[name.unit(i)];
  return hash;
}

}  // namespace hive::regf
