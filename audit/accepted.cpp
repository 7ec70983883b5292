#include "audit/accepted.h"

#include <utility>

#include "audit/apply_waivers.h"
#include "audit/baseline.h"
#include "audit/own_file.h"
#include "hive/utf16.h"

namespace audit {

ReadWaivers read_waivers(const std::string& path, const rules::RuleSet& rules, const std::string& now) {
  auto text = read_own_file(path, kMaxWaiverFileBytes);
  if (!text) return {{}, hive::to_text(text.error())};
  LoadedWaivers loaded = load_waivers({hive::printable(path), *std::move(text)}, rules, now);
  if (loaded.faults.empty()) return {std::move(loaded.waivers), ""};
  std::string faults = "the file of waivers has faults:";
  for (const rules::RuleFault& fault : loaded.faults) faults += "\n" + rules::to_text(fault);
  return {{}, std::move(faults)};
}

LoadedAccepted load_accepted(const Options& options, const rules::RuleSet& rules) {
  LoadedAccepted loaded;
  if (!options.waivers.empty()) {
    ReadWaivers read = read_waivers(options.waivers, rules, options.now);
    if (!read.fault.empty()) return {{}, "--waivers " + read.fault};
    loaded.accepted.waivers = std::move(read.waivers);
  }
  if (!options.baseline.empty()) {
    auto saved = read_result(options.baseline);
    if (!saved) return {{}, "--baseline " + hive::to_text(saved.error())};
    if (saved->verb != "audit") {
      return {{},
              "--baseline " + hive::printable(options.baseline) + ": a result of " + saved->verb +
                  " holds no findings; save one of audit with -o json=FILE"};
    }
    loaded.accepted.baseline = *std::move(saved);
    loaded.accepted.baseline_path = hive::printable(options.baseline);
  }
  return loaded;
}

void accept_failures(Report& report, const Accepted& accepted) {
  apply_waivers(report, accepted.waivers);
  if (accepted.baseline) apply_baseline(report, *accepted.baseline, accepted.baseline_path);
}

}  // namespace audit
