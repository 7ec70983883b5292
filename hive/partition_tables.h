#pragma once
// The two kinds of partition table, one file each; read_partitions chooses.

#include "hive/partitions.h"

namespace hive::partition_tables {

/// Reads the table if sector 1 or the last sector (of `sector_bytes`) holds a header of a GPT; false, with nothing
/// changed, when neither begins like one.
bool read_gpt(const ByteSource& disk, std::uint32_t sector_bytes, PartitionTable& table);

/// Sector 0 as an MBR; false when it is none. Sets the sector size by where volumes really begin.
bool read_mbr(const ByteSource& disk, PartitionTable& table);

/// True when an MBR says that a GPT follows (type 0xEE).
bool is_protective(Bytes sector0);

/// Adds a partition unless it lies outside of the disk, and tells what is wrong with its place.
void add(const ByteSource& disk, Partition partition, PartitionTable& table);

Error corrupt(std::string message, std::uint64_t offset);

}  // namespace hive::partition_tables
