#pragma once
// Failures that are accepted: by a person, in a waiver, or because a baseline holds them.

#include <optional>
#include <string>
#include <vector>

#include "audit/options.h"
#include "audit/report.h"
#include "audit/waiver.h"
#include "rules/rule_set.h"

namespace audit {

struct Accepted {
  std::vector<Waiver> waivers;
  std::optional<Report> baseline;
  std::string baseline_path;
};

struct LoadedAccepted {
  Accepted accepted;
  std::string fault;  ///< what is wrong with a file, for people; empty: nothing
};

/// Reads the files that `options` name; options.now must be set.
LoadedAccepted load_accepted(const Options& options, const rules::RuleSet& rules);

/// Waivers first, then the baseline. Comes before the gate.
void accept_failures(Report& report, const Accepted& accepted);

/// The file of waivers at `path`, or what is wrong with it: all faults, each with its place and line.
struct ReadWaivers {
  std::vector<Waiver> waivers;
  std::string fault;
};
ReadWaivers read_waivers(const std::string& path, const rules::RuleSet& rules, const std::string& now);

}  // namespace audit
