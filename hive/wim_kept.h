#pragma once
// Bytes of blobs that were read whole and proved, for as long as somebody uses them; the latest a while longer, because
// the images of a WIM share files, and in a solid resource each costs a chunk of up to 64 MiB.

#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "hive/byte_source.h"
#include "hive/bytes.h"
#include "hive/result.h"
#include "hive/sha1.h"

namespace hive {

/// Memory of a large blob that nobody uses any more, for the next one: to get that of 150 MB from the system, page by
/// page, takes a quarter of the time of unpacking them.
struct SpareMemory {
  std::unique_ptr<std::byte[]> bytes;
  std::size_t size_bytes = 0;
};

/// The bytes of one blob.
class BlobMemory {
 public:
  /// All bytes of a source, which the caller bounded. Errors: those of the source; truncated.
  static Result<std::shared_ptr<const BlobMemory>> of(const ByteSource& source, std::shared_ptr<SpareMemory> spare);

  BlobMemory(const BlobMemory&) = delete;
  BlobMemory& operator=(const BlobMemory&) = delete;
  ~BlobMemory();

  Bytes bytes() const { return {memory_.bytes.get(), size_}; }
  std::size_t size() const { return size_; }
  /// Both were taken piece by piece while the bytes were unpacked, in the processor's cache.
  const Sha1& sha1() const { return sha1_; }
  const std::string& sha256() const { return sha256_; }

 private:
  BlobMemory(std::size_t size, std::shared_ptr<SpareMemory> spare);

  std::size_t size_;
  std::shared_ptr<SpareMemory> spare_;
  SpareMemory memory_;  ///< may be larger
  Sha1 sha1_{};
  std::string sha256_;
};

using BlobBytes = std::shared_ptr<const BlobMemory>;

class WimKept {
 public:
  /// Null when nobody has it any more.
  BlobBytes find(const Sha1& sha1) const;
  void keep(const Sha1& sha1, BlobBytes bytes);
  const std::shared_ptr<SpareMemory>& spare() const { return spare_; }

 private:
  std::shared_ptr<SpareMemory> spare_ = std::make_shared<SpareMemory>();
  std::map<Sha1, std::weak_ptr<const BlobMemory>> known_;
  std::list<BlobBytes> latest_;  ///< the newest last
  std::size_t latest_bytes_ = 0;
  std::size_t largest_ = 0;
};

}  // namespace hive
