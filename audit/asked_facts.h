#pragma once
// What a rule rests on beside the values that it reads itself: facts, and what the stacks of Windows offer.

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "rules/rule_set.h"

namespace audit {

using FactIds = std::set<std::string, std::less<>>;

/// The facts that a rule asks, and those on which these depend.
FactIds facts_of(const rules::Rule& rule, const std::vector<rules::FactRule>& facts);
/// A fact and those on which it depends.
FactIds facts_of(std::string_view fact, const std::vector<rules::FactRule>& facts);

/// Whether a rule asks what a stack would offer; whatever the model knows may count for it then.
bool asks_model(const rules::Rule& rule);

/// How to learn these facts and what every judgement asks (build, revision, type and architecture of Windows), in the
/// order of `facts`.
std::vector<rules::FactRule> only_facts(const FactIds& ids, const std::vector<rules::FactRule>& facts);

}  // namespace audit
