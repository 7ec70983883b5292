#pragma once
// One setting, checked and stored through its row of the table of options: the same for a word of the command line, a
// variable of the environment and an element of a configuration file.

#include <optional>
#include <string>
#include <vector>

#include "audit/settings.h"
#include "audit/verbs.h"

namespace audit {

/// Whether a flag's word sets it.
bool is_yes(const std::string& word);

/// What is wrong with the value, or nothing. `options` are changed only when nothing is.
std::optional<std::string> store_setting(const OptionSpec& option, const std::string& value, Options& options);

/// The same as a question; reports must have one of the `formats`.
std::optional<std::string> value_fault(const OptionSpec& option, const std::string& value,
                                       const std::vector<std::string>& formats);

}  // namespace audit
