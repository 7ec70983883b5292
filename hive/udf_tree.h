#pragma once
// The UDF side of an ISO image as a tree. Install media carry their files there; the ISO 9660 side holds a README, and
// sizes beyond 4 GiB are wrong in it (images.md 3).

#include <memory>
#include <string>

#include "hive/byte_source.h"
#include "hive/file_tree.h"
#include "hive/result.h"

namespace hive {

/// Whether this is an optical disc image: a volume recognition sequence of ECMA-167 or ISO 9660 begins at byte 32768.
bool is_disc_image(const ByteSource& source);

/// Whether a descriptor of UDF is in that sequence.
bool has_udf_side(const ByteSource& source);

/// Errors: unsupported (no UDF side, or this build has no reader of it), corrupt.
Result<std::shared_ptr<const FileTree>> open_udf(std::shared_ptr<const ByteSource> source);

/// The library that reads UDF and its version, for `--version`; empty without it.
std::string udf_reader_version();

}  // namespace hive
