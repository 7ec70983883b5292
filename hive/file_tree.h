#pragma once
// Folders and files inside a container: a volume of a disk image, an image of a WIM, an archive. Files are opened as
// ByteSource again, so that containers nest. A tree is read, never written to, and lives as long as what it opened.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hive/byte_source.h"
#include "hive/error.h"
#include "hive/result.h"

namespace hive {

/// Why no entry can have this name; empty when one can. Containers are hostile, and paths are joined from names.
std::string_view fault_of_name(std::string_view name);

struct TreeEntry {
  enum class Kind {
    file,
    folder,
    link,  ///< a reparse point that leads elsewhere (junction, symbolic link, mount point): never followed
    odd,   ///< neither
  };
  std::string name;  ///< UTF-8 as utf16.h writes it; fault_of_name() finds nothing
  Kind kind = Kind::odd;
  std::uint64_t size_bytes = 0;
};

struct TreeListing {
  std::vector<TreeEntry> entries;  ///< by name, in byte order
  std::optional<Error> error;      ///< could not be read, or not all of it
};

/// Paths are the names from the root down, exactly as listed, joined with `/`; the root is empty. Not safe for use by
/// two threads at once.
class FileTree {
 public:
  FileTree() = default;
  FileTree(const FileTree&) = delete;
  FileTree& operator=(const FileTree&) = delete;
  virtual ~FileTree() = default;

  /// Entries of a folder, at most limits::kMaxFolderEntries. What cannot be listed is an Error, never an empty folder.
  virtual TreeListing list(const std::string& folder) const = 0;

  /// Says which files will be opened soon. A container whose bytes lie in one stream reads them in its own order; the
  /// others do nothing. Errors are those of `open`, when it comes.
  virtual void will_open(const std::vector<std::string>&) const {}

  /// The bytes of a file's default stream. Errors: io, corrupt, truncated, unsupported (encrypted, in another file
  /// ...), limit_exceeded; `message` names the cause and `expected` the way out.
  virtual Result<std::unique_ptr<ByteSource>> open(const std::string& file) const = 0;
};

}  // namespace hive
