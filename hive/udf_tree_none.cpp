#include "hive/udf_tree.h"

namespace hive {

Result<std::shared_ptr<const FileTree>> open_udf(std::shared_ptr<const ByteSource>) {
  return Error{ErrorCode::unsupported,
               "this build reads no disc images",
               "a build with libudfread, or the files copied from the disc",
               "an ISO image",
               {}};
}

std::string udf_reader_version() { return {}; }

}  // namespace hive
