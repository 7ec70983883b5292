#pragma once
// Reports on disk: written beside the target and renamed, so that a reader sees the old file or the whole
// new one, never a part.

#include <string>
#include <string_view>

#include "hive/result.h"

namespace audit {

/// Errors: io, with the path. On failure nothing is left beside the target and an old file is untouched.
/// Existing permissions are kept; a symbolic link is written through, not replaced; special files
/// (/dev/null, a FIFO) are written in place.
hive::Result<bool> write_atomically(const std::string& path, std::string_view content);

/// Whether `write_atomically` could write there now; leaves nothing behind. Errors: as above.
hive::Result<bool> check_writable(const std::string& path);

/// Removes the temporary files of writes that were under way; safe in a signal handler.
void remove_unfinished_files();

}  // namespace audit
