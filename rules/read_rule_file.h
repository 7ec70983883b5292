#pragma once
// One file of ours that people write: a rule file, a configuration.

#include <string>

#include "hive/result.h"

namespace rules {

/// The whole text. Errors: io (missing, no regular file, unreadable), limit_exceeded (over kMaxRuleFileBytes).
hive::Result<std::string> read_rule_file(const std::string& path);

}  // namespace rules
