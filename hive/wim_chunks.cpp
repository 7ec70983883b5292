#include "hive/wim_chunks.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "hive/limits.h"
#include "hive/wim_read.h"

namespace hive {

WimChunks::WimChunks(std::shared_ptr<const ByteSource> file, const WimLayout& layout, std::vector<std::uint64_t> starts,
                     WimDecompress decompress)
    : file_(std::move(file)), layout_(layout), starts_(std::move(starts)), decompress_(std::move(decompress)) {
  most_kept_ = std::clamp<std::size_t>(limits::kWimChunkCacheBytes / layout_.chunk_bytes, 1, limits::kWimChunksCached);
}

Result<std::size_t> WimChunks::read_at(std::uint64_t offset, std::span<std::byte> into) const {
  if (offset >= layout_.original_bytes) return std::size_t{0};
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), layout_.original_bytes - offset));
  std::size_t done = 0;
  while (done < wanted) {
    const std::uint64_t at = offset + done;
    const auto chunk = find_chunk(at / layout_.chunk_bytes);
    if (!chunk) return chunk.error();
    const auto begin = static_cast<std::size_t>(at % layout_.chunk_bytes);
    const std::size_t count = std::min(wanted - done, (*chunk)->bytes.size() - begin);
    std::copy_n((*chunk)->bytes.begin() + static_cast<std::ptrdiff_t>(begin), count,
                into.begin() + static_cast<std::ptrdiff_t>(done));
    done += count;
  }
  return done;
}

Result<const WimChunks::Chunk*> WimChunks::find_chunk(std::uint64_t index) const {
  ++uses_;
  for (Chunk& chunk : kept_) {
    if (chunk.index != index) continue;
    chunk.last_used = uses_;
    return &chunk;
  }
  if (kept_.size() < most_kept_) {
    kept_.emplace_back();
  }
  Chunk& oldest = *std::ranges::min_element(kept_, {}, &Chunk::last_used);
  // What is half decompressed must never be found again.
  oldest.index = starts_.size();
  oldest.last_used = 0;
  if (auto error = load(index, oldest.bytes)) return *std::move(error);
  oldest.index = index;
  oldest.last_used = uses_;
  return &oldest;
}

std::optional<Error> WimChunks::load(std::uint64_t index, std::vector<std::byte>& into) const {
  const std::uint64_t before = index * layout_.chunk_bytes;
  into.resize(static_cast<std::size_t>(std::min<std::uint64_t>(layout_.chunk_bytes, layout_.original_bytes - before)));
  const std::uint64_t start = starts_[static_cast<std::size_t>(index)];
  const auto stored_bytes = static_cast<std::size_t>(starts_[static_cast<std::size_t>(index) + 1] - start);
  if (stored_bytes == into.size()) return read_all(*file_, start, into, "data");
  stored_.resize(stored_bytes);
  if (auto error = read_all(*file_, start, stored_, "data")) return error;
  if (decompress_(stored_, into)) return std::nullopt;
  return wim_error(ErrorCode::corrupt, "a chunk of the WIM cannot be decompressed", start,
                   fmt::format("{} bytes of {}", into.size(), name_of(layout_.codec)),
                   fmt::format("chunk {} of {}, {} bytes", index + 1, starts_.size() - 1, stored_bytes));
}

}  // namespace hive
