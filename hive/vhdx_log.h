#pragma once
// The log of a VHDX that was not closed cleanly holds sectors that are newer than those in their places. They are laid
// over the file in memory; the file is not changed (images.md 2.4).

#include <cstdint>
#include <memory>
#include <vector>

#include "hive/bytes.h"
#include "hive/patched_source.h"
#include "hive/result.h"

namespace hive {

/// The header in use says where the log is and which entries belong to it.
struct VhdxLog {
  std::uint64_t offset = 0;  ///< bytes in the file
  std::uint32_t size_bytes = 0;
  std::vector<std::byte> guid;  ///< 16 bytes
};

/// Errors: io, truncated, limit_exceeded; corrupt when no complete sequence of entries is in the log: what the latest
/// bytes are is unknown then.
Result<std::shared_ptr<const ByteSource>> replay(std::shared_ptr<const ByteSource> file, const VhdxLog& log);

}  // namespace hive
