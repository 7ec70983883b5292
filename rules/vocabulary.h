#pragma once
// Every closed list of words in rule files, in one place. rules.xsd repeats them for editors and validators; a test
// compares the two.

#include <array>
#include <string_view>

#include "rules/defaults.h"

namespace rules {

using Word = std::string_view;

inline constexpr std::array<Word, 5> kSeverityWords = {"critical", "high", "medium", "low", "info"};
inline constexpr std::array<Word, 2> kScopeWords = {"machine", "users"};
inline constexpr std::array<Word, 6> kVerdictWords = {"pass",        "fail",           "error",
                                                      "not_checked", "not_applicable", "informational"};
inline constexpr std::array<Word, 4> kAbsentWords = {"pass", "fail", "error", "not_applicable"};
inline constexpr std::array<Word, 3> kViewWords = {"native", "wow6432", "both"};
inline constexpr std::array<Word, 2> kOneViewWords = {"native", "wow6432"};
inline constexpr std::array<Word, 3> kConfidenceWords = {"high", "medium", "low"};
inline constexpr std::array<Word, 3> kDecidableWords = {"hive", "file", "no"};
inline constexpr std::array<Word, 1> kFlagWords = {"true"};
inline constexpr std::array<Word, 2> kYesNoWords = {"yes", "no"};
inline constexpr std::array<Word, 2> kOsTypeWords = {"client", "server"};
inline constexpr std::array<Word, 4> kArchWords = {"x86", "x64", "arm64", "64"};
inline constexpr std::array<Word, 6> kTypeWords = {"REG_DWORD",     "REG_QWORD",    "REG_SZ",
                                                   "REG_EXPAND_SZ", "REG_MULTI_SZ", "REG_BINARY"};
inline constexpr std::array<Word, 11> kOperatorWords = {"exists",        "equals",   "not-equals",      "at-least",
                                                        "at-most",       "bits-set", "bits-clear",      "one-of",
                                                        "contains-item", "matches",  "version-at-least"};

/// Beside `matches`.
inline constexpr Word kAnyCase = "any-case";

/// Stacks of the effective-protocol model: judged for the machine, and for each user.
inline constexpr std::array<Word, 12> kMachineStackWords = {
    "schannel-client",       "schannel-server",   "winhttp-native",    "winhttp-wow64",
    "dotnet4-native-legacy", "dotnet4-native-46", "dotnet4-native-47", "dotnet4-wow64-legacy",
    "dotnet4-wow64-46",      "dotnet4-wow64-47",  "dotnet2-native",    "dotnet2-wow64"};
inline constexpr std::array<Word, 2> kUserStackWords = {"wininet", "office-winhttp"};
/// What a cell ought to be. `unknown` is a state too, but never what ought to be.
inline constexpr std::array<Word, 4> kStateWords = {"on", "explicit-only", "off", "unsupported"};

/// Classes of lines that regedit would not import; the reader's own words (hive/reg_defect.h).
inline constexpr std::array<Word, 18> kRegLineWords = {
    "dword-0x",          "dword-digits",           "name-unquoted",
    "value-on-key-line", "bracket-missing",        "quote-missing",
    "smart-quotes",      "key-trailing-backslash", "yen-sign",
    "full-width",        "no-break-space",         "backslashes-lost",
    "root-abbreviated",  "root-powershell",        "root-unknown",
    "value-before-key",  "version-line",           "other"};

/// What is asked of a root certificate; without a word it is the first.
inline constexpr std::array<Word, 3> kRootWords = {"trusted", "not-distrusted", "not-shadowed"};

inline constexpr std::array<Word, 1> kAbsentConditionWords = {"met"};
inline constexpr std::array<Word, 1> kFactKindWords = {"update"};
inline constexpr std::array<Word, 4> kReadAsWords = {"text", "number", "version", "key"};
inline constexpr std::array<Word, 1> kOtherwiseWords = {"absent"};
inline constexpr std::array<Word, 2> kPickWords = {"lowest", "highest"};
/// Where the path of a file may begin: folders whose place a registry tells.
inline constexpr std::array<Word, 5> kFileRootWords = {"%SystemRoot%", "%ProgramFiles%", "%ProgramFiles(x86)%",
                                                       "%CommonProgramFiles%", "%CommonProgramFiles(x86)%"};
/// What an update fact answers.
inline constexpr std::array<Word, 2> kUpdateAnswers = {"met", "not met"};

/// What other tools judge, and how (rules/tools.h).
inline constexpr std::array<Word, 3> kToolSubjectWords = {"TLS 1.2", "TLS 1.3", ".NET 4"};
inline constexpr std::array<Word, 3> kToolVerdictWords = {"good", "bad", "open"};

inline constexpr std::array<Word, 3> kRoleWords = {"client", "server", "both"};
inline constexpr std::array<Word, 3> kSupportWords = {"unsupported", "supported", "offered"};
inline constexpr std::array<Word, 2> kExplicitWords = {"allowed", "needs-value"};
inline constexpr std::array<Word, 2> kEnabledAloneWords = {"on", "explicit-only"};
inline constexpr std::array<Word, 2> kClrWords = {"2", "4"};
inline constexpr std::array<Word, 3> kReadsWords = {"yes", "no", "perhaps"};
inline constexpr std::array<Word, 2> kValidationWords = {"known", "concluded"};
inline constexpr std::array<Word, 2> kSuiteProtocolWords = {"TLS 1.2", "TLS 1.3"};
/// Whose cipher suites are known (os.md 8.5): Microsoft 365, Azure Front Door, and the endpoints of Front Door that
/// keep its older policy; and what Front Door took until it gave DHE up.
inline constexpr std::array<Word, 4> kServiceWords = {"microsoft-365", "front-door", "front-door-older",
                                                      "front-door-dhe"};
inline constexpr std::array<Word, 4> kTargetWords = {"legacy", "46", "47", "any"};

}  // namespace rules
