#pragma once
// The parts of a comparison: which machines belong together, and what changed in one of them besides its findings.

#include <string>
#include <vector>

#include "audit/difference.h"
#include "audit/report.h"

namespace audit {

struct MachinePair {
  const InstallationRow* before;
  const InstallationRow* after;
  std::string name;  ///< of the newer one; with several machines in its target, the label too
};

/// In the order of the newer report; what has no partner is counted, and a sentence of the notes. `alone`: the machines
/// of the newer report that have none, each with one of which nothing is known.
std::vector<MachinePair> machine_pairs(const Report& before, const Report& after, Difference& difference,
                                       std::vector<MachinePair>& alone);

void compare_effective(const MachinePair& pair, Difference& difference);
void compare_facts(const MachinePair& pair, Difference& difference);
void compare_hives(const MachinePair& pair, Difference& difference);

}  // namespace audit
