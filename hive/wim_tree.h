#pragma once
// The files of one image of a WIM.

#include <compare>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hive/file_tree.h"
#include "hive/sha1.h"
#include "hive/wim_kept.h"
#include "hive/wim_metadata.h"

namespace hive {

class WimFile;

/// Where a file's data lie. Files that are read in this order decompress each chunk of a solid resource once; in any
/// other order a chunk of up to 64 MiB may be decompressed for each file.
struct WimPlace {
  std::uint16_t part = 0;      ///< 0: nowhere (an empty file, or one that cannot be opened)
  std::uint64_t resource = 0;  ///< offset of the resource in its file
  std::uint64_t offset = 0;    ///< in the resource's original bytes

  auto operator<=>(const WimPlace&) const = default;
};

/// Made by WimFile::open_image; keeps the WIM alive. Errors have the path in `where.member`; their offset counts in
/// the WIM, or in the image's metadata where the message names those.
class WimTree final : public FileTree {
 public:
  WimTree(std::shared_ptr<WimFile> wim, WimMetadata metadata) : wim_(std::move(wim)), metadata_(std::move(metadata)) {}

  /// A file whose data are in another part has the size 0. Of two entries with one name neither is listed; that and
  /// names that cannot be are the listing's error, beside the other entries.
  TreeListing list(const std::string& folder) const override;

  /// Reads those that lie in solid resources, in the order of their places, and keeps them as long as this tree lives.
  void will_open(const std::vector<std::string>& files) const override;

  /// Proved by its SHA-1. Errors: io (no such file, a folder), corrupt, unsupported (encrypted by EFS, a reparse point,
  /// in another part or in the base WIM, this build cannot decompress), limit_exceeded.
  Result<std::unique_ptr<ByteSource>> open(const std::string& file) const override;

  /// What the metadata say of a file's bytes, without reading them: files with equal digests are one blob. An empty
  /// file has the digest of no bytes. Errors as for `open`, as far as they can be told.
  Result<Sha1> find_sha1(const std::string& file) const;

  /// Never fails: what cannot be found is nowhere.
  WimPlace find_place(const std::string& file) const;

 private:
  Result<Sha1> find_data(const std::string& file) const;

  std::shared_ptr<WimFile> wim_;
  WimMetadata metadata_;
  mutable std::vector<BlobBytes> held_;
};

}  // namespace hive
