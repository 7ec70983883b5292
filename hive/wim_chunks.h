#pragma once
// Chunks of one resource, compressed each alone, as a source of their original bytes. Made by wim_resource.

#include <memory>
#include <vector>

#include "hive/byte_source.h"
#include "hive/wim_resource.h"

namespace hive {

class WimChunks final : public ByteSource {
 public:
  /// Chunk i is stored from `starts[i]` to `starts[i + 1]`, offsets in the file. Its stored size is not 0 and at most
  /// its real one. The caller has checked that.
  WimChunks(std::shared_ptr<const ByteSource> file, const WimLayout& layout, std::vector<std::uint64_t> starts,
            WimDecompress decompress);

  std::uint64_t size_bytes() const override { return layout_.original_bytes; }
  /// Many small chunks at once are decompressed by several threads; the file is read by the caller's alone. Errors:
  /// those of the file; truncated; corrupt, with the place of the first damaged chunk in the file.
  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) const override;
  bool has_changed() const override { return file_->has_changed(); }

 private:
  struct Chunk {
    std::uint64_t index = 0;
    std::uint64_t last_used = 0;
    std::vector<std::byte> bytes;
  };

  Result<const Chunk*> find_chunk(std::uint64_t index) const;
  std::optional<Error> load(std::uint64_t index, std::vector<std::byte>& into) const;
  std::size_t original_bytes(std::uint64_t index) const;
  std::size_t stored_bytes(std::uint64_t index) const;
  Error damaged(std::uint64_t index) const;
  /// As many whole chunks from `first` on as one batch holds and `into` has room for: how many bytes they are, 0 when
  /// they are too few to be shared out.
  Result<std::size_t> load_many(std::uint64_t first, std::span<std::byte> into) const;

  std::shared_ptr<const ByteSource> file_;
  WimLayout layout_;
  std::vector<std::uint64_t> starts_;
  WimDecompress decompress_;
  mutable std::vector<WimDecompress> helpers_;  ///< one for each thread, made when they are needed first
  std::size_t most_kept_ = 1;
  mutable std::vector<Chunk> kept_;
  mutable std::vector<std::byte> stored_;  ///< one chunk as it is in the file, its memory used again
  mutable std::uint64_t uses_ = 0;
};

}  // namespace hive
