#include "audit/headline.h"

#include <fmt/format.h>

#include <algorithm>

#include "audit/report_words.h"

namespace audit {
namespace {

struct Tally {
  std::uint64_t blocking = 0;
  std::uint64_t accepted = 0;  ///< would block, but waived or known
  std::uint64_t warnings = 0;
  std::uint64_t waived = 0;
  std::uint64_t known = 0;
  std::uint64_t undecided = 0;
  std::uint64_t unreadable = 0;
  std::uint64_t passed = 0;
  std::uint64_t not_checked = 0;
  std::uint64_t hives = 0;
  std::uint64_t unclean = 0;  ///< hives that are dirty or damaged
  std::uint64_t installations = 0;
  std::uint64_t failing_waivers = 0;  ///< expired or unused ones, where somebody asked to fail for that
};

void count(Tally& tally, const FindingRow& finding) {
  switch (finding.verdict) {
    case Verdict::pass:
      ++tally.passed;
      return;
    case Verdict::error:
      ++tally.undecided;
      return;
    case Verdict::not_checked:
      ++tally.not_checked;
      return;
    case Verdict::not_applicable:
    case Verdict::informational:
      return;
    case Verdict::fail:
      break;
  }
  if (finding.waived_by) ++tally.waived;
  if (finding.known) ++tally.known;
  if (is_blocking(finding))
    ++tally.blocking;
  else if (finding.severity >= Severity::medium)
    ++tally.accepted;
  else
    ++tally.warnings;
}

void count(Tally& tally, const TargetRow& target) {
  tally.unreadable += target.errors.size();
  for (const InstallationRow& installation : target.installations) {
    // A loose hive says nothing of a Windows around it.
    if (!installation.os.product.empty() || installation.os.build) ++tally.installations;
    tally.hives += installation.hives.size();
    tally.unreadable += installation.errors.size();
    for (const HiveRow& hive : installation.hives) {
      tally.unreadable += hive.errors.size();
      if (hive.state != "clean" && hive.state != "recovered") ++tally.unclean;
    }
    for (const FindingRow& finding : installation.findings) count(tally, finding);
    for (const PlaceRow& place : installation.places) tally.undecided += was_answered(place) ? 0 : 1;
  }
}

/// They belong to the run: an unused one fits no target.
std::uint64_t failing_waivers(const Report& report) {
  return static_cast<std::uint64_t>(std::ranges::count(report.waivers, true, &WaiverRow::fails_gate));
}

Headline describe(const Tally& tally, bool judged) {
  Headline line;
  std::string& text = line.sentence;
  const auto add = [&](std::uint64_t n, std::string_view one, std::string_view many) {
    if (n > 0) text += fmt::format("{}{}", text.empty() ? "" : ", ", counted(n, one, many));
  };
  add(tally.blocking, "blocking finding", "blocking findings");
  add(tally.warnings, "warning", "warnings");
  add(tally.waived, "waived", "waived");
  add(tally.known, "already known", "already known");
  add(tally.undecided, "could not be decided", "could not be decided");
  add(tally.unreadable, "input error", "input errors");
  add(tally.passed, "passed", "passed");
  add(tally.not_checked, "not checked", "not checked");
  add(tally.unclean, "dirty hive", "dirty hives");
  add(tally.failing_waivers, "waiver fails the run", "waivers fail the run");
  if (!judged) {
    add(tally.installations, "Windows installation", "Windows installations");
    add(tally.hives, "hive read", "hives read");
    text += text.empty() ? "no rules were run" : "; no rules were run";
  }

  const bool incomplete = tally.undecided + tally.unreadable > 0;
  const bool nothing_decided = judged && tally.passed + tally.blocking + tally.warnings + tally.accepted == 0;
  if (tally.blocking > 0)
    line = {Outcome::not_ready, !incomplete, incomplete ? "NOT READY, and not everything could be read" : "NOT READY",
            "[X]", text};
  else if (incomplete || nothing_decided)
    line = {Outcome::incomplete, false, "INCOMPLETE", "[?]", text};
  else if (!judged)
    line = {Outcome::listed, true, "READ", "[i]", text};
  else if (tally.accepted > 0)
    line = {Outcome::excepted, true, "NOT READY, but accepted", "[~]", text};
  else if (tally.failing_waivers > 0)
    line = {Outcome::partial, true, "NOTHING BLOCKING FOUND, but a waiver fails the run", "[~]", text};
  else if (tally.not_checked > 0)
    line = {Outcome::partial, true, "NOT FULLY CHECKED, nothing blocking found", "[~]", text};
  else if (tally.unclean > 0)
    line = {Outcome::partial, true, "NOTHING BLOCKING FOUND, but a hive is dirty", "[~]", text};
  else
    line = {Outcome::ready, true, "READY", "[ok]", text};
  if (line.sentence.empty()) line.sentence = "nothing was checked";
  return line;
}

}  // namespace

bool is_blocking(const FindingRow& finding) {
  return finding.verdict == Verdict::fail && finding.severity >= Severity::medium && !finding.waived_by &&
         !finding.known;
}

bool was_answered(const PlaceRow& place) {
  return place.evidence.state == "present" || place.evidence.state == "absent";
}

Headline headline(const TargetRow& target, const Report& report) {
  Tally tally;
  tally.failing_waivers = failing_waivers(report);
  count(tally, target);
  return describe(tally, report.verb == "audit");
}

Headline headline(const Report& report) {
  Tally tally;
  tally.failing_waivers = failing_waivers(report);
  for (const TargetRow& target : report.targets) count(tally, target);
  return describe(tally, report.verb == "audit");
}

std::string gate_text(const Report& report) {
  const std::uint64_t waivers = failing_waivers(report);
  const std::string more =
      waivers == 0 ? ""
                   : "; " + counted(waivers, "expired or unused waiver fails it", "expired or unused waivers fail it");
  if (report.gate == "none") return "gate: none, findings do not change the exit code" + more;
  const auto found = report.totals.find("gate");
  const std::uint64_t failing = found != report.totals.end() ? found->second : 0;
  return fmt::format("gate: {} and above; {} it{}", report.gate,
                     failing == 1 ? "1 finding fails" : fmt::format("{} findings fail", failing), more);
}

}  // namespace audit
