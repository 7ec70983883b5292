#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "hive/crc32.h"
#include "hive/guid.h"
#include "hive/limits.h"
#include "hive/partition_tables.h"
#include "hive/read_exactly.h"
#include "hive/utf16.h"

namespace hive::partition_tables {
namespace {

/// UEFI Specification 5.3.2: signature at 0, size of the header at 12, its CRC at 16, its own sector at 24, first
/// sector of the entries at 72, their number at 80, their size at 84, their CRC at 88. All that has a meaning ends
/// at 92.
constexpr std::uint64_t kSignature = 0x5452'4150'2049'4645;  // "EFI PART"
constexpr std::uint32_t kHeaderBytes = 92;
/// 5.3.3: type at 0, first sector at 32, last sector (that one too) at 40, name of 36 UTF-16 units at 56.
constexpr std::uint32_t kEntryBytes = 128;
constexpr std::size_t kNameBytes = 72;

struct Header {
  std::uint64_t first_entry = 0;  ///< bytes
  std::uint32_t entries = 0;
  std::uint32_t entry_bytes = 0;
  std::uint32_t entries_crc = 0;
};

struct KnownType {
  std::string_view guid;
  std::string_view words;
  PartitionKind kind;
};
/// Microsoft, PARTITION_INFORMATION_GPT; the EFI system partition: UEFI Specification 5.3.3.
constexpr std::array<KnownType, 7> kKnownTypes = {{
    {"EBD0A0A2-B9E5-4433-87C0-68B6B72699C7", "Microsoft basic data", PartitionKind::basic},
    {"C12A7328-F81F-11D2-BA4B-00A0C93EC93B", "EFI system", PartitionKind::basic},
    {"DE94BBA4-06D1-4D40-A16A-BFD50179D6AC", "Windows recovery", PartitionKind::basic},
    {"E3C9E316-0B5C-4DB8-817D-F92DF00215AE", "Microsoft reserved", PartitionKind::reserved},
    {"5808C8AA-7E8F-42E0-85D2-E1E90434CFB3", "dynamic disk, its description", PartitionKind::dynamic_disk},
    {"AF9B60A0-1431-4F62-BC68-3311714A69AD", "dynamic disk, its volumes", PartitionKind::dynamic_disk},
    {"E75CAF8F-F680-4CEE-AFA3-B001E56EFC2D", "Storage Spaces", PartitionKind::storage_spaces},
}};

Result<Header> read_header(const ByteSource& disk, std::uint64_t sector, std::uint32_t sector_bytes) {
  const std::uint64_t offset = sector * sector_bytes;
  auto bytes = read_exactly(disk, offset, sector_bytes, "the header of the GPT");
  if (!bytes) return std::move(bytes).error();
  const ByteReader reader(*bytes);
  if (reader.u64(0) != kSignature) return corrupt("no header of a GPT", offset);
  const std::uint32_t size = reader.u32(12).value_or(0);
  if (size < kHeaderBytes || size > sector_bytes)
    return corrupt("the header of the GPT has an impossible size", offset);
  if (check_around<Crc32>(Bytes(*bytes).first(size), 16) != reader.u32(16))
    return corrupt("the header of the GPT does not match its checksum", offset);
  if (reader.u64(24) != sector) return corrupt("the header of the GPT belongs to another place", offset);
  const Header header{.first_entry = reader.u64(72).value_or(0),
                      .entries = reader.u32(80).value_or(0),
                      .entry_bytes = reader.u32(84).value_or(0),
                      .entries_crc = reader.u32(88).value_or(0)};
  if (header.entry_bytes < kEntryBytes || header.entry_bytes > limits::kMaxGptEntryBytes) {
    return corrupt("the GPT has entries of an impossible size", offset);
  }
  if (header.entries > limits::kMaxGptEntries) {
    Error error = corrupt("the GPT claims too many entries", offset);
    error.code = ErrorCode::limit_exceeded;
    error.expected = fmt::format("at most {}", limits::kMaxGptEntries);
    error.found = fmt::format("{}", header.entries);
    return error;
  }
  if (header.first_entry > disk.size_bytes() / sector_bytes) {
    return corrupt("the entries of the GPT lie beyond the end of the disk", offset);
  }
  return Header{header.first_entry * sector_bytes, header.entries, header.entry_bytes, header.entries_crc};
}

Result<std::vector<std::byte>> read_entries(const ByteSource& disk, const Header& header) {
  const std::size_t size = std::size_t{header.entries} * header.entry_bytes;
  auto bytes = read_exactly(disk, header.first_entry, size, "the entries of the GPT");
  if (bytes && Crc32().add(*bytes).value() != header.entries_crc) {
    return corrupt("the entries of the GPT do not match their checksum", header.first_entry);
  }
  return bytes;
}

std::string name_in(Bytes entry) {
  std::size_t units = 0;
  while (units * 2 < kNameBytes && ByteReader(entry).u16(56 + units * 2).value_or(0) != 0) ++units;
  return utf8_from_utf16(entry.subspan(56, units * 2));
}

void take(const ByteSource& disk, const Header& header, Bytes entries, PartitionTable& table) {
  for (std::uint32_t i = 0; i < header.entries; ++i) {
    const Bytes entry = entries.subspan(std::size_t{i} * header.entry_bytes, header.entry_bytes);
    if (is_zero_guid(entry, 0)) continue;
    const std::uint64_t first = ByteReader(entry).u64(32).value_or(0);
    const std::uint64_t last = ByteReader(entry).u64(40).value_or(0);
    const std::uint64_t farthest = limits::kMaxDiskBytes / table.sector_bytes;
    if (first > last || last >= farthest) {
      table.errors.push_back(
          corrupt(fmt::format("partition {} has an impossible place (sectors {} to {})", i + 1, first, last),
                  header.first_entry + std::uint64_t{i} * header.entry_bytes));
      continue;
    }
    const std::string guid = guid_at(entry, 0);
    const auto* known = std::ranges::find(kKnownTypes, guid, &KnownType::guid);
    add(disk,
        Partition{.number = i + 1,
                  .offset = first * table.sector_bytes,
                  .size_bytes = (last - first + 1) * table.sector_bytes,
                  .kind = known == kKnownTypes.end() ? PartitionKind::basic : known->kind,
                  .type = known == kKnownTypes.end() ? guid : std::string(known->words),
                  .name = name_in(entry)},
        table);
  }
}

/// Error of one header or of its entries, if it has any.
std::optional<Error> read_from(const ByteSource& disk, std::uint64_t sector, PartitionTable& table) {
  auto header = read_header(disk, sector, table.sector_bytes);
  if (!header) return std::move(header).error();
  auto entries = read_entries(disk, *header);
  if (!entries) return std::move(entries).error();
  take(disk, *header, *entries, table);
  return std::nullopt;
}

bool begins_like_header(const ByteSource& disk, std::uint64_t offset) {
  const auto bytes = read_exactly(disk, offset, 8, "the header of the GPT");
  return bytes && ByteReader(*bytes).u64(0) == kSignature;
}

}  // namespace

bool read_gpt(const ByteSource& disk, std::uint32_t sector_bytes, PartitionTable& table) {
  const std::uint64_t sectors = disk.size_bytes() / sector_bytes;
  if (sectors < 3) return false;
  const std::uint64_t backup = sectors - 1;
  if (!begins_like_header(disk, sector_bytes) && !begins_like_header(disk, backup * sector_bytes)) return false;
  table.scheme = PartitionScheme::gpt;
  table.sector_bytes = sector_bytes;
  auto error = read_from(disk, 1, table);
  if (!error) return true;
  table.errors.push_back(*std::move(error));
  error = read_from(disk, backup, table);
  if (error) {
    error->message += " (the backup, too)";
    table.errors.push_back(*std::move(error));
  } else {
    table.notes.push_back(
        Note{"gpt-backup-used", "the first GPT is damaged; the backup at the end of the disk was read"});
  }
  return true;
}

}  // namespace hive::partition_tables
