#pragma once
// Which ControlSet00N a SYSTEM hive boots: Select\Current, and what to say when Select is missing, broken
// or names a set that does not exist (os.md 2.3).

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hive/hive.h"

namespace hive {

struct ControlSet {
  std::uint32_t number = 0;        ///< ControlSet00N; 0 when none can be named
  std::string key_name;            ///< "ControlSet001"; empty when none can be named
  bool from_select = false;        ///< false: guessed, see notes
  std::vector<std::string> notes;  ///< sentences for the report, empty when all is as usual
  std::optional<Error> error;  ///< Select or the set could not be read: every CurrentControlSet answer is unreadable
};

/// Select\Current when it is a REG_DWORD that names an existing set; else the only ControlSetNNN, with a note;
/// else an error. Says so when Default differs from Current or Failed is not zero.
ControlSet find_control_set(const Hive& system);

}  // namespace hive
