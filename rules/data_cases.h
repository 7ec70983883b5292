#pragma once
// What proves facts and defaults, apart from the data: audits load none of it.

#include <array>
#include <cstddef>
#include <string>

#include "rules/defaults.h"

namespace rules {

/// <test name= os= value=|absent="true"|unknown="true"><given>.reg text</given></test> of a fact: what it says of a
/// machine.
struct FactCase {
  enum class Outcome { known, absent, unknown };
  std::string fact;
  std::string name;
  std::string os;  ///< as in --os
  Outcome outcome = Outcome::known;
  std::string value;  ///< when known
  std::string given;
  std::string file;
  std::size_t line = 0;
};

/// <expected os= stack= on= explicit-only= off= each=><given>.reg text</given></expected>: what a stack offers on a
/// machine where nothing but `given` is set.
struct DefaultCase {
  std::string os;  ///< as in --os
  std::string stack;
  std::array<std::string, kProtocolCount> states;  ///< words of kStateWords
  std::string given;
  std::string file;
  std::size_t line = 0;
};

}  // namespace rules
