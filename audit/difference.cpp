#include "audit/difference.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "audit/difference_parts.h"
#include "audit/exit_code.h"
#include "audit/gate.h"
#include "audit/observation.h"

namespace audit {
namespace {

bool is_accepted(const FindingRow& finding) { return finding.waived_by || finding.known; }

SeenFinding seen(const FindingRow& finding) {
  return {finding.verdict, finding.severity, is_accepted(finding), finding.actual};
}

bool fails_gate(const FindingRow& finding, const DifferenceGate& gate) {
  return finding.verdict == Verdict::fail && !is_accepted(finding) && gate.fail_on && finding.severity >= *gate.fail_on;
}

/// Nothing: it is the same.
std::optional<std::string> state_of(const FindingRow& before, const InstallationRow& old_machine,
                                    const FindingRow& after, const InstallationRow& machine) {
  const bool failed = before.verdict == Verdict::fail;
  const bool fails = after.verdict == Verdict::fail;
  if (fails && !failed) return "new";
  if (failed && after.verdict == Verdict::pass) return "fixed";
  if (before.verdict != after.verdict || before.severity != after.severity) return "changed";
  if (!fails) return std::nullopt;
  const bool same =
      is_accepted(before) == is_accepted(after) && saw_the_same(before, old_machine.facts, after, machine.facts);
  return same ? std::nullopt : std::optional<std::string>("changed");
}

/// A failure that was none, is more severe now, or is not accepted any more.
bool is_worse(const FindingRow& before, const FindingRow& after) {
  if (after.verdict != Verdict::fail) return false;
  return before.verdict != Verdict::fail || after.severity > before.severity ||
         (is_accepted(before) && !is_accepted(after));
}

using Place = std::pair<std::string_view, std::string_view>;  // rule, scope

void compare_findings(const MachinePair& pair, const DifferenceGate& gate, Difference& difference) {
  std::map<Place, std::vector<const FindingRow*>> left;
  for (const FindingRow& finding : pair.before->findings) left[{finding.rule, finding.scope}].push_back(&finding);
  for (auto& [place, findings] : left) std::ranges::reverse(findings);  // the first one is taken first
  for (const FindingRow& after : pair.after->findings) {
    auto& partners = left[{after.rule, after.scope}];
    FindingDifference row{pair.name, after.rule, after.scope, after.title, "", std::nullopt, seen(after)};
    row.fails_gate = fails_gate(after, gate);
    if (partners.empty()) {
      row.worse = after.verdict == Verdict::fail;
      row.state = row.worse ? "new" : "added";
      difference.findings.push_back(std::move(row));
      continue;
    }
    const FindingRow& before = *partners.back();
    partners.pop_back();
    const auto state = state_of(before, *pair.before, after, *pair.after);
    if (!state) {
      ++difference.unchanged;
      if (after.verdict == Verdict::fail) ++difference.unchanged_failing;
      continue;
    }
    row.state = *state;
    row.before = seen(before);
    row.worse = is_worse(before, after);
    row.fails_gate = row.fails_gate && (!fails_gate(before, gate) || after.severity > before.severity);
    difference.findings.push_back(std::move(row));
  }
  for (const FindingRow& before : pair.before->findings) {
    const auto& partners = left[{before.rule, before.scope}];
    if (std::ranges::find(partners, &before) == partners.end()) continue;
    difference.findings.push_back(
        {pair.name, before.rule, before.scope, before.title, "gone", seen(before), std::nullopt});
  }
}

DifferenceSide side(const Report& report, const std::string& path) {
  return {path, report.now, report.profile, report.tool_version, report.rules_sha256, !is_incomplete(report)};
}

void note_conditions(Difference& difference, const Report& before, const Report& after) {
  const auto note = [&](const char* what, const std::string& left, const std::string& right) {
    if (left != right) difference.notes.push_back(fmt::format("{}: {} before, {} now.", what, left, right));
  };
  note("The profiles differ", before.profile, after.profile);
  note("The versions of hiveaudit differ", before.tool_version, after.tool_version);
  if (before.rules_sha256 != after.rules_sha256) difference.notes.emplace_back("The rulebooks differ.");
  if (before.options != after.options) difference.notes.emplace_back("The options that can change a finding differ.");
  if (before.verb != "audit" || after.verb != "audit") {
    difference.notes.emplace_back("A side that was not made by audit has no findings; they cannot be compared.");
  }
}

/// It passed or failed before, and nobody judged it again.
bool has_vanished(const FindingDifference& row) {
  return !row.after && row.before && (row.before->verdict == Verdict::pass || row.before->verdict == Verdict::fail);
}

/// A protocol that is told on one side alone, or not known now.
bool is_left_open(const StackDifference& row) {
  return std::ranges::any_of(row.protocols, [](const ProtocolDifference& it) {
    return !it.before.empty() && (it.after.empty() || it.after == "unknown");
  });
}

bool lacks_protocols(const MachinePair& pair) {
  return pair.before->effective.empty() || pair.after->effective.empty();
}

/// Whether something that was there before could not be compared, beyond what makes a side incomplete.
bool has_left_out(const Difference& difference, const std::vector<MachinePair>& pairs, const Report& before,
                  const Report& after) {
  if (pairs.empty() || difference.missing > 0) return true;
  if (before.verb == "audit" && after.verb == "audit") {
    const bool nothing = difference.findings.empty() && difference.unchanged == 0;
    return nothing || std::ranges::any_of(difference.findings, has_vanished);
  }
  return before.verb != "effective" || after.verb != "effective" || std::ranges::any_of(pairs, lacks_protocols) ||
         std::ranges::any_of(difference.effective, is_left_open);
}

}  // namespace

Difference difference_of(const Report& before, const std::string& before_path, const Report& after,
                         const std::string& after_path, const DifferenceGate& gate) {
  Difference difference;
  difference.before = side(before, before_path);
  difference.after = side(after, after_path);
  difference.gate = gate.fail_on ? std::string(name_of(*gate.fail_on)) : "none";
  note_conditions(difference, before, after);
  std::vector<MachinePair> alone;
  const std::vector<MachinePair> pairs = machine_pairs(before, after, difference, alone);
  const bool judged = difference.judged = before.verb == "audit" && after.verb == "audit";
  for (const MachinePair& pair : pairs) {
    if (judged) compare_findings(pair, gate, difference);
    compare_effective(pair, difference);
    compare_facts(pair, difference);
    compare_hives(pair, difference);
  }
  for (const MachinePair& machine : alone) {
    if (judged) compare_findings(machine, gate, difference);
  }
  const auto lost = std::ranges::count(difference.effective, true, &StackDifference::lost_tls12);
  difference.worse =
      static_cast<std::uint64_t>(lost + std::ranges::count(difference.findings, true, &FindingDifference::worse));
  difference.incomplete =
      !difference.before.complete || !difference.after.complete || has_left_out(difference, pairs, before, after);
  // Between audits findings tell which programs matter.
  const bool worse =
      std::ranges::any_of(difference.findings, &FindingDifference::fails_gate) || (!judged && gate.fail_on && lost > 0);
  if (difference.incomplete) {
    difference.exit_code = gate.error_is_failure ? kFindings : kIncomplete;
  } else {
    difference.exit_code = worse && !gate.exit_zero ? kFindings : kClean;
  }
  return difference;
}

}  // namespace audit
