#include "audit/baseline.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "audit/observation.h"

namespace audit {
namespace {

/// A finding and where it stands.
struct Placed {
  const FindingRow* finding;
  const InstallationRow* installation;
  const TargetRow* target;
};
using ByFingerprint = std::map<std::string_view, std::vector<Placed>>;

ByFingerprint by_fingerprint(const Report& report) {
  ByFingerprint placed;
  for (const TargetRow& target : report.targets) {
    for (const InstallationRow& installation : target.installations) {
      for (const FindingRow& finding : installation.findings) {
        placed[finding.fingerprint].push_back({&finding, &installation, &target});
      }
    }
  }
  return placed;
}

bool failed(const Placed& it) { return it.finding->verdict == Verdict::fail; }

/// What keeps the failure from being the one that was saved; empty when it is the same. Nothing: none was saved.
std::optional<std::string> difference(const FindingRow& finding, const InstallationRow& installation,
                                      const std::vector<Placed>& saved) {
  if (!std::ranges::any_of(saved, failed)) return std::nullopt;
  if (!std::ranges::all_of(saved, failed)) return "of several findings of this name some did not fail then";
  if (std::ranges::any_of(saved, [](const Placed& it) { return it.finding->waived_by.has_value(); })) {
    return "it was waived then, and a waiver ends";
  }
  std::string why;
  for (const Placed& it : saved) {
    const FindingRow& then = *it.finding;
    if (finding.severity > then.severity) {
      why = fmt::format("its severity was {} then", name_of(then.severity));
    } else if (!saw_the_same(then, it.installation->facts, finding, installation.facts)) {
      why = then.actual == finding.actual ? "the data behind it was another then"
                                          : fmt::format("then was found: {}", then.actual);
    } else {
      return "";
    }
  }
  return why;
}

void mark(FindingRow& finding, const InstallationRow& installation, const ByFingerprint& saved, BaselineRow& row) {
  if (finding.verdict != Verdict::fail || finding.waived_by) return;  // a waiver answers for it already
  const auto then = saved.find(finding.fingerprint);
  const auto why = then == saved.end() ? std::nullopt : difference(finding, installation, then->second);
  if (!why) {
    ++row.appeared;
  } else if (why->empty()) {
    finding.known = true;
    ++row.known;
  } else {
    finding.caveats.push_back(fmt::format("the baseline holds this failure, but not as it is now: {}", *why));
  }
}

/// What became of a saved failure that is not known now: a word, and a sentence for people.
std::pair<std::string, std::string> fate_of(const std::vector<Placed>* now) {
  if (now == nullptr)
    return {"gone", "it was not judged again: its target, its user or its rule is not part of this run"};
  const auto any = [now](Verdict verdict) {
    return std::ranges::any_of(*now, [verdict](const Placed& it) { return it.finding->verdict == verdict; });
  };
  if (any(Verdict::fail)) return {"changed", "it fails still, and not as it did then"};
  if (any(Verdict::error)) return {"undecided", "it could not be decided now"};
  if (any(Verdict::not_checked)) return {"undecided", "it was not checked now"};
  if (any(Verdict::pass)) return {"fixed", "it passes now"};
  return {"gone", "it does not apply any more"};
}

bool is_accepted(const std::vector<Placed>& now) {
  return std::ranges::all_of(now, [](const Placed& it) {
    return it.finding->known || (it.finding->verdict == Verdict::fail && it.finding->waived_by);
  });
}

void list_the_rest(const ByFingerprint& saved, const ByFingerprint& judged, const Report& saved_report,
                   BaselineRow& row) {
  for (const TargetRow& target : saved_report.targets) {
    for (const InstallationRow& installation : target.installations) {
      for (const FindingRow& then : installation.findings) {
        if (then.verdict != Verdict::fail || then.waived_by) continue;
        // Findings of one fingerprint have one row.
        const std::vector<Placed>& same = saved.at(then.fingerprint);
        const auto first =
            std::ranges::find_if(same, [](const Placed& it) { return failed(it) && !it.finding->waived_by; });
        if (first->finding != &then) continue;
        const auto now = judged.find(then.fingerprint);
        if (now != judged.end() && is_accepted(now->second)) continue;
        auto [state, sentence] = fate_of(now == judged.end() ? nullptr : &now->second);
        const bool several = target.installations.size() > 1;
        row.findings.push_back({then.rule, several ? target.name + " " + installation.label : target.name, then.scope,
                                then.severity, then.title, then.actual, then.fingerprint, std::move(state),
                                std::move(sentence)});
      }
    }
  }
}

}  // namespace

void apply_baseline(Report& report, const Report& saved_report, const std::string& path) {
  BaselineRow row;
  row.path = path;
  row.now = saved_report.now;
  row.profile = saved_report.profile;
  const ByFingerprint saved = by_fingerprint(saved_report);
  for (TargetRow& target : report.targets) {
    for (InstallationRow& installation : target.installations) {
      for (FindingRow& finding : installation.findings) mark(finding, installation, saved, row);
    }
  }
  list_the_rest(saved, by_fingerprint(report), saved_report, row);
  report.baseline = std::move(row);
}

}  // namespace audit
