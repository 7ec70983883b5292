#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "hive/limits.h"
#include "hive/partition_tables.h"
#include "hive/read_exactly.h"

namespace hive::partition_tables {
namespace {

constexpr std::size_t kMbrBytes = 512;
constexpr std::size_t kEntries = 446;
constexpr std::size_t kEntryBytes = 16;
constexpr std::size_t kSignature = 510;
constexpr std::uint8_t kGptProtective = 0xEE;
constexpr std::uint8_t kDynamicDisk = 0x42;

struct Entry {
  std::uint8_t type = 0;
  std::uint32_t first_sector = 0;
  std::uint32_t sectors = 0;

  bool is_used() const { return type != 0 && sectors != 0; }
  bool is_extended() const { return type == 0x05 || type == 0x0F || type == 0x85; }
};

/// std::nullopt when the sector does not end like an MBR.
std::optional<std::array<Entry, 4>> entries_of(Bytes sector) {
  const ByteReader reader(sector);
  if (reader.u16(kSignature) != 0xAA55) return std::nullopt;
  std::array<Entry, 4> entries;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const std::size_t at = kEntries + i * kEntryBytes;
    // Boot code has other bytes where a partition's status stands.
    if ((reader.u8(at).value_or(1) & 0x7FU) != 0) return std::nullopt;
    entries[i] = Entry{.type = reader.u8(at + 4).value_or(0),
                       .first_sector = reader.u32(at + 8).value_or(0),
                       .sectors = reader.u32(at + 12).value_or(0)};
  }
  return entries;
}

bool begins_volume(const ByteSource& disk, std::uint64_t offset) {
  std::array<std::byte, kMbrBytes> sector{};
  const auto got = disk.read_at(offset, sector);
  return got && *got == sector.size() && ByteReader(sector).u16(kSignature) == 0xAA55;
}

/// An MBR does not say how large its sectors are. They are 4,096 bytes when a partition begins with a boot sector (or
/// an extended one with its table) by that measure, and none does by the usual one.
std::uint32_t sector_bytes_of(const ByteSource& disk, const std::array<Entry, 4>& entries) {
  const auto any_begins = [&](std::uint64_t sector_bytes) {
    return std::ranges::any_of(entries, [&](const Entry& entry) {
      return entry.is_used() && begins_volume(disk, entry.first_sector * sector_bytes);
    });
  };
  return !any_begins(512) && any_begins(4096) ? 4096 : 512;
}

Partition partition_of(const Entry& entry, std::uint32_t number, std::uint64_t from_sector,
                       std::uint32_t sector_bytes) {
  return Partition{.number = number,
                   .offset = (from_sector + entry.first_sector) * sector_bytes,
                   .size_bytes = std::uint64_t{entry.sectors} * sector_bytes,
                   .kind = entry.type == kDynamicDisk ? PartitionKind::dynamic_disk : PartitionKind::basic,
                   .type = fmt::format("MBR type 0x{:02X}", entry.type),
                   .name = {}};
}

void read_logical(const ByteSource& disk, std::uint64_t extended, std::uint32_t& number, PartitionTable& table) {
  const std::uint32_t sector_bytes = table.sector_bytes;
  std::set<std::uint64_t> seen;
  std::uint64_t at = extended;
  for (std::uint32_t count = 0;; ++count) {
    if (!seen.insert(at).second) {
      table.errors.push_back(corrupt("the chain of logical partitions leads back to itself", at * sector_bytes));
      return;
    }
    if (count == limits::kMaxLogicalPartitions) {
      Error error = corrupt("too many logical partitions", at * sector_bytes);
      error.code = ErrorCode::limit_exceeded;
      error.expected = fmt::format("at most {}", limits::kMaxLogicalPartitions);
      table.errors.push_back(std::move(error));
      return;
    }
    auto sector = read_exactly(disk, at * sector_bytes, kMbrBytes, "the table of a logical partition");
    if (!sector) {
      table.errors.push_back(std::move(sector).error());
      return;
    }
    const auto entries = entries_of(*sector);
    if (!entries) {
      table.errors.push_back(corrupt("no table where a logical partition has its own", at * sector_bytes));
      return;
    }
    if ((*entries)[0].is_used() && !(*entries)[0].is_extended()) {
      add(disk, partition_of((*entries)[0], number++, at, sector_bytes), table);
    }
    const Entry& next = (*entries)[1];
    if (!next.is_used() || !next.is_extended()) return;
    at = extended + next.first_sector;
  }
}

}  // namespace

bool is_protective(Bytes sector0) {
  const auto entries = entries_of(sector0);
  return entries && std::ranges::any_of(*entries, [](const Entry& entry) { return entry.type == kGptProtective; });
}

bool read_mbr(const ByteSource& disk, PartitionTable& table) {
  const auto sector = read_exactly(disk, 0, kMbrBytes, "the first sector");
  const auto entries = sector ? entries_of(*sector) : std::nullopt;
  if (!entries) return false;
  table.scheme = PartitionScheme::mbr;
  table.sector_bytes = sector_bytes_of(disk, *entries);
  std::uint32_t logical_number = 5;
  for (std::uint32_t i = 0; i < entries->size(); ++i) {
    const Entry& entry = (*entries)[i];
    if (!entry.is_used()) continue;
    if (entry.type == kGptProtective) {
      table.errors.push_back(corrupt("the disk has a GPT, but neither its header nor the backup is there", 0));
    } else if (entry.is_extended()) {
      read_logical(disk, entry.first_sector, logical_number, table);
    } else {
      add(disk, partition_of(entry, i + 1, 0, table.sector_bytes), table);
    }
  }
  return true;
}

}  // namespace hive::partition_tables
