#pragma once
// The rulebook as a list: a line for each rule, or a page of Markdown to publish.

#include <string>

#include "rules/rule_set.h"

namespace audit {

std::string rule_list(const rules::RuleSet& set);
/// Every rule with what it asks, why, what it rests on and which profiles select it; profiles and demands that nothing
/// offline can decide. Text of the rulebook is escaped: it cannot become markup.
std::string rule_list_markdown(const rules::RuleSet& set);

}  // namespace audit
