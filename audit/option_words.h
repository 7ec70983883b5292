#pragma once
// Closed lists of words on the command line: parsing, its suggestions, completion and the manual page read them here.

#include <array>
#include <string_view>

namespace audit {

inline constexpr std::array<std::string_view, 6> kGateWords = {"critical", "high", "medium", "low", "info", "none"};
inline constexpr std::array<std::string_view, 3> kWhenWords = {"auto", "always", "never"};
inline constexpr std::array<std::string_view, 3> kLogsWords = {"auto", "require", "ignore"};
inline constexpr std::array<std::string_view, 2> kOnErrorWords = {"incomplete", "fail"};
inline constexpr std::array<std::string_view, 2> kJunitBelowWords = {"passed", "skipped"};
inline constexpr std::array<std::string_view, 2> kSarifResultsWords = {"alerts", "all"};
inline constexpr std::array<std::string_view, 4> kFixFormatWords = {"reg", "powershell", "lgpo", "ansible"};
inline constexpr std::array<std::string_view, 3> kRoleWords = {"SYSTEM", "SOFTWARE", "USER"};
inline constexpr std::array<std::string_view, 5> kRulesActions = {"coverage", "list", "show", "test", "validate"};
inline constexpr std::array<std::string_view, 2> kWaiversActions = {"check", "template"};
inline constexpr std::array<std::string_view, 4> kShells = {"bash", "zsh", "fish", "powershell"};

/// A flag in a configuration file or in the environment; the first half of them set it.
inline constexpr std::array<std::string_view, 6> kFlagWords = {"yes", "true", "1", "no", "false", "0"};

}  // namespace audit
