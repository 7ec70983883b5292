#pragma once
// Bytes of blobs that were read whole and proved, for as long as somebody uses them; the latest a while longer, because
// the images of a WIM share files, and in a solid resource each costs a chunk of up to 64 MiB.

#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <vector>

#include "hive/byte_source.h"
#include "hive/child_process_memory.h"
#include "hive/result.h"
#include "hive/sha1.h"

namespace hive {

/// The bytes of one blob; those of large ones, which are hives mostly, stand where the second reader can read them.
class BlobMemory {
 public:
  /// All bytes of a source. Errors: those of the source; truncated.
  static Result<std::shared_ptr<const BlobMemory>> of(const ByteSource& source);

  Bytes bytes() const { return shared_ ? shared_->bytes() : Bytes(own_); }
  std::size_t size() const { return bytes().size(); }
  /// Null when they are small.
  const ChildMemory* child_memory() const { return shared_.get(); }

 private:
  std::unique_ptr<ChildMemory> shared_;
  std::vector<std::byte> own_;
};

using BlobBytes = std::shared_ptr<const BlobMemory>;

class WimKept {
 public:
  /// Null when nobody has it any more.
  BlobBytes find(const Sha1& sha1) const;
  void keep(const Sha1& sha1, BlobBytes bytes);

 private:
  std::map<Sha1, std::weak_ptr<const BlobMemory>> known_;
  std::list<BlobBytes> latest_;  ///< the newest last
  std::size_t latest_bytes_ = 0;
  std::size_t largest_ = 0;
};

}  // namespace hive
