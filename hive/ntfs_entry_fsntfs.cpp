#include <fmt/format.h>

#include "hive/ntfs_entry.h"
#include "hive/unsupported.h"

namespace hive::ntfs {
namespace {

/// [MS-FSCC] 2.6 and 2.1.2.1; flags of an attribute: libfsntfs, "New Technologies File System (NTFS)", data flags.
constexpr std::uint32_t kFileEncrypted = 0x4000;
constexpr std::uint32_t kFileReparsePoint = 0x0400;
constexpr std::uint16_t kDataEncrypted = 0x4000;
constexpr std::uint32_t kTagWof = 0x8000'0017;
constexpr std::uint32_t kTagDedup = 0x8000'0013;

bool is_cloud(std::uint32_t tag) { return (tag & 0xFFFF'0FFFU) == 0x9000'001AU; }

void look_at(libfsntfs_attribute_t* attribute, Storage& storage) {
  std::uint32_t type = 0;
  if (libfsntfs_attribute_get_type(attribute, &type, nullptr) != 1) return;
  if (type == LIBFSNTFS_ATTRIBUTE_TYPE_REPARSE_POINT) {
    std::uint32_t tag = 0;
    if (libfsntfs_reparse_point_attribute_get_tag(attribute, &tag, nullptr) != 1) tag = 0;
    storage.reparse_tag = tag;
  }
  if (type != LIBFSNTFS_ATTRIBUTE_TYPE_DATA) return;
  const std::string name =
      name_by<&libfsntfs_attribute_get_utf16_name_size, &libfsntfs_attribute_get_utf16_name>(attribute);
  std::uint16_t flags = 0;
  const bool has_flags = libfsntfs_attribute_get_data_flags(attribute, &flags, nullptr) == 1;
  if (name.empty() && has_flags && (flags & kDataEncrypted) != 0) storage.is_encrypted = true;
  if (name == "WofCompressedData") storage.has_wof_stream = true;
}

}  // namespace

Result<Storage> storage_of(const OpenEntry& entry) {
  Storage storage;
  libfsntfs_file_entry_t* handle = entry.handle.get();
  storage.is_folder = libfsntfs_file_entry_has_directory_entries_index(handle, nullptr) == 1;
  std::uint32_t flags = 0;
  if (libfsntfs_file_entry_get_file_attribute_flags(handle, &flags, nullptr) == 1) {
    if ((flags & kFileEncrypted) != 0) storage.is_encrypted = true;
    if ((flags & kFileReparsePoint) != 0) storage.reparse_tag = 0;
  }
  int count = 0;
  Said counted;
  if (libfsntfs_file_entry_get_number_of_attributes(handle, &count, counted.out()) != 1) {
    return libyal::failure(entry.source(), "the file's attributes cannot be read", counted.cause());
  }
  for (int i = 0; i < count; ++i) {
    libfsntfs_attribute_t* attribute = nullptr;
    Said said;
    if (libfsntfs_file_entry_get_attribute_by_index(handle, i, &attribute, said.out()) != 1) {
      return libyal::failure(entry.source(), "an attribute of the file cannot be read", said.cause());
    }
    look_at(AttributeHandle(attribute).get(), storage);
  }
  return storage;
}

std::optional<Error> why_unreadable(const Storage& storage) {
  const std::uint32_t tag = storage.reparse_tag.value_or(0);
  if (storage.is_encrypted) {
    return unsupported("the file is encrypted (EFS); its bytes are readable to its user alone",
                       "a copy made by that user, or by a recovery agent");
  }
  if (storage.has_wof_stream || tag == kTagWof) {
    return unsupported("the file is compressed by the Windows Overlay Filter (CompactOS), which is not read",
                       "a copy of the file made by Windows, or `compact /u /exe` before the image is taken");
  }
  if (is_cloud(tag)) {
    return unsupported("the file is a placeholder; its bytes are in a cloud", "a copy made after it was downloaded");
  }
  if (tag == kTagDedup) {
    return unsupported("the file is deduplicated; its bytes are in the volume's chunk store",
                       "a copy of the file made by Windows");
  }
  if (storage.reparse_tag) {
    return unsupported(tag == 0 ? std::string("the file is a reparse point whose tag cannot be read")
                                : fmt::format("the file is a reparse point (tag 0x{:08X}), which is not followed", tag),
                       "the file that it leads to");
  }
  return std::nullopt;
}

std::string name_of(libfsntfs_file_entry_t* entry) {
  return name_by<&libfsntfs_file_entry_get_utf16_name_size, &libfsntfs_file_entry_get_utf16_name>(entry);
}

}  // namespace hive::ntfs
