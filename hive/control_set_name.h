#pragma once
// `ControlSet001`: the only names that hold a control set (os.md 2.3).

#include <cstdint>
#include <optional>
#include <string_view>

#include "hive/upcase.h"

namespace hive {

/// The number of such a name, in any case; nothing for any other name.
inline std::optional<std::uint32_t> control_set_number(std::string_view name) {
  constexpr std::string_view kStem = "ControlSet";
  if (name.size() != kStem.size() + 3 || !equal_names(name.substr(0, kStem.size()), kStem)) return std::nullopt;
  std::uint32_t number = 0;
  for (const char digit : name.substr(kStem.size())) {
    if (digit < '0' || digit > '9') return std::nullopt;
    number = number * 10 + static_cast<std::uint32_t>(digit - '0');
  }
  return number;
}

}  // namespace hive
