#pragma once
// Places of a QCOW2 whose bytes are not in it: its tables say that they are zero, whatever is stored for them, or
// nothing at all. libqcow knows no mark for zeros (a version 3 file has it) and no backing file that is none of its
// own; so the places are asked for here and laid over its disk.

#include <vector>

#include "hive/byte_source.h"
#include "hive/layered_source.h"

namespace hive {

/// In order, without overlaps, neighbours of one kind joined. Zeros are told always, what lies in the backing file only
/// when `has_backing`: without one it is zero, and libqcow knows that. Errors: io, truncated, corrupt, limit_exceeded.
Result<std::vector<Layer>> layers_of_qcow2(const ByteSource& file, bool has_backing);

}  // namespace hive
