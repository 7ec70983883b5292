#pragma once
// Files and folders met below an input. Folders are listed in one order on every machine, and symbolic
// links are followed only as far as they stay inside the input.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hive/error.h"

namespace hive {

/// An Error about a whole file or folder.
Error path_error(ErrorCode code, std::string message, std::string expected, std::string found, std::string path);

/// Where something really is, and how it is shown (the input as given, joined with what was found below).
struct FoundPath {
  enum class Kind { file, folder, link, odd };  ///< odd: FIFO, socket, device
  std::string name;
  std::filesystem::path real;  ///< its folder's canonical path and its name; canonical once a link is followed
  std::string shown;
  Kind kind = Kind::odd;
};

/// An input as given; nothing when there is no such path or it cannot be examined (then `error` says why).
std::optional<FoundPath> find_input(const std::string& path, Error& error);

struct FolderListing {
  std::vector<FoundPath> entries;  ///< by name, in byte order
  std::optional<Error> error;      ///< could not be read, or not all of it
};
FolderListing list_folder(const FoundPath& folder);

/// Replaces a symbolic link by what it leads to. Otherwise the reason: it is broken, or it lies outside of
/// `boundary`, a canonical folder. What is no link stays as it is.
std::optional<std::string> follow_link(const std::filesystem::path& boundary, FoundPath& entry);

/// What a path that is neither file nor folder is: "a named pipe (FIFO)".
std::string_view odd_kind(const std::filesystem::path& path);

/// Last component of a canonical folder, for people; "root" for `/`.
std::string folder_label(const std::filesystem::path& canonical);

}  // namespace hive
