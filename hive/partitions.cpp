#include "hive/partitions.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "hive/partition_tables.h"
#include "hive/read_exactly.h"
#include "hive/unsupported.h"

namespace hive {
namespace {

constexpr std::size_t kMbrBytes = 512;

/// Partitions that share bytes are both read: which one is true cannot be told here.
void tell_overlaps(PartitionTable& table) {
  std::vector<const Partition*> by_place;
  for (const Partition& partition : table.partitions) by_place.push_back(&partition);
  std::ranges::sort(by_place, {},
                    [](const Partition* partition) { return std::pair(partition->offset, partition->number); });
  for (std::size_t i = 1; i < by_place.size(); ++i) {
    const Partition& before = *by_place[i - 1];
    const Partition& after = *by_place[i];
    if (after.offset - before.offset < before.size_bytes) {
      table.errors.push_back(partition_tables::corrupt(
          fmt::format("partitions {} and {} overlap", before.number, after.number), after.offset));
    }
  }
}

void add_bare_volume(const ByteSource& disk, VolumeKind kind, PartitionTable& table) {
  table.scheme = PartitionScheme::bare_volume;
  table.partitions.push_back(Partition{.number = 0,
                                       .offset = 0,
                                       .size_bytes = disk.size_bytes(),
                                       .kind = PartitionKind::basic,
                                       .type = std::string(name_of(kind)),
                                       .name = {}});
}

bool read_any_gpt(const ByteSource& disk, PartitionTable& table) {
  return partition_tables::read_gpt(disk, 512, table) || partition_tables::read_gpt(disk, 4096, table);
}

}  // namespace

std::string_view name_of(PartitionScheme scheme) {
  switch (scheme) {
    case PartitionScheme::bare_volume:
      return "bare volume";
    case PartitionScheme::mbr:
      return "MBR";
    case PartitionScheme::gpt:
      return "GPT";
    case PartitionScheme::unknown:
      break;
  }
  return "unknown";
}

namespace partition_tables {

Error corrupt(std::string message, std::uint64_t offset) {
  return Error{.code = ErrorCode::corrupt,
               .message = std::move(message),
               .expected = {},
               .found = {},
               .where = {.path = {}, .member = {}, .key = {}, .offset = offset}};
}

void add(const ByteSource& disk, Partition partition, PartitionTable& table) {
  const std::uint64_t end = disk.size_bytes();
  if (!fits(partition.offset, partition.size_bytes, end)) {
    Error error =
        corrupt(fmt::format("partition {} reaches beyond the end of the disk", partition.number), partition.offset);
    error.code = ErrorCode::truncated;
    error.expected = fmt::format("{} bytes", partition.size_bytes);
    error.found = fmt::format("{} bytes", partition.offset < end ? end - partition.offset : 0);
    table.errors.push_back(std::move(error));
    if (partition.offset >= end) return;
  }
  table.partitions.push_back(std::move(partition));
}

}  // namespace partition_tables

PartitionTable read_partitions(const ByteSource& disk) {
  PartitionTable table;
  auto sector0 = read_exactly(disk, 0, kMbrBytes, "the first sector");
  if (!sector0) {
    table.errors.push_back(std::move(sector0).error());
    return table;
  }
  const Result<VolumeKind> volume = recognise_volume(disk);
  if (!volume) {
    table.errors.push_back(volume.error());
    return table;
  }
  // A volume's boot sector ends like an MBR; its code would be taken for partitions.
  const bool names_itself = *volume != VolumeKind::unknown && *volume != VolumeKind::zeros;
  if (names_itself && !partition_tables::is_protective(*sector0)) {
    add_bare_volume(disk, *volume, table);
  } else if (read_any_gpt(disk, table) || partition_tables::read_mbr(disk, table)) {
    std::ranges::sort(table.partitions, {}, &Partition::number);
    tell_overlaps(table);
  } else {
    table.errors.push_back(partition_tables::corrupt("no partition table and no known volume", 0));
  }
  return table;
}

std::optional<Error> why_unreadable(PartitionKind kind) {
  if (kind == PartitionKind::dynamic_disk) {
    return unsupported("the partition belongs to a dynamic disk (LDM), which is not put together",
                       "a copy of its volumes, or a mounted folder");
  }
  if (kind == PartitionKind::storage_spaces) {
    return unsupported("the partition belongs to a pool of Storage Spaces, which is not put together",
                       "a copy of its volumes, made by Windows");
  }
  return std::nullopt;
}

}  // namespace hive
