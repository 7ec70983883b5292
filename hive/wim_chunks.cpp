#include "hive/wim_chunks.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <thread>
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
    if (at % layout_.chunk_bytes == 0) {
      const auto many = load_many(at / layout_.chunk_bytes, into.subspan(done, wanted - done));
      if (!many) return many;
      done += *many;
      if (*many > 0) continue;
    }
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

std::size_t WimChunks::original_bytes(std::uint64_t index) const {
  return static_cast<std::size_t>(
      std::min<std::uint64_t>(layout_.chunk_bytes, layout_.original_bytes - index * layout_.chunk_bytes));
}

std::size_t WimChunks::stored_bytes(std::uint64_t index) const {
  const auto at = static_cast<std::size_t>(index);
  return static_cast<std::size_t>(starts_[at + 1] - starts_[at]);
}

Error WimChunks::damaged(std::uint64_t index) const {
  return wim_error(ErrorCode::corrupt, "a chunk of the WIM cannot be decompressed",
                   starts_[static_cast<std::size_t>(index)],
                   fmt::format("{} bytes of {}", original_bytes(index), name_of(layout_.codec)),
                   fmt::format("chunk {} of {}, {} bytes", index + 1, starts_.size() - 1, stored_bytes(index)));
}

std::optional<Error> WimChunks::load(std::uint64_t index, std::vector<std::byte>& into) const {
  into.resize(original_bytes(index));
  const std::uint64_t start = starts_[static_cast<std::size_t>(index)];
  if (stored_bytes(index) == into.size()) return read_all(*file_, start, into, "data");
  stored_.resize(stored_bytes(index));
  if (auto error = read_all(*file_, start, stored_, "data")) return error;
  if (decompress_(stored_, into)) return std::nullopt;
  return damaged(index);
}

Result<std::size_t> WimChunks::load_many(std::uint64_t first, std::span<std::byte> into) const {
  const std::uint64_t all = starts_.size() - 1;
  std::uint64_t end = first;
  std::size_t bytes = 0;
  while (end < all && bytes < limits::kWimBatchBytes && original_bytes(end) <= into.size() - bytes) {
    bytes += original_bytes(end++);
  }
  const unsigned threads = std::clamp(std::thread::hardware_concurrency(), 1U, limits::kMaxWimThreads);
  if (threads < 2 || end - first < std::uint64_t{2} * threads) return std::size_t{0};
  while (helpers_.size() < threads) {
    auto helper = open_wim_codec(layout_.codec, layout_.chunk_bytes);
    if (!helper) return std::move(helper).error();
    helpers_.push_back(*std::move(helper));
  }
  const std::uint64_t start = starts_[static_cast<std::size_t>(first)];
  stored_.resize(static_cast<std::size_t>(starts_[static_cast<std::size_t>(end)] - start));
  if (auto error = read_all(*file_, start, stored_, "data")) return *std::move(error);
  std::atomic<std::uint64_t> next = first;
  std::atomic<std::uint64_t> broken = end;  // the first one: the same answer whichever thread was faster
  const auto work = [&](const WimDecompress& decompress) {
    for (std::uint64_t index = next++; index < end; index = next++) {
      const Bytes stored = Bytes(stored_).subspan(
          static_cast<std::size_t>(starts_[static_cast<std::size_t>(index)] - start), stored_bytes(index));
      const auto original =
          into.subspan(static_cast<std::size_t>((index - first) * layout_.chunk_bytes), original_bytes(index));
      bool good = true;
      if (stored.size() == original.size()) {
        std::ranges::copy(stored, original.begin());
      } else {
        good = decompress(stored, original);
      }
      std::uint64_t seen = broken;
      while (!good && index < seen && !broken.compare_exchange_weak(seen, index)) {
      }
    }
  };
  {
    std::vector<std::jthread> others;
    for (unsigned i = 1; i < threads; ++i) others.emplace_back([&work, &helper = helpers_[i]] { work(helper); });
    work(helpers_[0]);
  }
  if (broken < end) return damaged(broken);
  return bytes;
}

}  // namespace hive
