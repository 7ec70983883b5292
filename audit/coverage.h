#pragma once
// Which demands of documents the rulebook checks, and which values it reads: told from the citations of the rules and
// from what their own cases look at, never from a table kept by hand.

#include <cstddef>
#include <string>
#include <vector>

#include "rules/rule_set.h"

namespace audit {

struct RequirementCover {
  const rules::Requirement* requirement = nullptr;
  std::vector<std::string> rules;  ///< that cite it, in rulebook order
};

struct PointCover {
  const rules::DataPoint* point = nullptr;
  std::vector<std::string> rules;  ///< that read it in one of their cases, or through a fact that they use
};

struct GroupCover {
  const rules::PointGroup* group = nullptr;
  std::vector<PointCover> points;
  std::size_t covered = 0;
};

/// Pointers into `set`, which must outlive the answer. Runs every case of every rule.
struct Coverage {
  std::vector<RequirementCover> requirements;
  std::vector<GroupCover> groups;
  std::size_t decidable = 0;  ///< requirements that hives or files can decide
  std::size_t covered = 0;    ///< of those, the ones that a rule cites
};
Coverage coverage_of(const rules::RuleSet& set);

/// The last line is "N of M decidable requirements covered".
std::string coverage_text(const Coverage& coverage);

}  // namespace audit
