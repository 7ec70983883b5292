#include "audit/baseline.h"

#include <gtest/gtest.h>

#include "audit/gate.h"

namespace {

using namespace audit;

Report report_of(Verdict verdict, const std::string& data = "0x00000000") {
  Report report;
  report.verb = "audit";
  report.now = "2026-11-01T00:00:00Z";
  report.profile = "m365";
  FindingRow finding;
  finding.rule = "TLS1012";
  finding.scope = "HKLM";
  finding.title = "TLS 1.2 usable";
  finding.verdict = verdict;
  finding.severity = Severity::medium;
  finding.actual = "Enabled is " + data;
  finding.fingerprint = "f1";
  EvidenceRow seen;
  seen.key = "HKLM\\SYSTEM\\Server";
  seen.name = "Enabled";
  seen.state = "present";
  seen.type = "REG_DWORD";
  seen.data = data;
  seen.hive = 0;
  EvidenceRow build = seen;
  build.name = "Build";
  build.data = "\"7601\"";
  finding.evidence = {seen, build};
  InstallationRow installation;
  installation.facts = {{"os.build", "7601", "known", build}};
  installation.findings = {finding};
  report.targets.push_back({"./a", "a", "hive", {}, {}, {installation}});
  return report;
}

FindingRow& finding_of(Report& report) { return report.targets[0].installations[0].findings[0]; }

/// "known", or "new", or the state of the listed row and what the finding says of it.
std::string compared(Report now, const Report& saved) {
  apply_baseline(now, saved, "base.json");
  const FindingRow& finding = finding_of(now);
  std::string text = finding.known ? "known" : now.baseline->appeared > 0 ? "new" : "";
  for (const BaselineFindingRow& row : now.baseline->findings) text += row.state + ": " + row.message;
  for (const std::string& caveat : finding.caveats) text += "; " + caveat;
  EXPECT_EQ(now.baseline->known, finding.known ? 1U : 0U);
  return text;
}

TEST(Baseline, BehindACutOnlyTheDigestTells) {
  const auto cut = [](std::uint64_t left_out, const std::string& observed) {
    Report report = report_of(Verdict::fail);
    if (left_out > 0) finding_of(report).evidence_left_out = left_out;
    if (!observed.empty()) finding_of(report).observed = observed;
    return report;
  };
  EXPECT_EQ(compared(cut(9, "d1"), cut(9, "d1")), "known");
  EXPECT_NE(compared(cut(9, "d1"), cut(9, "d2")), "known");
  EXPECT_NE(compared(cut(9, ""), cut(9, "")), "known");
  EXPECT_NE(compared(cut(9, "d1"), cut(9, "")), "known");
  EXPECT_EQ(compared(cut(0, "d1"), cut(0, "d1")), "known");
  EXPECT_NE(compared(cut(0, "d1"), cut(0, "d2")), "known") << "phrases behind a cut";
}

TEST(Baseline, TheSameFailureIsKnownAndDoesNotFailTheGate) {
  Report now = report_of(Verdict::fail);
  apply_baseline(now, report_of(Verdict::fail), "base.json");
  EXPECT_TRUE(finding_of(now).known);
  EXPECT_EQ(finding_of(now).verdict, Verdict::fail);
  EXPECT_EQ(now.baseline->path, "base.json");
  EXPECT_EQ(now.baseline->now, "2026-11-01T00:00:00Z");
  EXPECT_TRUE(now.baseline->findings.empty());
  apply_gate(now, {});
  EXPECT_EQ(now.exit_code, 0);
  EXPECT_EQ(now.totals.at("gate"), 0U);
}

TEST(Baseline, AFailureThatItDoesNotHoldIsNew) {
  for (const Verdict then : {Verdict::pass, Verdict::error, Verdict::not_checked, Verdict::not_applicable}) {
    EXPECT_EQ(compared(report_of(Verdict::fail), report_of(then)), "new") << name_of(then);
  }
  Report other = report_of(Verdict::fail);
  finding_of(other).fingerprint = "f2";
  EXPECT_EQ(compared(report_of(Verdict::fail), other).substr(0, 9), "newgone: ");
}

TEST(Baseline, AnErrorIsNeverKnown) {
  EXPECT_EQ(compared(report_of(Verdict::error), report_of(Verdict::fail)), "undecided: it could not be decided now");
  Report now = report_of(Verdict::error);
  apply_baseline(now, report_of(Verdict::error), "base.json");
  EXPECT_FALSE(finding_of(now).known);
  apply_gate(now, {});
  EXPECT_EQ(now.exit_code, 3);
}

TEST(Baseline, OtherDataIsNotWhatIsKnown) {
  EXPECT_EQ(compared(report_of(Verdict::fail, "0x00000002"), report_of(Verdict::fail)),
            "changed: it fails still, and not as it did then; the baseline holds this failure, but not as it is now: "
            "then was found: Enabled is 0x00000000");
  Report same_words = report_of(Verdict::fail, "0x00000002");
  finding_of(same_words).actual = "Enabled is 0x00000000";
  EXPECT_EQ(compared(same_words, report_of(Verdict::fail)),
            "changed: it fails still, and not as it did then; the baseline holds this failure, but not as it is now: "
            "the data behind it was another then");
  Report one_more = report_of(Verdict::fail);
  finding_of(one_more).evidence.push_back(finding_of(one_more).evidence[0]);
  finding_of(one_more).evidence.back().key = "HKLM\\Elsewhere";
  EXPECT_EQ(compared(one_more, report_of(Verdict::fail)).substr(0, 8), "changed:");
}

TEST(Baseline, AnUpdateOfWindowsChangesNothingThatIsKnown) {
  Report now = report_of(Verdict::fail);
  finding_of(now).evidence[1].data = "\"7602\"";
  now.targets[0].installations[0].facts[0].evidence->data = "\"7602\"";
  finding_of(now).evidence[0].value_offset = 7;
  finding_of(now).evidence[0].written = "2026-11-02T00:00:00Z";
  finding_of(now).evidence[0].second_reader = "agrees";
  EXPECT_EQ(compared(now, report_of(Verdict::fail)), "known");
}

TEST(Baseline, DataThatIsNotShownWholeIsKnownInAnUntouchedKeyAlone) {
  const std::string cut = "aa… (9000 bytes in all)";
  Report saved = report_of(Verdict::fail, cut);
  Report now = report_of(Verdict::fail, cut);
  EXPECT_EQ(compared(now, saved).substr(0, 8), "changed:");
  // What is said of it is cut as well, and has a digest.
  finding_of(saved).observed = finding_of(now).observed = std::string(64, 'a');
  EXPECT_EQ(compared(now, saved).substr(0, 8), "changed:");
  finding_of(saved).evidence[0].written = "2026-01-01T00:00:00Z";
  finding_of(now).evidence[0].written = "2026-01-01T00:00:00Z";
  EXPECT_EQ(compared(now, saved), "known");
  finding_of(now).evidence[0].written = "2026-01-02T00:00:00Z";
  EXPECT_EQ(compared(now, saved).substr(0, 8), "changed:");
}

TEST(Baseline, AHigherSeverityIsWorse) {
  Report now = report_of(Verdict::fail);
  finding_of(now).severity = Severity::high;
  EXPECT_EQ(compared(now, report_of(Verdict::fail)),
            "changed: it fails still, and not as it did then; the baseline holds this failure, but not as it is now: "
            "its severity was medium then");
  finding_of(now).severity = Severity::low;
  EXPECT_EQ(compared(now, report_of(Verdict::fail)), "known");
}

TEST(Baseline, DoesNotProlongAWaiver) {
  Report saved = report_of(Verdict::fail);
  finding_of(saved).waived_by = "somebody until yesterday";
  EXPECT_EQ(compared(report_of(Verdict::fail), saved),
            "; the baseline holds this failure, but not as it is now: it was waived then, and a waiver ends");
  Report now = report_of(Verdict::fail);
  finding_of(now).waived_by = "somebody until tomorrow";
  EXPECT_EQ(compared(now, saved), "");
  EXPECT_EQ(compared(now, report_of(Verdict::fail)), "");
}

TEST(Baseline, SaysWhatBecameOfTheRest) {
  EXPECT_EQ(compared(report_of(Verdict::pass), report_of(Verdict::fail)), "fixed: it passes now");
  EXPECT_EQ(compared(report_of(Verdict::not_checked), report_of(Verdict::fail)), "undecided: it was not checked now");
  EXPECT_EQ(compared(report_of(Verdict::not_applicable), report_of(Verdict::fail)), "gone: it does not apply any more");
  Report other = report_of(Verdict::pass);
  finding_of(other).fingerprint = "f2";
  EXPECT_EQ(compared(other, report_of(Verdict::fail)),
            "gone: it was not judged again: its target, its user or its rule is not part of this run");
}

TEST(Baseline, TwoTargetsOfOneNameDoNotHideEachOther) {
  Report saved = report_of(Verdict::fail);
  saved.targets.push_back(report_of(Verdict::pass).targets[0]);
  Report now = report_of(Verdict::fail);
  now.targets.push_back(report_of(Verdict::fail).targets[0]);
  apply_baseline(now, saved, "base.json");
  EXPECT_EQ(now.baseline->known, 0U);
  saved.targets[1] = report_of(Verdict::fail).targets[0];
  apply_baseline(now, saved, "base.json");
  EXPECT_EQ(now.baseline->known, 2U);
}

}  // namespace
