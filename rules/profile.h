#pragma once
// A named selection of rules with severities. Rules are never copied to be changed.

#include <map>
#include <string>
#include <vector>

namespace rules {

/// <profile name= title=><select tags= | rules= /><deselect rules= /><severity rule= is=/></profile>
struct Profile {
  std::string name;
  std::string title;
  std::string description;
  std::vector<std::string> rules;                 ///< ids, in rulebook order, resolved by the loader
  std::map<std::string, std::string> severities;  ///< id -> severity, where it differs from the rule's own
};

}  // namespace rules
