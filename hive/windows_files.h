#pragma once
// The files of one Windows in a folder tree, found without case as Windows does. A file that is not there is absent
// only in a tree that holds the whole Windows: a copy of the hives alone says nothing of files.

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hive/byte_source.h"
#include "hive/found_path.h"
#include "hive/hive.h"

namespace hive {

/// Where a path begins.
enum class FileRoot {
  windows,  ///< the Windows folder
  drive,    ///< the folder that holds the Windows folder: its drive, as far as it is there
};

struct FileLookup {
  Presence presence = Presence::unreadable;
  bool not_given = false;        ///< unreadable because that part of the drive is not among the inputs
  std::string shown;             ///< the file; when it is absent, the folder that lacks it
  std::optional<Error> error{};  ///< when unreadable or ambiguous
  FoundPath file{};              ///< when present
};

/// Not safe for use by two threads at once: it remembers the folders that it listed.
class WindowsFiles {
 public:
  /// `drive` is nothing when the Windows folder itself was given. Links are followed inside `boundary` alone.
  WindowsFiles(FoundPath windows, std::optional<FoundPath> drive, std::filesystem::path boundary);

  FileLookup find(FileRoot root, const std::vector<std::string>& names) const;
  /// Whether this is a whole Windows and no copy of its hives.
  bool holds_windows() const;

 private:
  const FolderListing& listing_of(const FoundPath& folder) const;
  FileLookup look(const FoundPath& root, const std::vector<std::string>& names) const;

  FoundPath windows_;
  std::optional<FoundPath> drive_;
  std::filesystem::path boundary_;
  mutable std::map<std::filesystem::path, FolderListing> listings_;
  mutable std::optional<bool> holds_windows_;
};

}  // namespace hive
