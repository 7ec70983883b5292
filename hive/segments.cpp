#include "hive/segments.h"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <cstring>

namespace hive {
namespace {

/// Of the size and the last eight bytes.
std::size_t hash_of(std::string_view name) {
  std::uint64_t last = 0;
  const std::size_t size = std::min(name.size(), sizeof last);
  if (size > 0) std::memcpy(&last, name.data() + name.size() - size, size);
  last = (last + name.size()) * 0x9E37'79B9'7F4A'7C15U;  // 2^64 by the golden ratio: Fibonacci hashing
  return static_cast<std::size_t>(last ^ (last >> 32U));
}

/// Places come in groups below one key: the last names tell them apart, the sizes of the others mostly the rest.
std::size_t hash_of(std::span<const std::string> names) {
  constexpr std::size_t kRead = 2;
  constexpr std::size_t kPrime = 1099511628211U;  // FNV-1a, 64 bits
  const bool in_view = names.size() > 1 && names[1] == kWow64Node;
  const std::size_t count = names.size() - (in_view ? 1 : 0);
  std::size_t hash = count;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string& name = names[in_view && i > 0 ? i + 1 : i];
    hash = hash * kPrime + (i + kRead < count ? name.size() : hash_of(name));
  }
  return hash;
}

}  // namespace

Segments::Segments(std::vector<std::string> names)
    : owner_(std::make_shared<const std::vector<std::string>>(std::move(names))),
      names_(*owner_),
      hash_(hash_of(names_)) {}

Segments Segments::part(std::size_t begin, std::size_t count) const {
  assert(begin <= size() && count <= size() - begin);
  Segments part = *this;
  part.names_ = names_.subspan(begin, count);
  part.hash_ = hash_of(part.names_);
  return part;
}

Segments Segments::with(std::size_t i, std::string name) const {
  assert(i < size());
  std::vector<std::string> names(begin(), end());
  names[i] = std::move(name);
  return names;
}

bool operator==(const Segments& left, const Segments& right) {
  if (left.names_.data() == right.names_.data() && left.size() == right.size()) return true;
  return left.hash_ == right.hash_ && std::ranges::equal(left.names_, right.names_);
}

}  // namespace hive
