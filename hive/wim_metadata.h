#pragma once
// The files of one image: its metadata resource, decompressed and walked folder by folder on demand.
//   security block: total length (32), then what nobody needs here; the root entry follows, aligned to 8
//   entry: 0 length (64)      8 attributes (32)      16 offset of the list of its children (64), 0 for none
//     64 SHA-1 of its default stream    88 reparse tag (32)    96 extra streams (16)
//     100 bytes of its name (16), 102 the name in UTF-16; the length is aligned to 8, then come its extra streams:
//     0 length (64), 16 SHA-1, 36 bytes of its name (16), 38 the name; aligned to 8. One without a name is the
//     default stream where the entry's own SHA-1 is zero
//   a list ends with a length of 8 or less. Source: images.md 1.5; Microsoft, "Windows Imaging File Format (WIM)".
//
// Every list belongs to one folder, and no two lists share a byte (but their end): so what is walked is a tree,
// whatever the offsets say, and neither a cycle nor a blow-up can be met.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hive/bytes.h"
#include "hive/error.h"
#include "hive/result.h"
#include "hive/sha1.h"

namespace hive {

struct WimEntry {
  static constexpr std::uint32_t kFolder = 0x10;
  static constexpr std::uint32_t kReparse = 0x400;
  static constexpr std::uint32_t kEncrypted = 0x4000;

  std::string name;               ///< UTF-8; never empty, `.`, `..`, and without `/` and NUL
  std::uint64_t offset = 0;       ///< of the entry, in the metadata
  std::uint32_t attributes = 0;   ///< FILE_ATTRIBUTE_* of Windows
  std::uint32_t reparse_tag = 0;  ///< IO_REPARSE_TAG_*, where kReparse is set
  std::uint64_t children = 0;     ///< offset of their list in the metadata; 0 for none
  Sha1 sha1{};                    ///< of the default stream; all zero when it is empty

  bool is(std::uint32_t attribute) const { return (attributes & attribute) != 0; }
};

struct WimFolder {
  std::vector<WimEntry> entries;   ///< by name, in byte order; of two with one name, neither
  std::vector<std::string> twice;  ///< names that two entries have, in byte order
  std::optional<Error> error;      ///< not all of it could be read
};

class WimMetadata {
 public:
  /// Errors: corrupt, truncated (no root). The place of an error is an offset in the metadata.
  static Result<WimMetadata> open(std::vector<std::byte> bytes);

  /// The folder at a path as FileTree has them. Valid as long as this object. Errors: corrupt (a folder on the way
  /// cannot be read, or the name is there twice), io (there is no such folder, or it is none).
  Result<const WimFolder*> find_folder(const std::string& path) const;
  /// Errors as above; io when there is no such entry in a folder that was read whole.
  Result<const WimEntry*> find_entry(const std::string& path) const;

 private:
  struct List {
    std::uint64_t end = 0;    ///< behind its last byte that was read
    std::uint64_t owner = 0;  ///< offset of the entry whose children it holds
    WimFolder folder;
  };

  explicit WimMetadata(std::vector<std::byte> bytes) : bytes_(std::move(bytes)) {}
  Result<const WimFolder*> children_of(const WimEntry& entry) const;

  std::vector<std::byte> bytes_;
  WimEntry root_;
  WimFolder none_;                               ///< of a folder without children
  mutable std::map<std::uint64_t, List> lists_;  ///< those that were read, by offset
};

}  // namespace hive
