#pragma once
// For which machines a statement holds: build range, client or server, architecture, facts. Shared by rules,
// defaults and facts.

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "rules/expectation.h"

namespace rules {

/// XML: builds="7601" | "14393-19045" | "22000-" | "-5999"; type="client|server"; arch="x86|x64|arm64".
struct Machines {
  std::uint32_t build_min = 0;
  std::uint32_t build_max = std::numeric_limits<std::uint32_t>::max();
  std::string type;  ///< empty: both
  std::string arch;  ///< empty: all; "64" means x64 and arm64
  bool any_build() const { return build_min == 0 && build_max == std::numeric_limits<std::uint32_t>::max(); }
};

/// A condition on a fact. A fact that is unknown makes the condition unknown, never true.
struct FactCondition {
  std::string fact;
  Expectation expectation;
  bool absent_meets = false;  ///< XML absent="met": a fact known to be absent meets it
};

struct Applies {
  std::vector<Machines> machines;    ///< any of them; empty: every machine
  std::vector<FactCondition> facts;  ///< all of them
};

}  // namespace rules
