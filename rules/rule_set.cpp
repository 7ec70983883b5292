#include "rules/rule_set.h"

#include <algorithm>

#include "rules/text.h"

namespace rules {

const Rule* RuleSet::find_rule(std::string_view id) const {
  const auto found =
      std::find_if(rules.begin(), rules.end(), [id](const Rule& rule) { return same_text(rule.id, id); });
  return found == rules.end() ? nullptr : &*found;
}

const Profile* RuleSet::find_profile(std::string_view name) const {
  const auto found =
      std::find_if(profiles.begin(), profiles.end(), [name](const Profile& p) { return p.name == name; });
  return found == profiles.end() ? nullptr : &*found;
}

const Requirement* RuleSet::find_requirement(std::string_view id) const {
  const auto found = std::find_if(requirements.begin(), requirements.end(),
                                  [id](const Requirement& requirement) { return requirement.id == id; });
  return found == requirements.end() ? nullptr : &*found;
}

}  // namespace rules
