#pragma once
// Bytes of blobs that were read whole and proved, for as long as somebody uses them; the latest a while longer, because
// the images of a WIM share files, and in a solid resource each costs a chunk of up to 64 MiB.

#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <vector>

#include "hive/sha1.h"

namespace hive {

using BlobBytes = std::shared_ptr<const std::vector<std::byte>>;

class WimKept {
 public:
  /// Null when nobody has it any more.
  BlobBytes find(const Sha1& sha1) const;
  void keep(const Sha1& sha1, BlobBytes bytes);

 private:
  std::map<Sha1, std::weak_ptr<const std::vector<std::byte>>> known_;
  std::list<BlobBytes> latest_;  ///< the newest last
  std::size_t latest_bytes_ = 0;
  std::size_t largest_ = 0;
};

}  // namespace hive
