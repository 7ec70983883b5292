#pragma once
// Files and folders met below an input, on the host or inside a container. Folders are listed in one order on every
// machine, and symbolic links are followed only on the host and only as far as they stay inside the input.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hive/error.h"
#include "hive/file_tree.h"

namespace hive {

/// An Error about a whole file or folder.
Error path_error(ErrorCode code, std::string message, std::string expected, std::string found, std::string path);

/// Where something really is, and how it is shown (the input as given, joined with what was found below).
struct FoundPath {
  enum class Kind { file, folder, link, odd };  ///< odd: FIFO, socket, device
  std::string name;
  /// On the host its folder's canonical path and its name, canonical once a link is followed; in a container the path
  /// that its tree knows, empty for the root.
  std::filesystem::path real;
  std::string shown;
  Kind kind = Kind::odd;
  std::shared_ptr<const FileTree> tree{};  ///< of the container; null on the host
};

/// The root of a container's tree; `shown` names it, and what lies below follows a colon.
FoundPath root_of(std::shared_ptr<const FileTree> tree, std::string shown);

/// How what lies below a folder is shown; `name` may be a path.
std::string shown_below(const FoundPath& folder, std::string_view name);

/// The folder that a file lies in.
FoundPath parent_of(const FoundPath& file);

/// The bytes of a file. Errors tell its path as it is shown.
Result<std::unique_ptr<ByteSource>> open_found(const FoundPath& file);

/// An input as given; nothing when there is no such path or it cannot be examined (then `error` says why).
std::optional<FoundPath> find_input(const std::string& path, Error& error);

struct FolderListing {
  std::vector<FoundPath> entries;  ///< by name, in byte order
  std::optional<Error> error;      ///< could not be read, or not all of it
};
FolderListing list_folder(const FoundPath& folder);

/// Replaces a symbolic link by what it leads to. Otherwise the reason: it is broken, it lies outside of `boundary`,
/// a canonical folder, or inside a container. What is no link stays as it is.
std::optional<std::string> follow_link(const std::filesystem::path& boundary, FoundPath& entry);

/// What a path of the host that is neither file nor folder is: "a named pipe (FIFO)".
std::string_view odd_kind(const std::filesystem::path& path);

/// Name of a folder, for people; "root" for `/`.
std::string folder_label(const FoundPath& folder);

}  // namespace hive
