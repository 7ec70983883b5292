#pragma once
// `fix --users WHO`: whom the word means in a saved result.

#include <set>
#include <string>
#include <variant>

#include "audit/report.h"

namespace audit {

/// The scopes that `who` means: by name, by scope or by SID; `default` is the default profile alone, `all` is
/// everybody. Or the sentence that nobody in the result is meant.
std::variant<std::set<std::string>, std::string> scopes_of_users(const InstallationRow& installation,
                                                                 const std::string& who);

}  // namespace audit
