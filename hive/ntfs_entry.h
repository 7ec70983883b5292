#pragma once
// One file or folder of an NTFS volume, as libfsntfs gives it: its handle, and what its attributes say.
// Included by the files of the NTFS reader alone.

#include <libbfio.h>
#include <libfsntfs.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hive/libyal.h"
#include "hive/utf16.h"

namespace hive::ntfs {

using Said = libyal::Complaint<&libfsntfs_error_free, &libfsntfs_error_backtrace_sprint>;
using VolumeHandle = libyal::Handle<&libfsntfs_volume_free>;
using EntryHandle = libyal::Handle<&libfsntfs_file_entry_free>;
using AttributeHandle = libyal::Handle<&libfsntfs_attribute_free>;

/// An open volume; the source must outlive the volume's handle.
struct Volume {
  std::shared_ptr<BfioSource> bytes;
  VolumeHandle handle;

  const BfioSource& source() const { return *bytes; }
};

/// An open file; the volume must outlive it.
struct OpenEntry {
  std::shared_ptr<const Volume> volume;
  EntryHandle handle;

  const BfioSource& source() const { return *volume->bytes; }
};

/// A name in NTFS has 255 units at most, and libfsntfs counts the final zero.
inline constexpr std::size_t kMaxNameUnits = 256;

/// A name by the two functions that libfsntfs has for the names of one kind of handle; empty when it has none.
template <auto get_size, auto get_name>
std::string name_by(std::intptr_t* handle) {
  std::size_t units = 0;
  if (get_size(handle, &units, nullptr) != 1 || units < 2 || units > kMaxNameUnits) return {};
  std::vector<std::uint16_t> name(units);
  if (get_name(handle, name.data(), name.size(), nullptr) != 1) return {};
  return utf8_from_utf16(std::u16string(name.begin(), name.end() - 1));
}

/// What an entry's attributes say of the way it is stored.
struct Storage {
  std::optional<std::uint32_t> reparse_tag;  ///< 0: a reparse point whose tag cannot be read
  bool is_encrypted = false;
  bool has_wof_stream = false;  ///< a stream `WofCompressedData`: the default one holds zeros
  bool is_folder = false;

  /// Leads elsewhere. Bit 29 of a tag: "name surrogate" ([MS-FSCC] 2.1.2.1). What cannot be told leads elsewhere, too.
  bool is_link() const { return reparse_tag && (*reparse_tag == 0 || (*reparse_tag & 0x2000'0000U) != 0); }
};

Result<Storage> storage_of(const OpenEntry& entry);

/// Why the bytes of the default stream are not the file's: code unsupported, the way out in `expected`.
std::optional<Error> why_unreadable(const Storage& storage);

/// Why an entry that was found in a folder cannot be what the folder says that it is; nothing when both agree.
std::optional<Error> contradiction(const OpenEntry& folder, const OpenEntry& entry);

/// Why a file of this size cannot lie in the clusters that its record names; nothing when it can.
std::optional<Error> too_large(const OpenEntry& entry, std::uint64_t size_bytes);

/// Name of an entry that was found in a folder; empty when it has none or cannot be read.
std::string name_of(libfsntfs_file_entry_t* entry);

}  // namespace hive::ntfs
