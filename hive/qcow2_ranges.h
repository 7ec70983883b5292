#pragma once
// Places of a QCOW2 that its tables say are zero, whatever is stored for them. libqcow does not know this mark (a
// version 3 file has it) and gives the older bytes; so the places are asked for here and laid over its disk.

#include <cstdint>
#include <memory>
#include <vector>

#include "hive/byte_source.h"

namespace hive {

struct ZeroRange {
  std::uint64_t offset = 0;  ///< bytes of the virtual disk
  std::uint64_t size_bytes = 0;
};

/// In order, without overlaps, neighbours joined. Errors: io, truncated, corrupt, limit_exceeded.
Result<std::vector<ZeroRange>> zero_ranges_of_qcow2(const ByteSource& file);

/// The disk with zeros in these ranges, which are in order and do not overlap.
std::shared_ptr<const ByteSource> with_zeros(std::shared_ptr<const ByteSource> disk, std::vector<ZeroRange> ranges);

}  // namespace hive
