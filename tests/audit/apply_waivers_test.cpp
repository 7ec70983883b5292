#include "audit/apply_waivers.h"

#include <gtest/gtest.h>

#include "audit/gate.h"

namespace {

using namespace audit;

EvidenceRow seen(const std::string& name, const std::string& data) {
  EvidenceRow row;
  row.key = "HKLM\\SYSTEM\\CurrentControlSet\\Server";
  row.name = name;
  row.state = "present";
  row.type = "REG_DWORD";
  row.data = data;
  row.hive = 0;
  return row;
}

Report report_of(Verdict verdict, const std::string& now = "2026-11-23T10:00:00Z") {
  Report report;
  report.verb = "audit";
  report.now = now;
  FindingRow finding;
  finding.rule = "TLS1012";
  finding.scope = "user:Alice";
  finding.verdict = verdict;
  finding.severity = Severity::high;
  finding.fingerprint = "f1";
  finding.evidence = {seen("Enabled", "0x00000000")};
  InstallationRow installation;
  installation.label = "1 Pro";
  installation.findings = {finding};
  report.targets.push_back({"./win2016.vhdx", "win2016.vhdx", "disk", {}, {}, {installation}});
  return report;
}

Waiver waiver(const std::string& expires = "2027-01-31") {
  Waiver it;
  it.rules = {"TLS1012"};
  it.row.rule = "TLS1012";
  it.row.target = "*";
  it.row.owner = "vdi-team";
  it.row.ticket = "CHG-4411";
  it.row.reason = "the agent needs it";
  it.row.expires = expires;
  return it;
}

const FindingRow& finding_of(const Report& report) { return report.targets[0].installations[0].findings[0]; }

/// State of the waiver and whether the finding is waived.
std::string applied(Report report, const Waiver& it) {
  apply_waivers(report, {it});
  return report.waivers.at(0).state + (finding_of(report).waived_by ? ", waived" : "");
}

TEST(ApplyWaivers, AFailureIsMarkedAndItsVerdictStays) {
  Report report = report_of(Verdict::fail);
  apply_waivers(report, {waiver()});
  EXPECT_EQ(finding_of(report).waived_by, "vdi-team (CHG-4411) until 2027-01-31: the agent needs it");
  EXPECT_EQ(finding_of(report).verdict, Verdict::fail);
  EXPECT_EQ(report.waivers[0].findings, std::vector<std::string>{"f1"});
  apply_gate(report, {});
  EXPECT_EQ(report.exit_code, 0);
  EXPECT_EQ(report.totals.at("fail"), 1U);
}

TEST(ApplyWaivers, APermanentOneSaysWhoAgreed) {
  Waiver it = waiver();
  it.row.expires.reset();
  it.row.approver = "security";
  Report report = report_of(Verdict::fail);
  apply_waivers(report, {it});
  EXPECT_EQ(finding_of(report).waived_by, "vdi-team (CHG-4411) without end, approved by security: the agent needs it");
  EXPECT_EQ(report.waivers[0].state, "used");
}

TEST(ApplyWaivers, NothingButAFailureIsWaived) {
  for (const Verdict verdict :
       {Verdict::pass, Verdict::error, Verdict::not_checked, Verdict::not_applicable, Verdict::informational}) {
    EXPECT_EQ(applied(report_of(verdict), waiver()), "unused") << name_of(verdict);
  }
  Report undecided = report_of(Verdict::error);
  apply_waivers(undecided, {waiver()});
  apply_gate(undecided, {});
  EXPECT_EQ(undecided.exit_code, 3);
}

TEST(ApplyWaivers, TheDayOfExpiryIsTheLast) {
  EXPECT_EQ(applied(report_of(Verdict::fail, "2027-01-31T23:59:59Z"), waiver()), "expiring, waived");
  EXPECT_EQ(applied(report_of(Verdict::fail, "2027-02-01T00:00:00Z"), waiver()), "expired");
}

TEST(ApplyWaivers, ThirtyDaysBeforeItsEndItIsExpiring) {
  EXPECT_EQ(applied(report_of(Verdict::fail, "2026-12-31T23:59:59Z"), waiver()), "used, waived");
  EXPECT_EQ(applied(report_of(Verdict::fail, "2027-01-01T00:00:00Z"), waiver()), "expiring, waived");
}

TEST(ApplyWaivers, AnExpiredOneNamesWhatItCovered) {
  Report report = report_of(Verdict::fail, "2027-03-01T00:00:00Z");
  apply_waivers(report, {waiver()});
  EXPECT_EQ(report.waivers[0].state, "expired");
  EXPECT_EQ(report.waivers[0].findings, std::vector<std::string>{"f1"});
  apply_gate(report, {});
  EXPECT_EQ(report.exit_code, 1);
}

TEST(ApplyWaivers, RuleTargetScopeAndValueMustFit) {
  const auto with = [](auto change) {
    Waiver it = waiver();
    change(it);
    return applied(report_of(Verdict::fail), it);
  };
  EXPECT_EQ(with([](Waiver& it) { it.rules = {"TLS1013"}; }), "unused");
  EXPECT_EQ(with([](Waiver& it) { it.rules = {"TLS0001", "TLS1012"}; }), "used, waived");
  for (const char* pattern : {"win2016.vhdx", "win2016*", "*.vhdx", "*", "w*6*v*x", "win2016.vhdx*"}) {
    EXPECT_EQ(with([&](Waiver& it) { it.row.target = pattern; }), "used, waived") << pattern;
  }
  for (const char* pattern :
       {"win2016", "WIN2016.vhdx", "win2019*", "*.wim", "w?n2016.vhdx", "", "win2016.vhdx 1 Pro"}) {
    EXPECT_EQ(with([&](Waiver& it) { it.row.target = pattern; }), "unused") << pattern;
  }
  for (const char* scope : {"user:Alice", "user:alice", "user:*", "user:A*"}) {
    EXPECT_EQ(with([&](Waiver& it) { it.row.scope = scope; }), "used, waived") << scope;
  }
  for (const char* scope : {"HKLM", "user:bob", "user:Alic", "default-user"}) {
    EXPECT_EQ(with([&](Waiver& it) { it.row.scope = scope; }), "unused") << scope;
  }
  EXPECT_EQ(with([](Waiver& it) { it.value = parse_observed_value("Enabled=0"); }), "used, waived");
  EXPECT_EQ(with([](Waiver& it) { it.value = parse_observed_value("Enabled=1"); }), "unused");
}

TEST(ApplyWaivers, AValueBehindTheCutMayBeAnother) {
  Report report = report_of(Verdict::fail);
  report.targets[0].installations[0].findings[0].evidence_left_out = 1;
  Waiver it = waiver();
  EXPECT_EQ(applied(report, it), "used, waived");
  it.value = parse_observed_value("Enabled=0");
  EXPECT_EQ(applied(report, it), "unused");
}

TEST(ApplyWaivers, OneOfSeveralWindowsIsNamedByItsLabel) {
  Report report = report_of(Verdict::fail);
  auto& machines = report.targets[0].installations;
  machines.push_back(machines[0]);
  machines[1].label = "2 Home";
  machines[1].findings[0].fingerprint = "f2";
  Waiver it = waiver();
  it.row.target = "win2016.vhdx 2 *";
  apply_waivers(report, {it});
  EXPECT_EQ(report.waivers[0].findings, std::vector<std::string>{"f2"});
}

TEST(ApplyWaivers, TheFirstThatHoldsAnswersAndAllThatCoverAreUsed) {
  Report report = report_of(Verdict::fail);
  Waiver first = waiver("2026-11-22");
  Waiver second = waiver();
  second.row.owner = "second";
  Waiver third = waiver();
  third.row.owner = "third";
  apply_waivers(report, {first, second, third});
  EXPECT_EQ(finding_of(report).waived_by, "second (CHG-4411) until 2027-01-31: the agent needs it");
  EXPECT_EQ(report.waivers[0].state, "expired");
  EXPECT_EQ(report.waivers[1].state, "used");
  EXPECT_EQ(report.waivers[2].state, "used");
}

TEST(ApplyWaivers, RunsMayFailForExpiredAndUnusedOnes) {
  const auto exit_code = [](const std::string& expires, Verdict verdict, bool expired, bool unused, bool zero = false) {
    Report report = report_of(verdict);
    FindingRow pass = finding_of(report);
    pass.rule = "TLS1";
    pass.verdict = Verdict::pass;
    report.targets[0].installations[0].findings.push_back(pass);
    apply_waivers(report, {waiver(expires)});
    Options options;
    options.fail_on.reset();
    options.fail_on_expired_waiver = expired;
    options.fail_on_unused_waiver = unused;
    options.exit_zero = zero;
    apply_gate(report, options);
    EXPECT_EQ(report.waivers[0].fails_gate, report.exit_code == 1 || zero || report.exit_code == 3);
    return report.exit_code;
  };
  EXPECT_EQ(exit_code("2026-01-31", Verdict::fail, true, false), 1);
  EXPECT_EQ(exit_code("2026-01-31", Verdict::fail, false, true), 0);
  EXPECT_EQ(exit_code("2027-01-31", Verdict::pass, false, true), 1);
  EXPECT_EQ(exit_code("2027-01-31", Verdict::pass, true, false), 0);
  EXPECT_EQ(exit_code("2027-01-31", Verdict::fail, true, true), 0);
  EXPECT_EQ(exit_code("2027-01-31", Verdict::pass, true, true, true), 0);
  EXPECT_EQ(exit_code("2027-01-31", Verdict::error, true, true), 3);
}

}  // namespace
