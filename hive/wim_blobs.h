#pragma once
// The blob table ("lookup table"): which SHA-1 lies where. An entry has 50 bytes: resource header (24), part (16),
// count of references (32), SHA-1. Metadata of images (flag 0x02) stands in the order of the images.
// Entries with flag 0x10 that follow each other are a solid run: those with the original size 2^32 are its resources,
// one behind the other; the others are blobs, whose offset counts from the start of the run and whose stored size is
// their length. Source: images.md 1.5; wimlib's reading of runs.

#include <cstdint>
#include <optional>
#include <vector>

#include "hive/byte_source.h"
#include "hive/bytes.h"
#include "hive/result.h"
#include "hive/sha1.h"
#include "hive/wim_header.h"

namespace hive {

struct WimBlob {
  Sha1 sha1{};
  WimResourceHeader resource;    ///< that holds it; of a solid blob: the solid resource, of all its blobs
  std::uint64_t offset = 0;      ///< in the resource's original bytes; 0 when it is not solid
  std::uint64_t size_bytes = 0;  ///< original
  std::uint16_t part = 1;        ///< number of the file that holds the resource
};

class WimBlobs {
 public:
  /// nullptr when no file that was read holds it. Valid as long as this object.
  const WimBlob* find(const Sha1& sha1) const;
  const std::vector<WimBlob>& metadata() const { return metadata_; }
  std::size_t size() const { return blobs_.size(); }

  /// Takes the table of one file: `table` are its original bytes, `file` is asked for the headers of solid resources.
  /// Metadata counts in part 1 alone. Nothing is taken on an error: io, corrupt, truncated, unsupported,
  /// limit_exceeded (more than limits::kMaxWimBlobs in all).
  std::optional<Error> add(Bytes table, const WimHeader& header, const ByteSource& file);
  /// To be called once after the last `add`, before `find`.
  void sort();

 private:
  std::vector<WimBlob> blobs_;  ///< by SHA-1; the first of equal ones is found
  std::vector<WimBlob> metadata_;
};

}  // namespace hive
