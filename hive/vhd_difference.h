#pragma once
// The disk of a differencing VHD over its parent's. libvhdi (20210425) takes too many sectors for the child's own: once
// a bit of a byte in a block's bitmap is set, all later ones of that byte count as set, and zeros come out where the
// parent has data. So the blocks are read here.

#include <memory>

#include "hive/disk_formats.h"

namespace hive::disk_formats {

/// `size_bytes` of the disk, from the footer; `header_at` of the dynamic header, which is checked. Errors: io,
/// truncated, corrupt, limit_exceeded.
Opened lay_over(Source child, std::uint64_t size_bytes, std::uint64_t header_at, Source parent);

}  // namespace hive::disk_formats
