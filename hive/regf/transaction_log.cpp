#include "hive/regf/transaction_log.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "hive/limits.h"
#include "hive/regf/cell.h"
#include "hive/regf/marvin32.h"

namespace hive::regf {

namespace {

constexpr std::uint64_t kSector = 512;
constexpr std::uint32_t kEntryMagic = 0x454C'7648;  // "HvLE"
constexpr std::uint32_t kDirtMagic = 0x5452'4944;   // "DIRT"
constexpr std::uint64_t kEntryHeadBytes = 40;
constexpr std::uint64_t kHashedHeadBytes = 32;
constexpr std::uint64_t kReferenceBytes = 8;
constexpr std::uint64_t kDirtyPageBytes = 512;  ///< of the old format

Error broken(std::uint64_t offset, std::string message, std::string expected, std::string found) {
  Error error{ErrorCode::corrupt, std::move(message), std::move(expected), std::move(found), {}};
  error.where.offset = offset;
  return error;
}

/// The head of an entry, whole and with the right number.
struct EntryHead {
  std::uint64_t size = 0;
  std::uint32_t flags = 0;
  std::uint32_t sequence = 0;
  std::uint32_t bins = 0;
  std::uint32_t count = 0;
  std::uint64_t body_hash = 0;
};

Result<EntryHead> read_head(const LazyBytes& log, std::uint64_t offset) {
  const Result<Bytes> head = log.view(offset, kEntryHeadBytes);
  if (!head) return head.error();
  const ByteReader reader{*head};
  if (*reader.u32(0) != kEntryMagic) {
    return broken(offset, "no further entry", "`HvLE`", fmt::format("0x{:08x}", *reader.u32(0)));
  }
  EntryHead read{*reader.u32(4), *reader.u32(8), *reader.u32(12), *reader.u32(16), *reader.u32(20), *reader.u64(24)};
  if (marvin32(head->first(kHashedHeadBytes)) != *reader.u64(32)) {
    return broken(offset + kHashedHeadBytes, "the head of an entry does not have its own hash",
                  fmt::format("0x{:016x}", marvin32(head->first(kHashedHeadBytes))),
                  fmt::format("0x{:016x}", *reader.u64(32)));
  }
  if (read.size < kEntryHeadBytes || read.size % kSector != 0 || !fits(offset, read.size, log.size_bytes())) {
    return broken(offset + 4, "the size of an entry is impossible",
                  fmt::format("a multiple of 512 up to {}", log.size_bytes() - offset), fmt::format("{}", read.size));
  }
  if (read.bins == 0 || read.bins % kBinUnit != 0) {
    return broken(offset + 16, "the size of the hive bins is impossible", "a positive multiple of 4096",
                  fmt::format("{}", read.bins));
  }
  return read;
}

}  // namespace

Result<BaseBlock> read_log_head(const LazyBytes& log) {
  const Result<Bytes> start = log.view(0, std::min<std::uint64_t>(log.size_bytes(), kFirstLogEntry));
  if (!start) return start.error();
  Result<BaseBlock> head = read_base_block(*start);
  if (!head) return head;
  if (!head->checksum_ok) {
    return broken(508, "the checksum of the log's base block is wrong",
                  fmt::format("0x{:08x}", base_block_checksum(*start)),
                  fmt::format("0x{:08x}", *ByteReader(*start).u32(508)));
  }
  if (head->type != 1 && head->type != 2 && head->type != 6) {
    return broken(28, "not a transaction log", "file type 1, 2 or 6", fmt::format("{}", head->type));
  }
  if (head->sequence[0] != head->sequence[1]) {
    return broken(4, "the log itself was not written completely", "equal sequence numbers",
                  fmt::format("{} and {}", head->sequence[0], head->sequence[1]));
  }
  return head;
}

Result<LogEntry> read_log_entry(const LazyBytes& log, std::uint64_t offset, std::uint32_t sequence) {
  const Result<EntryHead> head = read_head(log, offset);
  if (!head) return head.error();
  if (head->sequence != sequence) {
    return broken(offset + 12, "the next entry is not the one that follows", fmt::format("number {}", sequence),
                  fmt::format("number {}", head->sequence));
  }
  const Result<Bytes> body = log.view(offset + kEntryHeadBytes, head->size - kEntryHeadBytes);
  if (!body) return body.error();
  if (marvin32(*body) != head->body_hash) {
    return broken(offset + 24, "an entry does not have its own hash", fmt::format("0x{:016x}", marvin32(*body)),
                  fmt::format("0x{:016x}", head->body_hash));
  }
  if (head->count == 0 || head->count > body->size() / kReferenceBytes) {
    return broken(offset + 20, "an entry claims more pages than it holds, or none",
                  fmt::format("1 to {}", body->size() / kReferenceBytes), fmt::format("{}", head->count));
  }
  LogEntry entry{head->sequence, head->flags, head->bins, head->size, {}};
  entry.pages.reserve(head->count);
  const ByteReader reader{*body};
  std::uint64_t at = head->count * kReferenceBytes;
  for (std::size_t i = 0; i < head->count; ++i) {
    const std::uint64_t place = *reader.u32(i * kReferenceBytes);
    const std::uint64_t length = *reader.u32(i * kReferenceBytes + 4);
    // Windows marks sectors; smaller pages would only make one entry many.
    const bool whole_sectors = length != 0 && length % kSector == 0 && place % kSector == 0;
    if (!whole_sectors || !fits(place, length, head->bins) || !fits(at, length, body->size())) {
      return broken(offset + kEntryHeadBytes + i * kReferenceBytes, "a page of an entry does not fit",
                    fmt::format("whole sectors of 512 bytes inside {} bytes of bins and {} bytes of the entry",
                                head->bins, body->size() - at),
                    fmt::format("{} bytes at {}", length, place));
    }
    entry.pages.push_back({kBinsStart + place, body->subspan(at, length)});
    at += length;
  }
  return entry;
}

bool is_broken_entry(const LazyBytes& log, std::uint64_t offset, std::uint32_t sequence) {
  // Windows gives logs whole sectors: less than one is a log that was cut.
  if (log.size_bytes() % kSector != 0 && offset + kSector > log.size_bytes()) return true;
  const Result<Bytes> start = log.view(offset, 16);
  if (!start) return false;
  const ByteReader reader{*start};
  const std::uint32_t number = *reader.u32(12);
  return number == sequence || (*reader.u32(0) == kEntryMagic && !comes_before(number, sequence));
}

Result<std::optional<std::uint32_t>> find_later_entry(const LazyBytes& log, std::uint64_t offset,
                                                      std::uint32_t sequence) {
  for (std::uint64_t at = offset; fits(at, kEntryHeadBytes, log.size_bytes()); at += kSector) {
    const Result<Bytes> start = log.view(at, 16);
    if (!start) return start.error();
    const ByteReader reader{*start};
    if (*reader.u32(0) != kEntryMagic || comes_before(*reader.u32(12), sequence)) continue;
    // The head's own hash is enough: hashing what each claims to hold could take for ever.
    if (const Result<EntryHead> later = read_head(log, at)) return std::optional(later->sequence);
  }
  return std::optional<std::uint32_t>();
}

Result<DirtyPages> read_dirty_pages(const LazyBytes& log, const BaseBlock& head) {
  if (head.cluster == 0 || head.cluster > limits::kMaxLogCluster) {
    return broken(44, "the cluster of the log is impossible", fmt::format("1 to {}", limits::kMaxLogCluster),
                  fmt::format("{}", head.cluster));
  }
  if (head.bins_bytes == 0 || head.bins_bytes % kBinUnit != 0) {
    return broken(40, "the size of the hive bins is impossible", "a positive multiple of 4096",
                  fmt::format("{}", head.bins_bytes));
  }
  const std::uint64_t sector = kSector * head.cluster;
  const std::uint64_t bits = head.bins_bytes / kDirtyPageBytes;
  const Result<Bytes> map = log.view(sector, 4 + bits / 8);
  if (!map) return map.error();
  const std::uint32_t magic = *ByteReader(*map).u32(0);
  if (magic != kDirtMagic)
    return broken(sector, "the log has no map of pages", "`DIRT`", fmt::format("0x{:08x}", magic));
  DirtyPages pages;
  std::uint64_t at = (sector + 4 + bits / 8 + sector - 1) / sector * sector;
  for (std::uint64_t bit = 0; bit < bits;) {
    const auto is_dirty = [&](std::uint64_t which) {
      return (std::to_integer<unsigned>((*map)[4 + which / 8]) >> (which % 8) & 1U) != 0;
    };
    if (!is_dirty(bit)) {
      ++bit;
      continue;
    }
    std::uint64_t end = bit + 1;
    while (end < bits && is_dirty(end)) ++end;
    const Result<Bytes> run = log.view(at, (end - bit) * kDirtyPageBytes);
    if (!run) return run.error();
    pages.runs.push_back({kBinsStart + bit * kDirtyPageBytes, *run});
    pages.count += end - bit;
    at += run->size();
    bit = end;
  }
  if (pages.count == 0) return broken(sector + 4, "the map of the log names no page", "at least one bit", "none");
  return pages;
}

}  // namespace hive::regf
