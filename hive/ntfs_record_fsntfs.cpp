// Whether what a folder says of an entry is what the entry says of itself. NTFS keeps no sums; it tells each name
// twice, in the folder's index and in the file's record, and damage rarely hits both alike.

#include <fmt/format.h>

#include "hive/ntfs_entry.h"
#include "hive/utf16.h"

namespace hive::ntfs {
namespace {

/// In a $FILE_NAME: the record has an index of names (libfsntfs, "New Technologies File System (NTFS)", file attribute
/// flags; other places of flags do not have this bit).
constexpr std::uint32_t kHasIndex = 0x1000'0000;

/// What an entry says of itself.
struct OwnName {
  std::uint64_t parent = 0;
  std::string name;
  bool is_folder = false;
};

std::optional<OwnName> own_name(libfsntfs_attribute_t* attribute) {
  OwnName own;
  std::uint32_t flags = 0;
  if (libfsntfs_file_name_attribute_get_parent_file_reference(attribute, &own.parent, nullptr) != 1) return {};
  if (libfsntfs_file_name_attribute_get_file_attribute_flags(attribute, &flags, nullptr) != 1) return {};
  own.name = name_by<&libfsntfs_file_name_attribute_get_utf16_name_size, &libfsntfs_file_name_attribute_get_utf16_name>(
      attribute);
  own.is_folder = (flags & kHasIndex) != 0;
  return own;
}

Error contradiction(std::string message, const std::string& name) {
  return Error{.code = ErrorCode::corrupt,
               .message = std::move(message),
               .expected = "a volume that was closed cleanly, or that chkdsk has repaired",
               .found = printable(name),
               .where = {}};
}

}  // namespace

std::optional<Error> contradiction(const OpenEntry& folder, const OpenEntry& entry) {
  std::uint64_t parent = 0;
  if (libfsntfs_file_entry_get_file_reference(folder.handle.get(), &parent, nullptr) != 1) parent = 0;
  const std::string listed = name_of(entry.handle.get());
  int count = 0;
  if (libfsntfs_file_entry_get_number_of_attributes(entry.handle.get(), &count, nullptr) != 1) count = 0;
  for (int i = 0; i < count; ++i) {
    libfsntfs_attribute_t* handle = nullptr;
    if (libfsntfs_file_entry_get_attribute_by_index(entry.handle.get(), i, &handle, nullptr) != 1) continue;
    const AttributeHandle attribute(handle);
    std::uint32_t type = 0;
    if (libfsntfs_attribute_get_type(handle, &type, nullptr) != 1 || type != LIBFSNTFS_ATTRIBUTE_TYPE_FILE_NAME)
      continue;
    const auto own = own_name(handle);
    if (!own || own->parent != parent || own->name != listed) continue;
    const bool has_index = libfsntfs_file_entry_has_directory_entries_index(entry.handle.get(), nullptr) == 1;
    if (own->is_folder == has_index) return std::nullopt;
    return contradiction(has_index ? "an entry lists files and says that it is no folder"
                                   : "an entry says that it is a folder and has no list of files",
                         listed);
  }
  return contradiction("a folder names an entry that calls itself otherwise", listed);
}

std::optional<Error> too_large(const OpenEntry& entry, std::uint64_t size_bytes) {
  // A small file lies in its record, which has 4,096 bytes at most, and has no extents.
  constexpr std::uint64_t kMostInRecord = 4096;
  int count = 0;
  if (libfsntfs_file_entry_get_number_of_extents(entry.handle.get(), &count, nullptr) != 1) count = 0;
  if (count == 0 && size_bytes <= kMostInRecord) return std::nullopt;
  std::uint64_t held = 0;
  for (int i = 0; i < count && held < size_bytes; ++i) {
    off64_t offset = 0;
    size64_t size = 0;
    std::uint32_t flags = 0;
    if (libfsntfs_file_entry_get_extent_by_index(entry.handle.get(), i, &offset, &size, &flags, nullptr) != 1) break;
    held += size;
  }
  if (held >= size_bytes) return std::nullopt;
  return Error{.code = ErrorCode::corrupt,
               .message = "the file is larger than the clusters that it has",
               .expected = fmt::format("at most {} bytes", held),
               .found = fmt::format("{}", size_bytes),
               .where = {}};
}

}  // namespace hive::ntfs
