// A build without zlib.

#include "hive/inflate.h"

namespace hive {

bool can_inflate() { return false; }

std::optional<std::size_t> inflate(Bytes, std::span<std::byte>) { return std::nullopt; }

bool inflate_raw(Bytes, std::span<std::byte>) { return false; }

std::optional<Error> gzip_fault(const ByteSource&) {
  return Error{ErrorCode::unsupported, "this build cannot prove what gzip has packed", "a build with zlib", "none", {}};
}

std::string inflate_version() { return {}; }

}  // namespace hive
