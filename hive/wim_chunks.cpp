#include "hive/wim_chunks.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <system_error>
#include <thread>
#include <utility>

#include "hive/limits.h"
#include "hive/wim_read.h"

namespace hive {

WimChunks::WimChunks(std::shared_ptr<const ByteSource> file, const WimLayout& layout, std::vector<std::uint64_t> starts,
                     WimDecompress decompress)
    : ChunkedSource(layout.original_bytes, layout.chunk_bytes, limits::kWimChunkCacheBytes, limits::kWimChunksCached),
      file_(std::move(file)),
      layout_(layout),
      starts_(std::move(starts)),
      decompress_(std::move(decompress)) {}

std::size_t WimChunks::stored_bytes(std::uint64_t index) const {
  const auto at = static_cast<std::size_t>(index);
  return static_cast<std::size_t>(starts_[at + 1] - starts_[at]);
}

Error WimChunks::damaged(std::uint64_t index) const {
  return wim_error(ErrorCode::corrupt, "a chunk of the WIM cannot be decompressed",
                   starts_[static_cast<std::size_t>(index)],
                   fmt::format("{} bytes of {}", bytes_of(index), name_of(layout_.codec)),
                   fmt::format("chunk {} of {}, {} bytes", index + 1, starts_.size() - 1, stored_bytes(index)));
}

std::optional<Error> WimChunks::unpack(std::uint64_t index, std::span<std::byte> into) const {
  const std::uint64_t start = starts_[static_cast<std::size_t>(index)];
  if (stored_bytes(index) == into.size()) return read_all(*file_, start, into, "data");
  stored_.resize(stored_bytes(index));
  if (auto error = read_all(*file_, start, stored_, "data")) return error;
  if (decompress_(stored_, into)) return std::nullopt;
  return damaged(index);
}

bool WimChunks::unpack_one(const WimDecompress& decompress, Bytes stored, std::span<std::byte> original) {
  if (stored.size() != original.size()) return decompress(stored, original);
  copy_bytes(stored, original);
  return true;
}

Result<std::size_t> WimChunks::unpack_many(std::uint64_t first, std::span<std::byte> into) const {
  const std::uint64_t all = starts_.size() - 1;
  std::uint64_t end = first;
  std::size_t bytes = 0;
  while (end < all && bytes < limits::kWimBatchBytes && bytes_of(end) <= into.size() - bytes) bytes += bytes_of(end++);
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
      const auto at = static_cast<std::size_t>(starts_[static_cast<std::size_t>(index)] - start);
      const auto original =
          into.subspan(static_cast<std::size_t>((index - first) * layout_.chunk_bytes), bytes_of(index));
      const bool good = unpack_one(decompress, Bytes(stored_).subspan(at, stored_bytes(index)), original);
      std::uint64_t seen = broken;
      while (!good && index < seen && !broken.compare_exchange_weak(seen, index)) {
      }
    }
  };
  {
    std::vector<std::jthread> others;
    try {
      for (unsigned i = 1; i < threads; ++i) others.emplace_back([&work, &helper = helpers_[i]] { work(helper); });
    } catch (const std::system_error&) {
      // No more threads or memory for them: this one does the rest.
    }
    work(helpers_[0]);
  }
  if (broken < end) return damaged(broken);
  return bytes;
}

}  // namespace hive
