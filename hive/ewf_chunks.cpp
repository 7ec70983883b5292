#include "hive/ewf_chunks.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "hive/adler32.h"
#include "hive/inflate.h"
#include "hive/limits.h"
#include "hive/read_exactly.h"

namespace hive {
namespace {

constexpr std::size_t kCheckBytes = 4;

/// The first `count` bytes, proved by the Adler-32 behind them.
bool is_sealed(Bytes stored, std::size_t count) {
  return fits(count, kCheckBytes, stored.size()) && ByteReader(stored).u32(count) == adler32(stored.first(count));
}

}  // namespace

EwfChunks::EwfChunks(std::vector<EwfTable> tables, std::uint64_t size_bytes, std::uint32_t chunk_bytes)
    : ChunkedSource(size_bytes, chunk_bytes, limits::kEwfChunkCacheBytes, limits::kEwfChunksCached),
      tables_(std::move(tables)),
      chunk_bytes_(chunk_bytes) {
  std::uint64_t chunks = 0;
  for (const EwfTable& table : tables_) {
    first_chunks_.push_back(chunks);
    chunks += table.entries.size();
  }
}

bool EwfChunks::has_changed() const {
  return std::ranges::any_of(tables_, [](const EwfTable& table) { return table.segment->file->has_changed(); });
}

std::optional<Error> EwfChunks::unpack(std::uint64_t index, std::span<std::byte> into) const {
  const auto behind = std::ranges::upper_bound(first_chunks_, index);
  const auto number = static_cast<std::size_t>(behind - first_chunks_.begin()) - 1;
  const EwfTable& table = tables_[number];
  const EwfChunkPlace place = table.place(static_cast<std::size_t>(index - first_chunks_[number]));
  // Behind the last chunk of a table anything may follow. What is compressed is never much larger than the original,
  // which would have been stored instead.
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(place.size_bytes, 2ULL * chunk_bytes_));
  stored_.resize(count);
  const auto got = table.segment->file->read_at(place.offset, stored_);
  if (!got || *got != count) {
    Error error =
        got ? ewf_error(*table.segment, place.offset, "a chunk of the EWF image lies beyond the end") : got.error();
    if (got) error.code = ErrorCode::truncated;
    error.where.member = table.segment->name;
    return error;
  }
  if (unpack_stored(place, into)) return std::nullopt;
  return ewf_error(*table.segment, place.offset, "a chunk of the EWF image is damaged",
                   fmt::format("{} bytes that match their checksum", into.size()),
                   fmt::format("chunk {}, {}", index + 1, place.is_compressed ? "compressed" : "stored as it is"));
}

bool EwfChunks::unpack_stored(const EwfChunkPlace& place, std::span<std::byte> into) const {
  if (place.is_compressed) {
    if (into.size() == chunk_bytes_) return inflate(stored_, into) == into.size();
    // The last chunk may be as long as the others.
    whole_.resize(chunk_bytes_);
    const auto unpacked = inflate(stored_, whole_);
    if (unpacked != into.size() && unpacked != whole_.size()) return false;
    std::copy_n(whole_.begin(), into.size(), into.begin());
    return true;
  }
  if (!is_sealed(stored_, into.size()) && !is_sealed(stored_, chunk_bytes_)) return false;
  std::copy_n(stored_.begin(), into.size(), into.begin());
  return true;
}

}  // namespace hive
