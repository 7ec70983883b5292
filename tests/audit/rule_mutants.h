#pragma once
// One small wrong at a time in the data of a rulebook: an operator turned round, a mask with another bit, a default, a
// threshold off by one, a condition left out. Cases that still come out right do not hold the data.

#include <cstddef>
#include <string>
#include <vector>

#include "rules/rule_set.h"

namespace hiveaudit_tests {

struct RuleMutant {
  std::size_t file = 0;     ///< index into the files
  std::size_t element = 0;  ///< number of the element in document order
  std::string attribute;    ///< what is changed; empty: the element's name, or the whole element
  std::string to;           ///< new value, or new name of the attribute (rename) or element
  enum class Kind { set, rename_attribute, rename_element, remove_attribute, remove_element } kind = Kind::set;
  std::string rule;  ///< whose cases ought to notice; empty: anybody's
  std::string told;  ///< "schannel.xml TLS1012 value at-least 3 -> 4"
};

/// In document order.
std::vector<RuleMutant> rule_mutants(const std::vector<rules::RuleFile>& files);

}  // namespace hiveaudit_tests
