#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "hive/limits.h"
#include "hive/ntfs_entry.h"
#include "hive/ntfs_tree.h"
#include "hive/utf16.h"

namespace hive {
namespace {

using ntfs::EntryHandle;
using ntfs::OpenEntry;
using ntfs::Said;
using FileStream = libyal::Stream<&libfsntfs_file_entry_read_buffer_at_offset, Said, OpenEntry>;

/// Record 3 of the master file table describes the volume.
constexpr std::uint64_t kVolumeRecord = 3;
constexpr std::uint16_t kDirty = 0x0001;
/// Folders that are kept open. The way to hives leads through the same few again and again, and libfsntfs reads all of
/// a folder's index when it is opened: System32 has 4,800 entries.
constexpr std::size_t kFoldersKept = 32;

Error no_such(const std::string& name) {
  return Error{.code = ErrorCode::io,
               .message = fmt::format("no file {}", printable(name)),
               .expected = {},
               .found = {},
               .where = {}};
}

class NtfsTree final : public FileTree {
 public:
  explicit NtfsTree(std::shared_ptr<const ntfs::Volume> volume) : volume_(std::move(volume)) {}

  TreeListing list(const std::string& folder) const override;
  Result<std::unique_ptr<ByteSource>> open(const std::string& file) const override;

 private:
  using Folder = std::shared_ptr<const OpenEntry>;

  Result<OpenEntry> root() const;
  /// The entry that `path` ends with, in the folder that it leads through.
  Result<OpenEntry> below(const OpenEntry& folder, const std::string& path) const;
  Result<Folder> folder(const std::string& path) const;
  Result<OpenEntry> find(const std::string& path) const;
  TreeListing read(const std::string& path) const;
  Result<OpenEntry> child(const OpenEntry& folder, const std::string& name) const;
  Result<OpenEntry> child_in_order(const OpenEntry& folder, const std::string& name) const;
  Result<int> count(const OpenEntry& folder) const;
  Result<OpenEntry> child_at(const OpenEntry& folder, int index) const;

