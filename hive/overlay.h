#pragma once
// A .reg file over a machine: from then on its Registry answers as if regedit had imported the file. Set values win,
// deleted values and keys are absent, HKEY_CURRENT_USER is every user of the machine, HKEY_USERS\NAME the user of that
// SID, name or scope. Hives that were loaded as hiveaudit-SYSTEM and hiveaudit-SOFTWARE are SYSTEM and SOFTWARE.

#include <optional>
#include <string>

#include "hive/error.h"
#include "hive/input.h"

namespace hive {

/// Why the path cannot be an overlay: it is missing, or no regular file.
std::optional<Error> overlay_fault(const std::string& path);

/// The file becomes a row of the installation's hives, role `other`. What is wrong with it is an error of that row;
/// keys of hives that are not among the inputs are noted and not applied.
void lay_over(const OpenOptions& options, Installation& installation);

}  // namespace hive
