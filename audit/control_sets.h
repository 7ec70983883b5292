#pragma once
// The control sets of a SYSTEM hive and what Select calls them (os.md 2.3): Current boots, LastKnownGood and Failed
// tell of other boots, and may hold other settings.

#include <cstdint>
#include <string>
#include <vector>

#include "hive/registry.h"

namespace audit {

struct NamedSet {
  std::uint32_t number = 0;
  std::string key_name;               ///< "ControlSet001"
  std::vector<std::string> called{};  ///< Current, Default, LastKnownGood, Failed, as far as Select says
};

/// By number. Empty when there is no SYSTEM hive, or its keys cannot be listed.
std::vector<NamedSet> control_sets(const hive::Registry& registry);

/// "ControlSet001 (Current, Default)".
std::string shown_name(const NamedSet& set);

/// What the registry needs in order to answer from this set.
hive::ControlSet as_control_set(const NamedSet& set);

}  // namespace audit
