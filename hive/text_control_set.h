#pragma once
// Which control set the name CurrentControlSet stands for in .reg texts. Exports of a running machine hold that name,
// its ControlSet00N, or both (os.md R1).

#include <string>
#include <vector>

#include "hive/control_set.h"
#include "hive/reg_text.h"

namespace hive {

/// What texts say of HKEY_LOCAL_MACHINE\SYSTEM's first level.
class TextControlSets {
 public:
  /// A key of a text, in any order of texts; others than HKEY_LOCAL_MACHINE\SYSTEM are ignored. `covers`: the text is
  /// an export.
  void look_at(const RegTextKey& key, bool covers);

  /// The set that Select\Current names, else the only ControlSetNNN, else ControlSet001. When there are several sets
  /// without Select and the texts name CurrentControlSet, its keys are kept apart under that name. `path` is for
  /// messages.
  ControlSet current(const std::string& path) const;

 private:
  std::vector<std::string> sets_;
  std::vector<Value> select_;  ///< later ones win
  bool names_current_ = false;
  bool whole_system_ = false;  ///< an export of SYSTEM: what it does not name is not there
};

}  // namespace hive
