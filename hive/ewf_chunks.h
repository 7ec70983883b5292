#pragma once
// The disk in the chunks of an EWF image. A compressed chunk is a stream of zlib, which proves itself; another is
// followed by the Adler-32 of its bytes. Nothing is given out that was not proved.

#include <cstdint>
#include <vector>

#include "hive/chunked_source.h"
#include "hive/ewf_table.h"

namespace hive {

class EwfChunks final : public ChunkedSource {
 public:
  /// The tables, in order, have an entry for every chunk of `size_bytes` bytes; the caller has checked that.
  EwfChunks(std::vector<EwfTable> tables, std::uint64_t size_bytes, std::uint32_t chunk_bytes);

  bool has_changed() const override;

 private:
  /// Errors: those of the file; truncated; corrupt, with the place of the chunk in its file.
  std::optional<Error> unpack(std::uint64_t index, std::span<std::byte> into) const override;
  bool unpack_stored(const EwfChunkPlace& place, std::span<std::byte> into) const;

  std::vector<EwfTable> tables_;
  std::vector<std::uint64_t> first_chunks_;  ///< of each table
  std::uint32_t chunk_bytes_;
  mutable std::vector<std::byte> stored_;  ///< one chunk as it is in the file, its memory used again
  mutable std::vector<std::byte> whole_;   ///< the last chunk, where its writer filled it up
};

}  // namespace hive
