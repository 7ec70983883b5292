#pragma once
// A source read into memory, all of it.

#include <cstddef>
#include <vector>

#include "hive/byte_source.h"

namespace hive {

/// As many bytes as the source had when it was opened; the caller bounds its size first. Errors: io, truncated when it
/// became shorter.
Result<std::vector<std::byte>> read_whole(const ByteSource& source);

}  // namespace hive
