#include "audit/other_sets.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <utility>

#include "audit/control_sets.h"

namespace audit {
namespace {

/// Differences that a note names; the rest is counted.
constexpr std::size_t kShownDifferences = 8;

bool is_of_other_boot(const NamedSet& set) {
  const auto is_called = [&set](const char* name) { return std::ranges::count(set.called, name) > 0; };
  return !is_called("Current") && (is_called("Default") || is_called("LastKnownGood") || is_called("Failed"));
}

struct Differences {
  std::vector<std::string> told;
  bool worse = false;  ///< something passes in the one and fails in the other
};

Differences differences(const std::vector<Finding>& current, const std::vector<Finding>& other) {
  std::map<std::pair<std::string, std::string>, Verdict> known;
  for (const Finding& finding : other) known[{finding.rule->id, finding.scope}] = finding.verdict;
  Differences found;
  for (const Finding& finding : current) {
    const auto same = known.find({finding.rule->id, finding.scope});
    if (same == known.end() || same->second == finding.verdict) continue;
    if (same->second == Verdict::error || finding.verdict == Verdict::error) continue;  // nothing to compare
    found.worse = found.worse || (finding.verdict == Verdict::pass && same->second == Verdict::fail);
    found.told.push_back(fmt::format("{} {} is {} there, not {}", finding.rule->id, finding.scope,
                                     name_of(same->second), name_of(finding.verdict)));
  }
  return found;
}

/// os.md 2.3: Windows boots Default next, whatever Current was.
ErrorRow worse_at_next_boot(const NamedSet& set) {
  ErrorRow row;
  row.code = hive::name_of(hive::ErrorCode::unsupported);
  row.message = "the next boot uses another control set, in which checks fail that pass here";
  row.expected = "Select\\Default as Select\\Current, or --control-set with the set that is meant";
  row.found = shown_name(set);
  return row;
}

}  // namespace

OtherSets compare_other_sets(const hive::Installation& installation, const std::vector<Finding>& current,
                             const JudgeAgain& judge) {
  OtherSets others;
  const auto& judged = installation.registry.control_set();
  if (!judged || judged->error) return others;
  for (const NamedSet& set : control_sets(installation.registry)) {
    if (!is_of_other_boot(set)) continue;
    hive::Installation other = installation;
    other.registry.use_control_set(as_control_set(set));
    auto [told, worse] = differences(current, judge(other));
    if (told.empty()) continue;
    if (worse && std::ranges::count(set.called, "Default") > 0) {
      others.errors.push_back(worse_at_next_boot(set));
    }
    const std::size_t all = told.size();
    told.resize(std::min(all, kShownDifferences));
    others.notes.push_back(
        {"control-set-differs",
         fmt::format("{} would change {} of the verdicts: {}{}", shown_name(set), all, fmt::join(told, "; "),
                     all > told.size() ? fmt::format("; and {} more", all - told.size()) : "")});
  }
  return others;
}

}  // namespace audit
