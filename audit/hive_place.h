#pragma once
// Where Windows keeps a hive, told by the path that it was read from; and whose it is.

#include <string>
#include <string_view>

#include "audit/report.h"

namespace audit {

/// Below the root of the drive, spelled as the path spells it: `Users\alice\NTUSER.DAT`. Empty for a hive that does not
/// lie as Windows lays it, such as a loose NTUSER.DAT: nothing says then which file of a machine it is.
std::string place_in_windows(std::string_view path);

/// The scope of what was judged from the hive of a user; empty for another hive.
std::string scope_of(const HiveRow& hive);

}  // namespace audit
