#pragma once
// The words that reports for people share: names of stacks, scopes and states in plain English. Unknown
// words are shown as they are, so a newer document never loses a row.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "audit/report.h"

namespace audit {

struct StackName {
  std::string label;  ///< at most 16 columns: "WinHTTP 64-bit"
  std::string title;  ///< "WinHTTP programs, 64-bit"
  std::string about;  ///< who uses it, one clause; empty for unknown stacks
};
/// `arch` decides what native means; empty when it is not known.
StackName stack_name(std::string_view stack, std::string_view arch);

/// "this computer", "user alice", "new users (default profile)", ...
std::string scope_name(std::string_view scope);

/// "on", "ask", "off", "unsup", "unknown": at most seven columns.
std::string state_word(std::string_view state);
/// "set", "pol", "def", "app", "cip", "fip".
std::string basis_word(std::string_view basis);

/// "Not checked" and the like.
std::string verdict_title(Verdict verdict);

/// "Windows 7 Professional, build 7601.24000, x64, client"; says so when nothing is known.
std::string os_text(const OsRow& os);
/// What the state of a hive means for its answers.
std::string hive_state_text(std::string_view state);
/// What became of a transaction log: "entries 2107 to 2110 applied (10 pages, 40 KiB)", "skipped: empty".
std::string log_text(const LogRow& log);
/// "2 bad-bin, 1 unsorted-list": the defects of a hive, kept or not.
std::string defects_text(const HiveRow& hive);
/// "SYSTEM", "USER alice".
std::string hive_title(const HiveRow& hive);

/// "waiver of TLS1101 for win2016*, scope HKLM: used; by vdi-team (CHG-4411) until 2027-01-31: the reason".
std::string waiver_text(const WaiverRow& waiver);

/// "11.5 MiB", "8,192 bytes".
std::string size_text(std::uint64_t bytes);
/// "2024-03-11 09:14:55 UTC"; other text stays.
std::string time_text(std::string_view utc);
/// "1 error", "2 errors".
std::string counted(std::uint64_t count, std::string_view one, std::string_view many);

/// No hive of the report has a hash: the user asked for none.
bool nothing_hashed(const Report& report);
inline constexpr std::string_view kNothingHashed = "Hives were not hashed (--no-hash).";

/// Every input error of the report, targets first to hives, in report order; views into the report.
std::vector<const ErrorRow*> errors_of(const Report& report);
std::vector<const ErrorRow*> errors_of(const TargetRow& target);

}  // namespace audit
