#pragma once
// `diff OLD NEW`: each side a saved result, or a target that is audited now.

#include <string>
#include <variant>

#include "audit/audit.h"
#include "audit/difference.h"
#include "audit/options.h"
#include "rules/rule_set.h"

namespace audit {

/// The comparison, or what is wrong with a saved result. A file whose text begins with `{` is taken for one; all else
/// is a target, also what does not exist.
std::variant<Difference, std::string> compare_sides(const Options& options, const rules::RuleSet& rules,
                                                    const std::string& rules_sha256, const Progress& progress);

}  // namespace audit
