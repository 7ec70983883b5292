#pragma once
// Waivers: known failures that somebody answers for, until a day. A file of ours in XML (urn:hiveaudit:waivers:1), read
// as strictly as the rulebook: what is not understood is refused, because a waiver that covers something else than its
// author meant hides a failure.
//
//   <waivers xmlns="urn:hiveaudit:waivers:1">
//     <waiver rule="TLS1012" target="win2016-*" scope="HKLM" value="Server\Enabled=0"
//             expires="2027-01-31" owner="vdi-team" ticket="CHG-4411">
//       <reason>Vendor agent 3.2 needs TLS 1.1 until the January release.</reason>
//     </waiver>
//   </waivers>
//
// Mandatory: rule (one that exists, or one that a rule `replaces`), owner, reason, and expires: a day of the calendar,
// the end of which in UTC ends the waiver, at most a year after `now`. permanent="true" with an approver who is not the
// owner lifts that limit; then expires may be left out. target: the name of a target in reports, `*` is any text,
// without it every target; of a target with several Windows also its name, a space and the label of one of them. scope:
// HKLM, user:NAME (`*` is any text), default-user, LocalSystem, LocalService, NetworkService; without it every scope.
// value: what must be there (observed_value.h).

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/observed_value.h"
#include "audit/report.h"
#include "rules/rule_set.h"

namespace audit {

inline constexpr std::string_view kWaiverNamespace = "urn:hiveaudit:waivers:1";
/// Each needs a person who answers for it; a fleet with more of them has no gate.
inline constexpr std::size_t kMaxWaivers = 5000;
inline constexpr std::size_t kMaxWaiverFileBytes = 4U * 1024 * 1024;
/// A reason is a sentence or two, the other texts are names; those of files have up to 255 bytes, shown as up to 1020.
inline constexpr std::size_t kMaxWaiverTextBytes = 2000;
/// As much as reports show of a value: its path and 4 KiB of data as hex digits.
inline constexpr std::size_t kMaxObservedBytes = 16U * 1024;

struct Waiver {
  WaiverRow row;                       ///< as it is written; without a state and findings
  std::vector<std::string> rules;      ///< the rules that it covers today: its own, or those that replace it
  std::optional<ObservedValue> value;  ///< of row.value
};

struct LoadedWaivers {
  std::vector<Waiver> waivers;
  std::vector<rules::RuleFault> faults;  ///< with any, nothing is waived
};

/// `now` is YYYY-MM-DDThh:mm:ssZ. A waiver that has expired is no fault.
LoadedWaivers load_waivers(const rules::RuleFile& file, const rules::RuleSet& rules, std::string_view now);

/// Whether it is about this finding: rule, target, scope and value. Neither verdict nor expiry is looked at.
bool is_about(const Waiver& waiver, const FindingRow& finding, const TargetRow& target,
              const InstallationRow& installation);

/// Its day is over.
bool is_expired(const Waiver& waiver, std::string_view now);

}  // namespace audit
