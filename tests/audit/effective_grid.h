#pragma once
// What every stack offers when one value more is stored, for each of its writings: one line for each outcome that
// differs from the same machine without it. A wrong in the model shows as a line that changed; whether a change is
// right is for its author to say (os.md 16 and 17).

#include <string>
#include <string_view>
#include <vector>

namespace hiveaudit_tests {

/// Keys as a .reg text names them, without its brackets.
inline const std::string kMachineKey = "HKEY_LOCAL_MACHINE\\SOFTWARE";
inline const std::string kNodeKey = kMachineKey + "\\WOW6432Node";
inline const std::string kUserKey = "HKEY_CURRENT_USER\\Software";

/// A value, and its key.
struct GridPlace {
  std::string key;
  std::string name;
};

/// The machine of `base`, a .reg text with its hives: its cells, and those that differ for each writing of each place;
/// of the stacks whose names have `stacks` in them.
std::string grid_of(const std::string& base, std::string_view os, const std::vector<GridPlace>& places,
                    std::string_view stacks = {});

/// Fails with the first line that differs from `name` in tests/audit; `fresh` is left as HIVEAUDIT_BUILD/name. With
/// sanitizers `fresh` may be the begin of the list.
void compare_grid(const std::string& name, const std::string& fresh);

/// Sanitizers make each machine ten times as slow, and one machine shows them every line of the model that all do.
bool is_short_run();

}  // namespace hiveaudit_tests
