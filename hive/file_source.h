#pragma once
// Files as ByteSource: the only code that opens inputs. Opens read-only, refuses what is not a regular
// file (a FIFO would block for ever, a directory has no bytes), reads with pread.

#include <memory>
#include <string>

#include "hive/byte_source.h"

namespace hive {

/// Errors: io (missing, not permitted, not a regular file), with the path in `where`.
Result<std::unique_ptr<ByteSource>> open_file(const std::string& path);

}  // namespace hive
