#pragma once
// Chunks of one resource, compressed each alone, as a source of their original bytes. Made by wim_resource.

#include <memory>
#include <vector>

#include "hive/chunked_source.h"
#include "hive/wim_resource.h"

namespace hive {

class WimChunks final : public ChunkedSource {
 public:
  /// Chunk i is stored from `starts[i]` to `starts[i + 1]`, offsets in the file. Its stored size is not 0 and at most
  /// its real one. The caller has checked that.
  WimChunks(std::shared_ptr<const ByteSource> file, const WimLayout& layout, std::vector<std::uint64_t> starts,
            WimDecompress decompress);

  bool has_changed() const override { return file_->has_changed(); }

 private:
  /// Errors: those of the file; truncated; corrupt, with the place of the (first) damaged chunk in the file.
  std::optional<Error> unpack(std::uint64_t index, std::span<std::byte> into) const override;
  /// By several threads where the chunks are small; the file is read by the caller's alone.
  Result<std::size_t> unpack_many(std::uint64_t first, std::span<std::byte> into) const override;
  static bool unpack_one(const WimDecompress& decompress, Bytes stored, std::span<std::byte> original);
  std::size_t stored_bytes(std::uint64_t index) const;
  Error damaged(std::uint64_t index) const;

  std::shared_ptr<const ByteSource> file_;
  WimLayout layout_;
  std::vector<std::uint64_t> starts_;
  WimDecompress decompress_;
  mutable std::vector<WimDecompress> helpers_;  ///< one for each thread, made when they are needed first
  mutable std::vector<std::byte> stored_;       ///< chunks as they are in the file, their memory used again
};

}  // namespace hive
