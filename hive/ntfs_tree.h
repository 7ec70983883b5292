#pragma once
// A volume with NTFS as a FileTree, over libfsntfs. What NTFS stores elsewhere or in another form (files compressed by
// WOF, encrypted by EFS, kept in a cloud, deduplicated) is an Error on open, never the zeros that lie in its place
// (images.md 2.3). Names of the DOS kind alone are not listed. Volumes are read as they lie: $LogFile is not replayed.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hive/file_tree.h"
#include "hive/note.h"

namespace hive {

struct NtfsVolume {
  std::unique_ptr<FileTree> tree;  ///< keeps the volume's source alive
  std::vector<Note> notes;         ///< `dirty-volume`, `hibernated`
};

/// Errors: corrupt, io; unsupported in a build without libfsntfs. The volume's kind is asked first: see volume.h.
Result<NtfsVolume> open_ntfs(std::shared_ptr<const ByteSource> volume);

/// `libfsntfs 20200921`, or empty in a build without it.
std::string ntfs_library();

}  // namespace hive
