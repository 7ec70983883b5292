#include "hive/chunked_source.h"

#include <algorithm>
#include <utility>

namespace hive {

ChunkedSource::ChunkedSource(std::uint64_t size_bytes, std::uint32_t chunk_bytes, std::size_t kept_bytes,
                             std::size_t most_kept)
    : size_(size_bytes),
      chunk_bytes_(chunk_bytes),
      most_kept_(std::clamp<std::size_t>(kept_bytes / chunk_bytes, 1, most_kept)) {}

Result<std::size_t> ChunkedSource::read_at(std::uint64_t offset, std::span<std::byte> into) const {
  if (offset >= size_) return std::size_t{0};
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), size_ - offset));
  std::size_t done = 0;
  while (done < wanted) {
    const std::uint64_t at = offset + done;
    if (at % chunk_bytes_ == 0) {
      const auto many = unpack_many(at / chunk_bytes_, into.subspan(done, wanted - done));
      if (!many) return many;
      done += *many;
      if (*many > 0) continue;
    }
    const auto chunk = find_chunk(at / chunk_bytes_);
    if (!chunk) return chunk.error();
    const auto begin = static_cast<std::size_t>(at % chunk_bytes_);
    const std::size_t count = std::min(wanted - done, (*chunk)->bytes.size() - begin);
    std::copy_n((*chunk)->bytes.begin() + static_cast<std::ptrdiff_t>(begin), count,
                into.begin() + static_cast<std::ptrdiff_t>(done));
    done += count;
  }
  return done;
}

std::size_t ChunkedSource::bytes_of(std::uint64_t index) const {
  return static_cast<std::size_t>(std::min<std::uint64_t>(chunk_bytes_, size_ - index * chunk_bytes_));
}

Result<const ChunkedSource::Chunk*> ChunkedSource::find_chunk(std::uint64_t index) const {
  ++uses_;
  for (Chunk& chunk : kept_) {
    if (chunk.index != index) continue;
    chunk.last_used = uses_;
    return &chunk;
  }
  if (kept_.size() < most_kept_) kept_.emplace_back();
  Chunk& oldest = *std::ranges::min_element(kept_, {}, &Chunk::last_used);
  // What is half unpacked must never be found again.
  oldest.index = kNone;
  oldest.last_used = 0;
  oldest.bytes.resize(bytes_of(index));
  if (auto error = unpack(index, oldest.bytes)) return *std::move(error);
  oldest.index = index;
  oldest.last_used = uses_;
  return &oldest;
}

}  // namespace hive
