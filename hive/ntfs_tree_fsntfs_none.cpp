// A build without libfsntfs.

#include "hive/ntfs_tree.h"

namespace hive {

Result<NtfsVolume> open_ntfs(std::shared_ptr<const ByteSource>) {
  return Error{.code = ErrorCode::unsupported,
               .message = "this build reads no NTFS volumes",
               .expected = "a build with libfsntfs",
               .found = {},
               .where = {}};
}

std::string ntfs_library() { return {}; }

}  // namespace hive
