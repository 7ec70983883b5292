#include "audit/gate.h"

#include <algorithm>
#include <utility>

#include "audit/exit_code.h"
#include "audit/headline.h"

namespace audit {
namespace {

bool has_errors(const InstallationRow& installation) {
  const bool in_hives = std::any_of(installation.hives.begin(), installation.hives.end(),
                                    [](const HiveRow& hive) { return !hive.errors.empty(); });
  return in_hives || !installation.errors.empty();
}

// What --os alone decides says nothing about the target.
bool rests_on_a_hive(const FindingRow& finding) {
  return std::any_of(finding.evidence.begin(), finding.evidence.end(),
                     [](const EvidenceRow& seen) { return seen.hive.has_value(); });
}

struct Counts {
  bool unreadable = false;  ///< errors of the installation or its hives
  bool decided = false;
};

void count(InstallationRow& installation, const Options& options, Report& report, Counts& counts) {
  counts.unreadable = counts.unreadable || has_errors(installation);
  for (FindingRow& finding : installation.findings) {
    finding.fails_gate = finding.verdict == Verdict::fail && !finding.waived_by && !finding.known &&
                         options.fail_on.has_value() && finding.severity >= *options.fail_on;
    const std::string word(name_of(finding.verdict));
    ++installation.totals[word];
    ++report.totals[word];
    if (finding.fails_gate) ++report.totals["gate"];
    const bool judged = finding.verdict == Verdict::pass || finding.verdict == Verdict::fail;
    counts.decided = counts.decided || (judged && rests_on_a_hive(finding));
  }
}

/// Of the verb effective: every answer about TLS 1.2, which is what people ask for, is `unknown`.
bool nothing_known(const TargetRow& target) {
  return std::ranges::all_of(target.installations, [](const InstallationRow& machine) {
    return std::ranges::all_of(machine.effective, [](const EffectiveRow& cell) {
      return cell.protocol != "TLS 1.2" || cell.state == "unknown";
    });
  });
}

ErrorRow nothing_decided(const TargetRow& target, std::string expected, std::string message) {
  ErrorRow row;
  row.code = "nothing_decided";
  row.path = target.target;
  row.expected = std::move(expected);
  row.found = "none";
  row.message = std::move(message);
  return row;
}

/// That nothing was wrong and yet nothing was answered; where something could not be read, that row says why.
void add_silence(TargetRow& target, const std::string& verb, const Counts& counts) {
  if (target.installations.empty() || counts.unreadable || !target.errors.empty()) return;
  if (verb == "audit" && !counts.decided) {
    target.errors.push_back(
        nothing_decided(target, "at least one rule that reaches pass or fail",
                        "not one rule of the profile could be decided from the hives of this target"));
  } else if (verb == "effective" && nothing_known(target)) {
    target.errors.push_back(nothing_decided(target, "TLS 1.2 known for at least one stack",
                                            "TLS 1.2 could be decided for no stack from the hives of this target"));
  }
}

/// Waivers that somebody asked to fail for; whether there is one.
bool judge_waivers(Report& report, const Options& options) {
  bool fails = false;
  for (WaiverRow& waiver : report.waivers) {
    waiver.fails_gate = (options.fail_on_expired_waiver && waiver.state == "expired") ||
                        (options.fail_on_unused_waiver && waiver.state == "unused");
    fails = fails || waiver.fails_gate;
  }
  return fails;
}

}  // namespace

bool is_incomplete(const InstallationRow& installation) {
  const auto unread = [](const PlaceRow& place) { return !was_answered(place); };
  const auto undecided = [](const FindingRow& finding) { return finding.verdict == Verdict::error; };
  return has_errors(installation) || std::ranges::any_of(installation.places, unread) ||
         std::ranges::any_of(installation.findings, undecided);
}

bool is_incomplete(const Report& report) {
  return std::ranges::any_of(report.targets, [](const TargetRow& target) {
    return !target.errors.empty() || std::ranges::any_of(target.installations, [](const InstallationRow& installation) {
      return is_incomplete(installation);
    });
  });
}

void apply_gate(Report& report, const Options& options) {
  for (const Verdict verdict : {Verdict::pass, Verdict::fail, Verdict::error, Verdict::not_checked,
                                Verdict::not_applicable, Verdict::informational}) {
    report.totals[std::string(name_of(verdict))] = 0;
  }
  report.totals["gate"] = 0;
  for (TargetRow& target : report.targets) {
    Counts counts;
    for (InstallationRow& installation : target.installations) count(installation, options, report, counts);
    add_silence(target, report.verb, counts);
  }
  const bool waivers_fail = judge_waivers(report, options);
  if (is_incomplete(report)) {
    report.exit_code = options.error_is_failure ? kFindings : kIncomplete;
  } else if (waivers_fail || report.totals["gate"] > 0) {
    report.exit_code = options.exit_zero ? kClean : kFindings;
  } else {
    report.exit_code = kClean;
  }
}

}  // namespace audit
