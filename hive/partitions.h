#pragma once
// The partition table of a disk: MBR with extended and logical partitions, GPT, or none at all (a bare volume).
// What can be read of a broken table is read, and each defect told.
//
// MBR, sector 0: four entries of 16 bytes at 446 (status, first CHS, type at 4, last CHS, first sector u32 at 8, count
// of sectors u32 at 12), 55 AA at 510. An extended partition is a chain of such sectors: entry 1 counts from the sector
// itself, entry 2 leads on and counts from the first of them. GPT: UEFI Specification 5.3.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hive/byte_source.h"
#include "hive/error.h"
#include "hive/note.h"
#include "hive/volume.h"

namespace hive {

enum class PartitionKind {
  basic,           ///< holds one volume; which one, its first sectors tell
  reserved,        ///< holds nothing to read: Microsoft reserved
  dynamic_disk,    ///< part of a dynamic disk (LDM): volumes are put together from several places
  storage_spaces,  ///< part of a storage pool
};

struct Partition {
  std::uint32_t number = 0;  ///< from 1; GPT: place in the table; MBR: 1 to 4, logical ones from 5; 0: a bare volume
  std::uint64_t offset = 0;  ///< bytes from the start of the disk
  std::uint64_t size_bytes = 0;  ///< as the table says; what lies beyond the end of the disk is an error of the table
  PartitionKind kind = PartitionKind::basic;
  std::string type;  ///< `Microsoft basic data`, `EFI system`, `MBR type 0x07`, or the GUID of a type unknown here
  std::string name;  ///< of GPT, UTF-8; mostly empty
};

enum class PartitionScheme { bare_volume, mbr, gpt, unknown };
std::string_view name_of(PartitionScheme scheme);

struct PartitionTable {
  PartitionScheme scheme = PartitionScheme::unknown;
  std::uint32_t sector_bytes = 512;   ///< 512 or 4096
  std::vector<Partition> partitions;  ///< in order of their numbers
  std::vector<Error> errors;          ///< offsets are bytes of the disk
  std::vector<Note> notes;            ///< `gpt-backup-used`
};

/// Never fails as a whole: a disk without any table or volume has the scheme `unknown` and an error.
PartitionTable read_partitions(const ByteSource& disk);

/// Why a partition of this kind cannot be read: code unsupported, the way out in `expected`; std::nullopt for others.
std::optional<Error> why_unreadable(PartitionKind kind);

}  // namespace hive
