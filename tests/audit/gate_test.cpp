#include "audit/gate.h"

#include <gtest/gtest.h>

namespace {

using audit::Severity;
using audit::Verdict;

audit::FindingRow finding(Verdict verdict, Severity severity) {
  audit::FindingRow row;
  row.verdict = verdict;
  row.severity = severity;
  row.evidence.emplace_back().hive = 0;
  return row;
}

audit::Report report_of(std::vector<audit::FindingRow> findings) {
  audit::Report report;
  report.verb = "audit";
  report.targets.resize(1);
  report.targets[0].installations.resize(1);
  report.targets[0].installations[0].findings = std::move(findings);
  return report;
}

int exit_code(audit::Report report, const audit::Options& options = {}) {
  audit::apply_gate(report, options);
  return report.exit_code;
}

TEST(Gate, OnlyFailuresAtOrAboveTheGateFail) {
  EXPECT_EQ(exit_code(report_of({finding(Verdict::pass, Severity::high)})), 0);
  EXPECT_EQ(exit_code(report_of({finding(Verdict::fail, Severity::low)})), 0);
  EXPECT_EQ(exit_code(report_of({finding(Verdict::fail, Severity::medium)})), 1);
  EXPECT_EQ(exit_code(report_of(
                {finding(Verdict::informational, Severity::critical), finding(Verdict::pass, Severity::low)})),
            0);
}

TEST(Gate, AnErrorOutranksAFailure) {
  EXPECT_EQ(exit_code(report_of({finding(Verdict::fail, Severity::critical), finding(Verdict::error, Severity::low)})),
            3);
}

TEST(Gate, ErrorsOfTargetsInstallationsAndHivesAreIncomplete) {
  audit::Report of_target = report_of({finding(Verdict::pass, Severity::low)});
  of_target.targets[0].errors.emplace_back();
  EXPECT_EQ(exit_code(of_target), 3);
  audit::Report of_installation = report_of({finding(Verdict::pass, Severity::low)});
  of_installation.targets[0].installations[0].errors.emplace_back();
  EXPECT_EQ(exit_code(of_installation), 3);
  audit::Report of_hive = report_of({finding(Verdict::pass, Severity::low)});
  of_hive.targets[0].installations[0].hives.resize(1);
  of_hive.targets[0].installations[0].hives[0].errors.emplace_back();
  EXPECT_EQ(exit_code(of_hive), 3);
}

TEST(Gate, NothingDecidedIsAnErrorNotACleanRun) {
  audit::Report report =
      report_of({finding(Verdict::not_checked, Severity::high), finding(Verdict::not_applicable, Severity::high)});
  audit::apply_gate(report, {});
  EXPECT_EQ(report.exit_code, 3);
  ASSERT_EQ(report.targets[0].errors.size(), 1U);
  EXPECT_EQ(report.targets[0].errors[0].code, "nothing_decided");
}

TEST(Gate, ProtocolsOfWhichNothingIsKnownAreNoCleanRun) {
  audit::Report report = report_of({});
  report.verb = "effective";
  audit::EffectiveRow cell;
  cell.protocol = "TLS 1.2";
  cell.state = "unknown";
  report.targets[0].installations[0].effective = {cell, cell};
  EXPECT_EQ(exit_code(report), 3);
  report.targets[0].installations[0].effective[1].state = "off";
  EXPECT_EQ(exit_code(report), 0);
}

TEST(Gate, WhatNoHiveSupportsDecidesNothing) {
  audit::Report report = report_of({finding(Verdict::pass, Severity::high)});
  report.targets[0].installations[0].findings[0].evidence.clear();
  EXPECT_EQ(exit_code(report), 3);
}

TEST(Gate, ExitZeroForgivesFindingsAlone) {
  audit::Options options;
  options.exit_zero = true;
  EXPECT_EQ(exit_code(report_of({finding(Verdict::fail, Severity::high)}), options), 0);
  EXPECT_EQ(exit_code(report_of({finding(Verdict::error, Severity::high)}), options), 3);
}

TEST(Gate, OnErrorFailMapsThreeToOne) {
  audit::Options options;
  options.error_is_failure = true;
  EXPECT_EQ(exit_code(report_of({finding(Verdict::error, Severity::high)}), options), 1);
}

TEST(Gate, TheGateChangesNoVerdictAndCountsAreComplete) {
  audit::Report report = report_of({finding(Verdict::fail, Severity::medium), finding(Verdict::pass, Severity::low),
                                    finding(Verdict::fail, Severity::low)});
  audit::Options none;
  none.fail_on.reset();
  audit::apply_gate(report, none);
  EXPECT_EQ(report.exit_code, 0);
  EXPECT_EQ(report.totals.at("fail"), 2U);
  EXPECT_EQ(report.totals.at("pass"), 1U);
  EXPECT_EQ(report.totals.at("gate"), 0U);
  EXPECT_EQ(report.targets[0].installations[0].findings[0].verdict, Verdict::fail);
}

}  // namespace
