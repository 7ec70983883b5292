#pragma once
// A named selection of rules with severities. Rules are never copied to be changed.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "rules/basis.h"

namespace rules {

/// <parameter name= date= sources=/>: the day on which something ends or begins, which rules ask by its name.
struct DateParameter {
  std::string name;
  std::string date;  ///< YYYY-MM-DD
  std::vector<Source> sources;
};

/// <profile name= title=><parameter name= date=/><select tags= | rules= /><deselect rules= /><severity rule=
/// is=/></profile>
struct Profile {
  std::string name;
  std::string title;
  std::string description;
  std::vector<std::string> rules;                 ///< ids, in rulebook order, resolved by the loader
  std::map<std::string, std::string> severities;  ///< id -> severity, where it differs from the rule's own
  std::vector<DateParameter> dates;
};

/// Null when the profile has no such parameter.
const DateParameter* find_date(const Profile& profile, std::string_view name);

}  // namespace rules
