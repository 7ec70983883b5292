#pragma once
// A WIM, ESD or split WIM (SWM): its images, and its blobs by SHA-1. Read in place through ByteSource, so it may lie
// inside another container. A blob is proved by its SHA-1 before anything of it is handed out (images.md 1.5), each
// one once per WimFile, however many images hold it.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "hive/byte_source.h"
#include "hive/result.h"
#include "hive/sha1.h"
#include "hive/wim_blobs.h"
#include "hive/wim_header.h"
#include "hive/wim_kept.h"
#include "hive/wim_tree.h"
#include "hive/wim_xml.h"

namespace hive {

/// Not safe for use by two threads at once; nor are its trees and the sources they open, which share it.
class WimFile : public std::enable_shared_from_this<WimFile> {
 public:
  /// `further` are the other parts of a split WIM, in any order, as many as there are; `file` may be any part. Errors:
  /// io; corrupt and truncated (header, blob table, a part of another WIM or one twice); unsupported (an encrypted ESD,
  /// a pipable WIM, part 1 is not there); limit_exceeded.
  static Result<std::shared_ptr<WimFile>> open(std::shared_ptr<const ByteSource> file,
                                               std::vector<std::shared_ptr<const ByteSource>> further = {});

  /// Of part 1.
  const WimHeader& header() const { return parts_.begin()->second.header; }
  std::uint32_t image_count() const { return header().image_count; }
  /// Numbers of the parts that are not there, ascending; the files in them cannot be opened.
  std::vector<std::uint16_t> missing_parts() const;

  /// What the XML claims; an error of it takes nothing from the images.
  const Result<WimClaims>& claims() const { return claims_; }

  /// The files of an image, numbered from 1; the tree keeps the WIM alive. Errors: io (no such image), corrupt (the
  /// metadata are not those of their SHA-1, or have no root), limit_exceeded, those of the file.
  Result<std::shared_ptr<WimTree>> open_image(std::uint32_t index);

  /// nullptr when none of the parts holds it. Valid as long as this object.
  const WimBlob* find_blob(const Sha1& sha1) const { return blobs_.find(sha1); }
  /// The bytes of a blob, proved; the source keeps the file alive. Errors: corrupt (another SHA-1, or it cannot be
  /// decompressed), unsupported (it is in another file, which `expected` names), limit_exceeded, those of the file.
  Result<std::unique_ptr<ByteSource>> open_blob(const Sha1& sha1);
  /// The same in memory, for blobs of up to limits::kWimBlobInMemoryBytes; larger ones are limit_exceeded.
  Result<BlobBytes> read_blob(const Sha1& sha1);

 private:
  struct Part {
    std::shared_ptr<const ByteSource> file;
    WimHeader header;
  };
  using SolidPlace = std::pair<std::uint16_t, std::uint64_t>;  ///< part, and offset in it

  WimFile() : claims_(WimClaims{}) {}
  std::optional<Error> add_part(std::shared_ptr<const ByteSource> file);
  void read_claims();
  std::optional<Error> read_blobs();
  Error missing_error(const Sha1& sha1) const;
  Result<std::unique_ptr<ByteSource>> open_unproved(const WimBlob& blob);
  Result<BlobBytes> read_and_prove(const WimBlob& blob);
  Result<std::unique_ptr<ByteSource>> open_large(const WimBlob& blob);
  Result<std::shared_ptr<const ByteSource>> open_solid(const WimBlob& blob);

  std::map<std::uint16_t, Part> parts_;  ///< by number; part 1 is there
  Result<WimClaims> claims_;
  WimBlobs blobs_;
  std::set<Sha1> proved_;  ///< those that are too large to be kept
  WimKept kept_;
  std::map<SolidPlace, std::weak_ptr<const ByteSource>> solid_;
  std::shared_ptr<const ByteSource> last_solid_;  ///< kept, with its chunks, between two blobs of it
};

}  // namespace hive
