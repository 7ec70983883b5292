#pragma once
// A few bytes of a source, all of them or an Error: the fixed structures of disk formats.

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "hive/byte_source.h"

namespace hive {

/// `what` names the structure in the error. The caller bounds `count`. Errors: io, truncated.
inline Result<std::vector<std::byte>> read_exactly(const ByteSource& source, std::uint64_t offset, std::size_t count,
                                                   std::string_view what) {
  std::vector<std::byte> bytes(fits(offset, count, source.size_bytes()) ? count : 0);
  if (bytes.size() == count) {
    auto got = source.read_at(offset, bytes);
    if (!got) return std::move(got).error();
    if (*got == count) return bytes;
  }
  return Error{.code = ErrorCode::truncated,
               .message = fmt::format("{} lies beyond the end", what),
               .expected = fmt::format("{} bytes at offset {}", count, offset),
               .found = fmt::format("an end at {}", source.size_bytes()),
               .where = {.path = {}, .member = {}, .key = {}, .offset = offset}};
}

/// The same as text, whatever the bytes are.
inline Result<std::string> read_text(const ByteSource& source, std::uint64_t offset, std::size_t count,
                                     std::string_view what) {
  const auto bytes = read_exactly(source, offset, count, what);
  if (!bytes) return bytes.error();
  std::string text(bytes->size(), '\0');
  if (!text.empty()) std::memcpy(text.data(), bytes->data(), text.size());
  return text;
}

}  // namespace hive
