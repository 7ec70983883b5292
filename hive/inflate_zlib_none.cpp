// A build without zlib.

#include "hive/inflate.h"

namespace hive {

bool can_inflate() { return false; }

std::optional<std::size_t> inflate(Bytes, std::span<std::byte>) { return std::nullopt; }

std::string inflate_version() { return {}; }

}  // namespace hive
