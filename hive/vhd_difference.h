#pragma once
// The disk of a differencing VHD over its parent's.

#include "hive/disk_formats.h"

namespace hive::disk_formats {

/// `size_bytes` of the disk, from the footer; `header_at` of the dynamic header, which is checked. Errors: io,
/// truncated, corrupt, limit_exceeded.
Opened lay_over(Source child, std::uint64_t size_bytes, std::uint64_t header_at, Source parent);

}  // namespace hive::disk_formats
