#include "hive/found_path.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <utility>

#include "hive/file_source.h"
#include "hive/limits.h"

namespace hive {
namespace {

namespace fs = std::filesystem;

FoundPath::Kind kind_of(fs::file_type type) {
  switch (type) {
    case fs::file_type::regular:
      return FoundPath::Kind::file;
    case fs::file_type::directory:
      return FoundPath::Kind::folder;
    case fs::file_type::symlink:
      return FoundPath::Kind::link;
    default:
      return FoundPath::Kind::odd;
  }
}

FoundPath::Kind kind_of(TreeEntry::Kind kind) {
  switch (kind) {
    case TreeEntry::Kind::file:
      return FoundPath::Kind::file;
    case TreeEntry::Kind::folder:
      return FoundPath::Kind::folder;
    case TreeEntry::Kind::link:
      return FoundPath::Kind::link;
    case TreeEntry::Kind::odd:
      break;
  }
  return FoundPath::Kind::odd;
}

FolderListing list_in_tree(const FoundPath& folder) {
  FolderListing listing;
  TreeListing found = folder.tree->list(folder.real.generic_string());
  for (TreeEntry& entry : found.entries) {
    listing.entries.push_back(
        {entry.name, folder.real / entry.name, shown_below(folder, entry.name), kind_of(entry.kind), folder.tree});
  }
  listing.error = std::move(found.error);
  if (listing.error) listing.error->where.path = folder.shown;
  return listing;
}

bool is_inside(const fs::path& boundary, const fs::path& canonical) {
  return std::mismatch(boundary.begin(), boundary.end(), canonical.begin(), canonical.end()).first == boundary.end();
}

}  // namespace

Error path_error(ErrorCode code, std::string message, std::string expected, std::string found, std::string path) {
  return Error{code, std::move(message), std::move(expected), std::move(found), Location{std::move(path), {}, {}, {}}};
}

FoundPath root_of(std::shared_ptr<const FileTree> tree, std::string shown) {
  return {{}, {}, std::move(shown), FoundPath::Kind::folder, std::move(tree)};
}

std::string shown_below(const FoundPath& folder, std::string_view name) {
  if (folder.tree == nullptr) return (fs::path(folder.shown) / name).string();
  return fmt::format("{}{}{}", folder.shown, folder.real.empty() ? ":" : "/", name);
}

FoundPath parent_of(const FoundPath& file) {
  FoundPath folder;
  folder.real = file.real.parent_path();
  folder.name = folder.real.filename().string();
  folder.kind = FoundPath::Kind::folder;
  folder.tree = file.tree;
  // Behind a link the neighbours are those of the file itself.
  const fs::path given(file.shown);
  const bool as_shown = given.filename() == file.name;
  folder.shown = as_shown || file.tree ? given.parent_path().string() : folder.real.string();
  return folder;
}

Result<std::unique_ptr<ByteSource>> open_found(const FoundPath& file) {
  auto source = file.tree ? file.tree->open(file.real.generic_string()) : open_file(file.real.string());
  if (source) return source;
  Error error = source.error();
  error.where.path = file.shown;
  return error;
}

std::optional<FoundPath> find_input(const std::string& path, Error& error) {
  constexpr const char* kExpected = "a hive, a folder of hives or a mounted Windows";
  std::error_code failure;
  const fs::file_status status = fs::status(path, failure);
  if (status.type() == fs::file_type::not_found) {
    error = path_error(ErrorCode::io, "there is nothing at this path", kExpected, "no such file or folder", path);
    return std::nullopt;
  }
  FoundPath found;
  if (!failure) found.real = fs::canonical(path, failure);
  if (failure) {
    error = path_error(ErrorCode::io, "the path cannot be examined", kExpected, failure.message(), path);
    return std::nullopt;
  }
  found.name = found.real.filename().string();
  found.shown = path;
  found.kind = kind_of(status.type());
  return found;
}

FolderListing list_folder(const FoundPath& folder) {
  if (folder.tree) return list_in_tree(folder);
  FolderListing listing;
  std::error_code failure;
  fs::directory_iterator at(folder.real, failure);
  for (; !failure && at != fs::directory_iterator(); at.increment(failure)) {
    if (listing.entries.size() == limits::kMaxFolderEntries) {
      listing.error = path_error(ErrorCode::limit_exceeded, "the folder is too full to be listed whole",
                                 fmt::format("at most {} entries", limits::kMaxFolderEntries), "more", folder.shown);
      break;
    }
    std::error_code unknown;
    FoundPath& entry = listing.entries.emplace_back();
    entry.name = at->path().filename().string();
    entry.real = at->path();
    entry.shown = shown_below(folder, entry.name);
    entry.kind = kind_of(at->symlink_status(unknown).type());
  }
  if (failure) {
    listing.error = path_error(ErrorCode::io, "the folder could not be listed", "a readable folder", failure.message(),
                               folder.shown);
  }
  std::ranges::sort(listing.entries, {}, &FoundPath::name);
  return listing;
}

std::optional<std::string> follow_link(const fs::path& boundary, FoundPath& entry) {
  if (entry.kind != FoundPath::Kind::link) return std::nullopt;
  if (entry.tree) return "is a link inside a container";
  std::error_code failure;
  fs::path target = fs::canonical(entry.real, failure);
  if (failure) return "leads to nothing";
  if (!is_inside(boundary, target)) return "leads out of the input";
  const fs::file_status status = fs::status(target, failure);
  entry.kind = kind_of(status.type());
  entry.real = std::move(target);
  return std::nullopt;
}

std::string_view odd_kind(const fs::path& path) {
  std::error_code unknown;
  switch (fs::status(path, unknown).type()) {
    case fs::file_type::fifo:
      return "a named pipe (FIFO)";
    case fs::file_type::socket:
      return "a socket";
    case fs::file_type::character:
      return "a character device";
    case fs::file_type::block:
      return "a block device";
    case fs::file_type::directory:
      return "a folder";
    default:
      return "something else";
  }
}

std::string folder_label(const FoundPath& folder) { return folder.name.empty() ? "root" : folder.name; }

}  // namespace hive
