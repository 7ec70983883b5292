#pragma once
// The disks that a differencing VHD or VHDX stands on, found by name and proved by the number that the child keeps.

#include <string>
#include <string_view>
#include <vector>

#include "hive/disk_formats.h"

namespace hive::disk_formats {

/// What one disk says of itself and of its parent.
struct Link {
  Source file;  ///< as libvhdi shall read it: the log of a VHDX applied
  std::string id;
  bool has_parent = false;
  std::string parent_name;  ///< maybe a path of Windows; empty when it names none
  std::string parent_id;    ///< the parent's `id` when the child was made, or last written to
};
using ReadLink = Result<Link> (*)(Source file, std::vector<Note>& notes);

/// The child's file and those of all its parents, `disk-parent` told for each. Errors: those of `read`; what
/// open_parent says; corrupt when the file of that name is another disk, or was written to since.
Result<std::vector<Source>> chain_of(std::string_view format, Link child, const Place& place, std::vector<Note>& notes,
                                     ReadLink read);

}  // namespace hive::disk_formats
