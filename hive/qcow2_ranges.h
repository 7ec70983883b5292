#pragma once
// Where the bytes of a QCOW2's disk are, as its tables say: in its file as they are, nowhere because they are zero,
// whatever is stored for them, or in the backing file. libqcow knows no mark for zeros (a version 3 file has it) and no
// backing file that is none of its own, and reads a whole cluster for each few bytes of it; so all but compressed
// clusters are laid over its disk.

#include <vector>

#include "hive/byte_source.h"
#include "hive/layered_source.h"
#include "hive/qcow2_tables.h"

namespace hive {

/// In order, without overlaps, neighbours joined. What no cluster is there for lies in the backing file when
/// `has_backing`, and is libqcow's otherwise: zeros. Errors: io, truncated, corrupt, limit_exceeded.
Result<std::vector<Layer>> layers_of_qcow2(const ByteSource& file, const Qcow2Tables& tables, bool has_backing);

}  // namespace hive
