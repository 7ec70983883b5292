#pragma once
// Private to the files that make mutants of rule data: wrongs in a check that no machine could tell from the original.
// Each function proves it from the rulebook alone and says no when in doubt.

#include <map>
#include <pugixml.hpp>
#include <string>
#include <vector>

#include "tests/audit/mutant_site.h"

namespace hiveaudit_tests {

/// What a rulebook says outside of its rules.
struct Surroundings {
  FactBuilds facts;               ///< on which builds a fact can be known
  FactBuilds updates;             ///< the same of update facts, which are absent nowhere else
  pugi::xml_document defaults{};  ///< the rows of every <defaults> file, under one root
};
Surroundings surroundings_of(const std::vector<rules::RuleFile>& files);

/// Whatever `absent` says of a value or fact, the verdict is the same.
bool absence_is_never_asked(pugi::xml_node test, const Surroundings& around);
/// A test of names that are not to be there: its `like` lets all of them through.
bool like_lets_all_through(pugi::xml_node names);
/// On no Windows that the rule is meant for is the protocol unsupported.
bool is_never_unsupported(pugi::xml_node effective, const Surroundings& around);

}  // namespace hiveaudit_tests
