#pragma once
// The whole rulebook: rules, requirements, facts, defaults, profiles and sources, loaded from the XML compiled into the
// program or from --rules DIR. Unknown elements and attributes, duplicate ids, checks without a meaning for
// absence, operators that do not fit: all refused, with file:line:column, the line and a caret.

#include <string>
#include <string_view>
#include <vector>

#include "hive/result.h"
#include "rules/data_cases.h"
#include "rules/defaults.h"
#include "rules/facts.h"
#include "rules/profile.h"
#include "rules/requirement.h"
#include "rules/rule.h"
#include "rules/tools.h"

namespace rules {

/// One file of the rulebook: name as in rules/rules.txt and its text.
struct RuleFile {
  std::string name;
  std::string text;
};

/// `schannel.xml:12:7: unknown attribute "tpye"` + line + caret.
struct RuleFault {
  std::string file;
  std::size_t line = 0;
  std::size_t column = 0;
  std::string message;
  std::string source_line;
};
std::string to_text(const RuleFault& fault);

struct RuleSet {
  std::vector<Rule> rules;  ///< in report order
  std::vector<FactRule> facts;
  Defaults defaults;
  std::vector<Profile> profiles;
  std::vector<Source> sources;
  std::vector<Requirement> requirements;
  std::vector<PointGroup> point_groups;
  std::vector<ToolReason> tool_reasons;
  std::vector<Tool> tools;
  std::vector<FactCase> fact_cases;  ///< in the order of the facts
  std::vector<DefaultCase> default_cases;

  const Rule* find_rule(std::string_view id) const;                ///< without case; null when unknown
  const Profile* find_profile(std::string_view name) const;        ///< null when unknown
  const Requirement* find_requirement(std::string_view id) const;  ///< null when unknown
};

/// All faults, not only the first; the set is usable only when `faults` is empty.
struct LoadedRules {
  RuleSet set;
  std::vector<RuleFault> faults;
};

LoadedRules load_rules(const std::vector<RuleFile>& files);

/// The files compiled into this program, in report order.
const std::vector<RuleFile>& embedded_rule_files();
/// The rulebook in them without its cases: what judging needs. The build has loaded the files, refused faults and
/// packed what it got (rules/pack.h); this unpacks it.
LoadedRules load_judging_rules();
/// The same names read from a folder: rules.txt names them. Errors: io.
hive::Result<std::vector<RuleFile>> read_rule_files(const std::string& folder);

/// The rulebook's schema, as shipped (rules/rules.xsd).
std::string_view embedded_schema();

}  // namespace rules
