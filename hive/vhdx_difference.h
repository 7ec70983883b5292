#pragma once
// The disk of a differencing VHDX over its parent's.

#include "hive/disk_formats.h"

namespace hive::disk_formats {

/// `child` with its log applied. Errors: io, truncated, corrupt, limit_exceeded.
Opened lay_vhdx_over(Source child, Source parent);

}  // namespace hive::disk_formats
