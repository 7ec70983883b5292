#include "hive/archive_tree.h"

namespace hive {

Result<std::shared_ptr<const FileTree>> open_archive(std::shared_ptr<const ByteSource>) {
  return Error{ErrorCode::unsupported,
               "this build reads no archives",
               "a build with libarchive, or the folder that was packed",
               "an archive",
               {}};
}

std::string archive_reader_version() { return {}; }

}  // namespace hive
