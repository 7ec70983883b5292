#pragma once
// A zip, tar or 7z of collected files as a tree: what triage tools and scripts hand over. Only the names are read at
// first; a file is unpacked into memory when more than its beginning is asked for.

#include <memory>
#include <string>

#include "hive/byte_source.h"
#include "hive/file_tree.h"
#include "hive/result.h"

namespace hive {

/// By magic: zip, 7z, tar, and the compressions that a tar comes in (gzip, xz, bzip2, zstd).
bool is_archive(const ByteSource& source);

/// Errors: unsupported (encrypted, or this build reads no archives), corrupt, limit_exceeded.
Result<std::shared_ptr<const FileTree>> open_archive(std::shared_ptr<const ByteSource> source);

/// The library that reads archives and its version, for `--version`; empty without it.
std::string archive_reader_version();

}  // namespace hive
