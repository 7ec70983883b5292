#pragma once
// The SIDs of users, by which a running Windows names their parts of the registry.

#include <optional>
#include <string>
#include <vector>

#include "hive/installation.h"

namespace audit {

/// One for each user of the installation, from ProfileList of the SOFTWARE hive: by the folder that the hive lies in,
/// or by the user's name for a hive that does not lie as Windows lays it. Nothing when no profile, or more than one,
/// fits, and when two hives could be meant. Service accounts are always known; the default profile has none.
std::vector<std::optional<std::string>> sids_of(const hive::Installation& installation);

}  // namespace audit
