#pragma once
// One entry ("dentry") of a WIM's metadata, and one list of them: reading without any walk. The layout stands in
// wim_metadata.h.

#include <cstdint>
#include <optional>

#include "hive/bytes.h"
#include "hive/result.h"
#include "hive/wim_metadata.h"

namespace hive {

struct WimDentry {
  WimEntry entry;         ///< its name as stored, whatever it holds
  std::uint64_t end = 0;  ///< where the next one begins: behind its extra streams
  bool is_last = false;   ///< the end of the list, no entry
};

/// Errors: truncated, corrupt; then nothing says where the next entry would be. `examined` becomes the offset behind
/// what was read, on an error too, so that no byte need be read for two lists.
Result<WimDentry> read_wim_dentry(Bytes metadata, std::uint64_t offset, std::uint64_t& examined);

struct WimDentries {
  WimFolder folder;
  std::uint64_t end = 0;  ///< behind the last byte that was read; more than where it began
};

/// The list at `offset`. Entries with names that cannot be are left out, and are the folder's error.
WimDentries read_wim_dentries(Bytes metadata, std::uint64_t offset);

}  // namespace hive
