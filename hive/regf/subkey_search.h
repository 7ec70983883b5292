#pragma once
// One subkey by name. Sound lists are searched as Windows does it: `ri` by the first name of each leaf,
// `lf` and `li` by name, `lh` by hash. A miss is believed only after a second look that a wrong hash or a
// disorder cannot fool; what that look cannot settle is read name by name, once (see subkey_index.h).

#include <vector>

#include "hive/regf/subkey_list.h"

namespace hive::regf {

struct SubkeySearch {
  bool found = false;
  std::uint32_t cell = 0;         ///< when found; the first in list order
  std::uint32_t other = kNoCell;  ///< another key of the same name, when there is one
  Damage blocked{};               ///< when not found: why absence cannot be said; else absent
};

class KnownLists;

/// Appends to `met` what it had to walk past; `known` learns what a miss has cost to find out.
SubkeySearch find_subkey(const Cells& cells, const KeyNode& parent, const WantedName& name, KnownLists& known,
                         std::vector<Damage>& met);

}  // namespace hive::regf
