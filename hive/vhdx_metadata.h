#pragma once
// What the regions and the metadata of a VHDX say of its disk and its parent ([MS-VHDX] 2.2.3, 2.6).

#include <cstdint>
#include <string>

#include "hive/byte_source.h"

namespace hive::disk_formats {

struct VhdxMetadata {
  bool has_parent = false;
  std::string parent_name;         ///< maybe a path of Windows; the one relative to the child before the others
  std::string parent_id;           ///< the GUID of the parent's data, as guid_at() writes it
  std::uint64_t table_offset = 0;  ///< of the block allocation table
  std::uint64_t table_bytes = 0;
  std::uint32_t block_bytes = 0;
  std::uint32_t sector_bytes = 0;  ///< 0: not told
  std::uint64_t disk_bytes = 0;    ///< 0: not told
};

/// Errors: io, truncated, corrupt (a damaged table, an item that is there twice, nothing about a parent).
Result<VhdxMetadata> read_vhdx_metadata(const ByteSource& file);

}  // namespace hive::disk_formats
