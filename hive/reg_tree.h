#pragma once
// The keys of a .reg text sorted into the hives that would hold them, ready for regf/builder.h: the cases of
// the rules and the fixture machines become real hives this way.

#include <cstdint>
#include <string>
#include <vector>

#include "hive/reg_text.h"
#include "hive/regf/builder.h"
#include "hive/result.h"

namespace hive {

/// 2024-03-11T09:14:55.1234567Z, when nobody says otherwise.
inline constexpr std::uint64_t kTextKeyWritten = 133'546'220'951'234'567;

struct HiveTree {
  std::string name;   ///< SYSTEM, SOFTWARE, or the label of the user
  bool user = false;  ///< HKEY_CURRENT_USER is the user `user`, HKEY_USERS\LABEL the user LABEL
  regf::BuildKey root;
};

/// SYSTEM, SOFTWARE, then users in the order of the text; only those that it names. Deletions remove what
/// stands above them. CurrentControlSet becomes ControlSet001, as no hive holds that link, and what tells
/// a hive's role is added where the text is silent about it: Select and ControlSet001; Microsoft\Windows
/// NT\CurrentVersion; Software, Control Panel and Environment. A text that deletes such a key means it.
/// Errors: corrupt, with `line N`, for a key that belongs to none of these hives.
Result<std::vector<HiveTree>> hive_trees(const std::vector<RegTextKey>& keys, std::uint64_t written = kTextKeyWritten);

}  // namespace hive
