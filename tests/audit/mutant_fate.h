#pragma once
// What becomes of a mutant of the rule data: whether the cases that can see it still come out as they say.

#include <cstddef>
#include <string>
#include <vector>

#include "tests/audit/rule_mutants.h"

namespace hiveaudit_tests {

enum class Fate { caught, survived, refused };

/// A rulebook in which wrongs are made one at a time. A wrong in a rule is put to the cases of that rule; one in a fact
/// or a default to every case that rests on it, the nearest ones first. Safe with threads.
class MutantTrial {
 public:
  explicit MutantTrial(std::vector<rules::RuleFile> files);
  /// refused: the loader does not take the wrong.
  Fate fate_of(const RuleMutant& mutant) const;

 private:
  struct Part {
    std::string kind;  ///< of the root
    rules::RuleFile whole;
    std::string bare;  ///< without cases; empty when nothing is left
  };
  /// A changed file with what its rules, facts or defaults need.
  std::vector<rules::RuleFile> nearby(std::size_t file, std::string changed) const;
  std::vector<rules::RuleFile> everything(std::size_t file, std::string changed) const;

  std::vector<Part> parts_;
};

}  // namespace hiveaudit_tests