  std::shared_ptr<const ntfs::Volume> volume_;
  mutable std::map<std::string, Folder> folders_;
  mutable std::map<std::string, TreeListing> listings_;
  mutable std::size_t listed_entries_ = 0;  ///< of all that are kept
};

Result<OpenEntry> NtfsTree::root() const {
  Said said;
  libfsntfs_file_entry_t* entry = nullptr;
  if (libfsntfs_volume_get_root_directory(volume_->handle.get(), &entry, said.out()) != 1) {
    return libyal::failure(volume_->source(), "the root folder cannot be read", said.cause());
  }
  return OpenEntry{volume_, EntryHandle(entry)};
}

Result<int> NtfsTree::count(const OpenEntry& folder) const {
  Said said;
  int number = 0;
  if (libfsntfs_file_entry_get_number_of_sub_file_entries(folder.handle.get(), &number, said.out()) != 1) {
    return libyal::failure(volume_->source(), "the folder cannot be read", said.cause());
  }
  return number;
}

Result<OpenEntry> NtfsTree::child_at(const OpenEntry& folder, int index) const {
  Said said;
  libfsntfs_file_entry_t* entry = nullptr;
  if (libfsntfs_file_entry_get_sub_file_entry_by_index(folder.handle.get(), index, &entry, said.out()) != 1) {
    return libyal::failure(volume_->source(), "an entry of the folder cannot be read", said.cause());
  }
  return OpenEntry{volume_, EntryHandle(entry)};
}

/// libfsntfs compares without case. Two names may differ in nothing else, and both are listed.
Result<OpenEntry> NtfsTree::child_in_order(const OpenEntry& folder, const std::string& name) const {
  auto number = count(folder);
  if (!number) return std::move(number).error();
  for (int i = 0; i < *number; ++i) {
    auto entry = child_at(folder, i);
    if (!entry || ntfs::name_of(entry->handle.get()) != name) continue;
    if (auto why = ntfs::contradiction(folder, *entry)) return *std::move(why);
    return entry;
  }
  return no_such(name);
}

Result<OpenEntry> NtfsTree::child(const OpenEntry& folder, const std::string& name) const {
  const std::u16string units = utf16_from_utf8(name);
  if (units.empty() || units.size() >= ntfs::kMaxNameUnits) return no_such(name);
  const std::vector<std::uint16_t> key(units.begin(), units.end());
  Said said;
  libfsntfs_file_entry_t* entry = nullptr;
  const int found = libfsntfs_file_entry_get_sub_file_entry_by_utf16_name(folder.handle.get(), key.data(), key.size(),
                                                                          &entry, said.out());
  if (found < 0) return libyal::failure(volume_->source(), "the folder cannot be searched", said.cause());
  if (found == 0) return no_such(name);
  OpenEntry opened{volume_, EntryHandle(entry)};
  if (ntfs::name_of(entry) != name) return child_in_order(folder, name);
  if (auto why = ntfs::contradiction(folder, opened)) return *std::move(why);
  return opened;
}

Result<OpenEntry> NtfsTree::below(const OpenEntry& folder, const std::string& path) const {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return child(folder, path);
  // A junction has no entries of its own; those that damage gives it are not followed.
  const auto storage = ntfs::storage_of(folder);
  if (!storage) return storage.error();
  if (storage->is_link()) return *why_unreadable(*storage);
  return child(folder, path.substr(slash + 1));
}

Result<NtfsTree::Folder> NtfsTree::folder(const std::string& path) const {
  Folder at;
  for (std::size_t end = 0;; end = std::min(path.find('/', end + 1), path.size())) {
    const std::string prefix = path.substr(0, end);
    if (const auto kept = folders_.find(prefix); kept != folders_.end()) {
      at = kept->second;
    } else {
      auto entry = at == nullptr ? root() : below(*at, prefix);
      if (!entry) return std::move(entry).error();
      at = std::make_shared<const OpenEntry>(std::move(*entry));
      if (folders_.size() == kFoldersKept) folders_.clear();
      folders_.emplace(prefix, at);
    }
    if (end == path.size()) return at;
  }
}

Result<OpenEntry> NtfsTree::find(const std::string& path) const {
  if (path.empty()) return root();
  const std::size_t slash = path.rfind('/');
  const auto parent = folder(slash == std::string::npos ? std::string() : path.substr(0, slash));
  if (!parent) return parent.error();
  return below(**parent, path);
}

/// Kind and size; what cannot be told is `odd`.
TreeEntry describe(const OpenEntry& entry, std::string name) {
  TreeEntry told{.name = std::move(name), .kind = TreeEntry::Kind::odd, .size_bytes = 0};
  const auto storage = ntfs::storage_of(entry);
  if (!storage) return told;
  size64_t size = 0;
  if (storage->is_link()) {
    told.kind = TreeEntry::Kind::link;
  } else if (storage->is_folder) {
    told.kind = TreeEntry::Kind::folder;
  } else if (libfsntfs_file_entry_has_default_data_stream(entry.handle.get(), nullptr) == 1) {
    told.kind = TreeEntry::Kind::file;
    if (libfsntfs_file_entry_get_size(entry.handle.get(), &size, nullptr) == 1) told.size_bytes = size;
  }
  return told;
}

TreeListing NtfsTree::list(const std::string& folder) const {
  if (const auto kept = listings_.find(folder); kept != listings_.end()) return kept->second;
  TreeListing listing = read(folder);
  if (listing.entries.size() <= limits::kMaxFolderEntries - listed_entries_ && listings_.size() < kFoldersKept) {
    listed_entries_ += listing.entries.size();
    listings_.emplace(folder, listing);
  }
  return listing;
}

TreeListing NtfsTree::read(const std::string& path) const {
  TreeListing listing;
  auto entry = folder(path);
  if (entry) {
    const auto storage = ntfs::storage_of(**entry);
    if (!storage) {
      entry = storage.error();
    } else if (storage->is_link()) {
      entry = *why_unreadable(*storage);
    } else if (!storage->is_folder) {
      entry = Error{.code = ErrorCode::io, .message = "it is no folder", .expected = {}, .found = {}, .where = {}};
    }
  }
  auto number = entry ? count(**entry) : Result<int>(entry.error());
  if (!number) {
    listing.error = std::move(number).error();
    return listing;
  }
  for (int i = 0; i < *number; ++i) {
    if (listing.entries.size() == limits::kMaxFolderEntries) {
      listing.error = Error{.code = ErrorCode::limit_exceeded,
                            .message = "the folder has more entries than are listed",
                            .expected = fmt::format("at most {}", limits::kMaxFolderEntries),
                            .found = fmt::format("{}", *number),
                            .where = {}};
      break;
    }
    auto found = child_at(**entry, i);
    if (!found) {
      if (!listing.error) listing.error = std::move(found).error();
      continue;
    }
    std::string name = ntfs::name_of(found->handle.get());
    if (name == ".") continue;  // the root folder lists itself
    if (auto why = ntfs::contradiction(**entry, *found)) {
      if (!listing.error) listing.error = std::move(why);
      continue;
    }
    if (fault_of_name(name).empty()) {
      listing.entries.push_back(describe(*found, std::move(name)));
    } else if (!listing.error) {
      listing.error = Error{.code = ErrorCode::corrupt,
                            .message = "an entry of the folder has an impossible name",
                            .expected = {},
                            .found = printable(name),
                            .where = {}};
    }
  }
  std::ranges::sort(listing.entries, {}, &TreeEntry::name);
  return listing;
}

Result<std::unique_ptr<ByteSource>> NtfsTree::open(const std::string& file) const {
  auto entry = find(file);
  if (!entry) return std::move(entry).error();
  const auto storage = ntfs::storage_of(*entry);
  if (!storage) return storage.error();
  if (auto why = why_unreadable(*storage)) return *std::move(why);
  if (storage->is_folder || libfsntfs_file_entry_has_default_data_stream(entry->handle.get(), nullptr) != 1) {
    return Error{.code = ErrorCode::io, .message = "it is no file", .expected = {}, .found = {}, .where = {}};
  }
  Said said;
  size64_t size = 0;
  if (libfsntfs_file_entry_get_size(entry->handle.get(), &size, said.out()) != 1) {
    return libyal::failure(volume_->source(), "the file's size cannot be read", said.cause());
  }
  if (auto why = ntfs::too_large(*entry, size)) return *std::move(why);
  auto keep = std::make_shared<OpenEntry>(std::move(*entry));
  libfsntfs_file_entry_t* handle = keep->handle.get();
  return std::unique_ptr<ByteSource>(
      std::make_unique<FileStream>(std::move(keep), handle, size, "the file's bytes cannot be read"));
}

std::optional<std::uint16_t> volume_flags(const ntfs::Volume& volume) {
  libfsntfs_file_entry_t* record = nullptr;
  if (libfsntfs_volume_get_file_entry_by_index(volume.handle.get(), kVolumeRecord, &record, nullptr) != 1) return {};
  const EntryHandle keep(record);
  int count = 0;
  if (libfsntfs_file_entry_get_number_of_attributes(record, &count, nullptr) != 1) return {};
  for (int i = 0; i < count; ++i) {
    libfsntfs_attribute_t* handle = nullptr;
    if (libfsntfs_file_entry_get_attribute_by_index(record, i, &handle, nullptr) != 1) continue;
    const ntfs::AttributeHandle attribute(handle);
    std::uint32_t type = 0;
    std::uint16_t flags = 0;
    if (libfsntfs_attribute_get_type(handle, &type, nullptr) == 1 &&
        type == LIBFSNTFS_ATTRIBUTE_TYPE_VOLUME_INFORMATION &&
        libfsntfs_volume_information_attribute_get_flags(handle, &flags, nullptr) == 1) {
      return flags;
    }
  }
  return {};
}

/// A computer that sleeps has parts of its hives in memory alone. Windows writes one of these words in front of the
/// file while it does (libhibr, "Windows Hibernation File format").
bool is_hibernated(const FileTree& tree) {
  const auto file = tree.open("hiberfil.sys");
  std::array<char, 4> word{};
  if (!file) return false;
  const auto got = (*file)->read_at(0, std::as_writable_bytes(std::span(word)));
  const std::string_view text(word.data(), word.size());
  return got && *got == word.size() && (text == "hibr" || text == "HIBR");
}

}  // namespace

Result<NtfsVolume> open_ntfs(std::shared_ptr<const ByteSource> volume) {
  auto bytes = BfioSource::open(std::move(volume));
  if (!bytes) return std::move(bytes).error();
  auto opened = std::make_shared<ntfs::Volume>();
  opened->bytes = std::move(*bytes);
  Said said;
  libfsntfs_volume_t* handle = nullptr;
  if (libfsntfs_volume_initialize(&handle, said.out()) != 1) {
    return libyal::failure(opened->source(), "NTFS cannot be read", said.cause());
  }
  opened->handle.reset(handle);
  if (libfsntfs_volume_open_file_io_handle(handle, opened->bytes->handle(), LIBFSNTFS_OPEN_READ, said.out()) != 1) {
    return libyal::failure(opened->source(), "NTFS cannot be read", said.cause());
  }
  NtfsVolume result;
  const auto flags = volume_flags(*opened);
  result.tree = std::make_unique<NtfsTree>(opened);
  if (!flags || (*flags & kDirty) != 0) {
    result.notes.push_back(
        Note{"dirty-volume", flags ? "the volume was not closed cleanly; its latest changes may be missing"
                                   : "the volume does not say whether it was closed cleanly"});
  }
  if (is_hibernated(*result.tree)) {
    result.notes.push_back(Note{"hibernated", "Windows was hibernated; its latest changes may be missing"});
  }
  return result;
}

std::string ntfs_library() { return fmt::format("libfsntfs {}", libfsntfs_get_version()); }

}  // namespace hive
