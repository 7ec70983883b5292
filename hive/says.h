#pragma once
// Words at fixed places, by which a format is told.

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>

#include "hive/bytes.h"

namespace hive {

/// Whether `word` stands at `offset`; false where the bytes end before.
inline bool says(Bytes bytes, std::size_t offset, std::string_view word) {
  return fits(offset, word.size(), bytes.size()) &&
         std::ranges::equal(bytes.subspan(offset, word.size()), std::as_bytes(std::span(word)));
}

}  // namespace hive
