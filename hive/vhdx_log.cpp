// [MS-VHDX] 2.3. The log is a ring of sectors of 4,096 bytes. An entry: "loge" at 0, CRC-32C of it all at 4, its length
// at 8, tail at 12 (where in the log its sequence began when it was written), sequence number u64 at 16, count of
// descriptors at 24, GUID of the log at 32, least size of the file u64 at 48 and 56. Descriptors of 32 bytes from 64
// on: "desc" (trailing 4 bytes at 4, leading 8 at 8, place u64 at 16, sequence number u64 at 24) with a data sector
// each, or "zero" (length u64 at 8, place u64 at 16, sequence number at 24). Data sectors: "data", high half of the
// sequence number at 4, 4,084 bytes, low half at 4,092.

#include "hive/vhdx_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "hive/crc32.h"
#include "hive/disk_formats.h"
#include "hive/limits.h"
#include "hive/read_exactly.h"

namespace hive {
namespace {

constexpr std::uint32_t kSector = 4096;
constexpr std::size_t kEntryHeader = 64;
constexpr std::size_t kDescriptor = 32;
constexpr std::uint32_t kLoge = 0x65676F6C;
constexpr std::uint32_t kDesc = 0x63736564;
constexpr std::uint32_t kZero = 0x6F72657A;
constexpr std::uint32_t kData = 0x61746164;
constexpr std::size_t kZeroPiece = 1024U * 1024;

struct Entry {
  std::uint64_t sequence = 0;
  std::uint32_t tail = 0;
  std::uint32_t length = 0;
  std::uint32_t descriptors = 0;
  std::uint64_t file_end = 0;
  std::vector<std::byte> bytes;
};

std::size_t data_begin(std::uint32_t descriptors) {
  const std::size_t end = kEntryHeader + std::size_t{descriptors} * kDescriptor;
  return (end + kSector - 1) / kSector * kSector;
}

/// Descriptors lie inside, belong to the entry, and each one of data has its sector.
bool is_whole(const Entry& entry) {
  const ByteReader reader(entry.bytes);
  std::size_t data = data_begin(entry.descriptors);
  for (std::uint32_t i = 0; i < entry.descriptors; ++i) {
    const std::size_t at = kEntryHeader + std::size_t{i} * kDescriptor;
    const auto kind = reader.u32(at);
    if (reader.u64(at + 24) != entry.sequence || (kind != kDesc && kind != kZero)) return false;
    if (reader.u64(at + 16).value_or(1) % kSector != 0) return false;
    if (kind == kZero) continue;
    if (reader.u32(data) != kData || reader.u32(data + 4) != entry.sequence >> 32U ||
        reader.u32(data + kSector - 4) != (entry.sequence & 0xFFFF'FFFFU)) {
      return false;
    }
    data += kSector;
  }
  return true;
}

std::optional<Entry> entry_at(Bytes log, std::uint32_t at, Bytes guid) {
  const ByteReader reader(log);
  if (reader.u32(at) != kLoge || !std::ranges::equal(log.subspan(at + 32, 16), guid)) return std::nullopt;
  Entry entry{.sequence = reader.u64(at + 16).value_or(0),
              .tail = reader.u32(at + 12).value_or(0),
              .length = reader.u32(at + 8).value_or(0),
              .descriptors = reader.u32(at + 24).value_or(0),
              .file_end = reader.u64(at + 56).value_or(0),
              .bytes = {}};
  if (entry.length < kSector || entry.length % kSector != 0 || entry.length > log.size() || entry.sequence == 0 ||
      entry.tail % kSector != 0 || entry.tail >= log.size() ||
      entry.descriptors > (entry.length - kEntryHeader) / kDescriptor) {
    return std::nullopt;
  }
  entry.bytes.resize(entry.length);
  const std::size_t first = std::min<std::size_t>(entry.length, log.size() - at);
  std::ranges::copy(log.subspan(at, first), entry.bytes.begin());
  std::ranges::copy(log.first(entry.length - first), entry.bytes.begin() + static_cast<std::ptrdiff_t>(first));
  if (check_around<Crc32c>(entry.bytes, 4) != reader.u32(at + 4)) return std::nullopt;
  if (!is_whole(entry)) return std::nullopt;
  return entry;
}

using Sequence = std::vector<std::uint32_t>;  ///< places of entries, oldest first

/// The newest entry whose sequence, from its tail to itself, is there without a gap.
std::optional<Sequence> newest(const std::map<std::uint32_t, Entry>& entries, std::size_t log_bytes) {
  std::vector<std::pair<std::uint64_t, std::uint32_t>> heads;
  for (const auto& [at, entry] : entries) heads.emplace_back(entry.sequence, at);
  std::ranges::sort(heads, std::greater<>());
  for (const auto& [sequence, head] : heads) {
    Sequence found;
    std::uint32_t at = entries.at(head).tail;
    while (found.size() < entries.size()) {
      const auto entry = entries.find(at);
      if (entry == entries.end()) break;
      if (!found.empty() && entry->second.sequence != entries.at(found.back()).sequence + 1) break;
      found.push_back(at);
      if (at == head) return found;
      at = static_cast<std::uint32_t>((std::size_t{at} + entry->second.length) % log_bytes);
    }
  }
  return std::nullopt;
}

/// Lays one entry over the file. The pieces stay alive with the source.
std::optional<Error> lay(const Entry& entry, PatchedSource& file, Bytes zeros, std::uint64_t& zeroed) {
  const ByteReader reader(entry.bytes);
  auto sectors = std::make_shared<std::vector<std::byte>>(
      entry.bytes.begin() + static_cast<std::ptrdiff_t>(data_begin(entry.descriptors)), entry.bytes.end());
  std::size_t next = 0;
  for (std::uint32_t i = 0; i < entry.descriptors; ++i) {
    const std::size_t at = kEntryHeader + std::size_t{i} * kDescriptor;
    const std::uint64_t place = reader.u64(at + 16).value_or(0);
    const std::uint64_t count = reader.u32(at) == kZero ? reader.u64(at + 8).value_or(0) : kSector;
    if (!fits(place, count, limits::kMaxDiskBytes)) {
      return disk_formats::corrupt("the log of the VHDX writes beyond the end of all disks", fmt::format("{}", place));
    }
    if (reader.u32(at) == kZero) {
      if (count > limits::kMaxVhdxZeroedBytes - zeroed) {
        Error error = disk_formats::corrupt("the log of the VHDX writes too many zeros");
        error.code = ErrorCode::limit_exceeded;
        error.expected = fmt::format("at most {} bytes", limits::kMaxVhdxZeroedBytes);
        return error;
      }
      zeroed += count;
      for (std::uint64_t done = 0; done < count; done += kZeroPiece) {
        file.lay(place + done,
                 zeros.first(static_cast<std::size_t>(std::min<std::uint64_t>(kZeroPiece, count - done))));
      }
      continue;
    }
    const auto sector = std::span(*sectors).subspan(next, kSector);
    std::ranges::copy(Bytes(entry.bytes).subspan(at + 8, 8), sector.begin());
    std::ranges::copy(Bytes(entry.bytes).subspan(at + 4, 4), sector.begin() + (kSector - 4));
    file.lay(place, sector);
    next += kSector;
  }
  file.keep(std::move(sectors));
  return std::nullopt;
}

}  // namespace

Result<std::shared_ptr<const ByteSource>> replay(std::shared_ptr<const ByteSource> file, const VhdxLog& log) {
  if (log.size_bytes > limits::kMaxVhdxLogBytes || log.size_bytes < kSector || log.size_bytes % kSector != 0) {
    return disk_formats::corrupt("the log of the VHDX has an impossible size", fmt::format("{}", log.size_bytes));
  }
  const auto bytes = read_exactly(*file, log.offset, log.size_bytes, "the log of the VHDX");
  if (!bytes) return bytes.error();
  std::map<std::uint32_t, Entry> entries;
  // Sectors of bytes that look like entries may stand inside of others; all of them together stay below this.
  std::uint64_t kept = 0;
  for (std::uint32_t at = 0; at < log.size_bytes; at += kSector) {
    auto entry = entry_at(*bytes, at, log.guid);
    if (!entry) continue;
    kept += entry->length;
    if (kept > 2 * std::uint64_t{limits::kMaxVhdxLogBytes}) {
      return disk_formats::corrupt("the entries of the VHDX's log lie in each other");
    }
    entries.emplace(at, *std::move(entry));
  }
  const auto sequence = newest(entries, log.size_bytes);
  if (!sequence) {
    return disk_formats::corrupt(
        "the VHDX was not closed cleanly, and its log is damaged; its latest bytes are unknown");
  }
  auto patched = std::make_shared<PatchedSource>(file);
  const auto zeros = std::make_shared<std::vector<std::byte>>(kZeroPiece);
  patched->keep(zeros);
  std::uint64_t zeroed = 0;
  std::uint64_t end = 0;
  for (const std::uint32_t at : *sequence) {
    const Entry& entry = entries.at(at);
    if (auto error = lay(entry, *patched, *zeros, zeroed)) return *std::move(error);
    end = std::max(end, entry.file_end);
  }
  patched->grow(std::min(end, limits::kMaxDiskBytes));
  return std::shared_ptr<const ByteSource>(std::move(patched));
}

}  // namespace hive
