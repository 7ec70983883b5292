#include "audit/difference.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "audit/difference_formats.h"
#include "tests/audit/sample_report.h"

namespace {

using namespace audit;

FindingRow finding(const std::string& rule, Verdict verdict, Severity severity = Severity::high) {
  FindingRow row;
  row.rule = rule;
  row.scope = "HKLM";
  row.title = "title of " + rule;
  row.verdict = verdict;
  row.severity = severity;
  row.actual = "found";
  return row;
}

EffectiveRow cell(const std::string& stack, const std::string& protocol, const std::string& state,
                  const std::string& scope = "HKLM") {
  EffectiveRow row;
  row.scope = scope;
  row.stack = stack;
  row.protocol = protocol;
  row.state = state;
  return row;
}

InstallationRow machine(std::vector<FindingRow> findings, const std::string& label = "") {
  InstallationRow row;
  row.label = label;
  row.os.arch = "x64";
  row.findings = std::move(findings);
  return row;
}

Report report_of(std::vector<InstallationRow> machines, const std::string& name = "golden") {
  Report report;
  report.verb = "audit";
  report.targets.push_back({"./" + name, name, "tree", {}, {}, std::move(machines)});
  return report;
}

Difference compared(const Report& before, const Report& after, const DifferenceGate& gate = {}) {
  return difference_of(before, "old.json", after, "new.json", gate);
}

/// State of the only difference, an exclamation mark when it fails the gate, and the exit code.
std::string story(const FindingRow& before, const FindingRow& after, const DifferenceGate& gate = {}) {
  const Difference it = compared(report_of({machine({before})}), report_of({machine({after})}), gate);
  std::string text;
  for (const FindingDifference& row : it.findings) text += row.state + (row.fails_gate ? "!" : "");
  if (it.unchanged > 0) text += it.unchanged_failing > 0 ? "unchanged failure" : "unchanged";
  return text + " " + std::to_string(it.exit_code);
}

TEST(Difference, OfFindings) {
  const auto of = [](Verdict before, Verdict after) { return story(finding("A", before), finding("A", after)); };
  EXPECT_EQ(of(Verdict::pass, Verdict::fail), "new! 1");
  EXPECT_EQ(of(Verdict::not_checked, Verdict::fail), "new! 1");
  EXPECT_EQ(of(Verdict::fail, Verdict::pass), "fixed 0");
  EXPECT_EQ(of(Verdict::fail, Verdict::not_applicable), "changed 0");
  EXPECT_EQ(of(Verdict::pass, Verdict::not_checked), "changed 0");
  EXPECT_EQ(of(Verdict::pass, Verdict::pass), "unchanged 0");
  EXPECT_EQ(of(Verdict::fail, Verdict::fail), "unchanged failure 0");
}

TEST(Difference, WhatCouldNotBeDecidedIsIncomplete) {
  EXPECT_EQ(story(finding("A", Verdict::fail), finding("A", Verdict::error)), "changed 3");
  EXPECT_EQ(story(finding("A", Verdict::error), finding("A", Verdict::fail)), "new! 3");
  EXPECT_EQ(story(finding("A", Verdict::error), finding("A", Verdict::pass)), "changed 3");
  EXPECT_EQ(story(finding("A", Verdict::error), finding("A", Verdict::pass), {.error_is_failure = true}), "changed 1");
  Report unread = report_of({machine({finding("A", Verdict::pass)})});
  unread.targets[0].errors.emplace_back();
  const Report sound = report_of({machine({finding("A", Verdict::pass)})});
  EXPECT_EQ(compared(sound, unread).exit_code, 3);
  EXPECT_EQ(compared(unread, sound).exit_code, 3);
  EXPECT_EQ(compared(sound, sound).exit_code, 0);
  EXPECT_EQ(compared(report_of({}), report_of({})).exit_code, 3);
}

TEST(Difference, TheGateDecidesWhatIsWorse) {
  const FindingRow pass = finding("A", Verdict::pass, Severity::low);
  const FindingRow low = finding("A", Verdict::fail, Severity::low);
  const FindingRow high = finding("A", Verdict::fail, Severity::high);
  EXPECT_EQ(story(pass, low), "new 0");
  EXPECT_EQ(story(pass, low, {.fail_on = Severity::low}), "new! 1");
  EXPECT_EQ(story(pass, low, {.fail_on = std::nullopt}), "new 0");
  EXPECT_EQ(story(pass, high, {.exit_zero = true}), "new! 0");
  EXPECT_EQ(story(low, high), "changed! 1");
  EXPECT_EQ(story(high, low), "changed 0");
  EXPECT_EQ(story(high, finding("A", Verdict::fail, Severity::critical)), "changed! 1");
}

TEST(Difference, WhatIsAcceptedIsNoNewFailure) {
  FindingRow waived = finding("A", Verdict::fail);
  waived.waived_by = "somebody";
  EXPECT_EQ(story(finding("A", Verdict::pass), waived), "new 0");
  EXPECT_EQ(story(waived, finding("A", Verdict::fail)), "changed! 1");
  EXPECT_EQ(story(finding("A", Verdict::fail), waived), "changed 0");
  EXPECT_EQ(story(waived, waived), "unchanged failure 0");
}

TEST(Difference, AFailureThatSeesOtherDataHasChanged) {
  FindingRow other = finding("A", Verdict::fail);
  other.actual = "something else";
  EXPECT_EQ(story(finding("A", Verdict::fail), other), "changed 0");
}

TEST(Difference, WhatWasNotJudgedAgainIsNotFixed) {
  const Difference it = compared(
      report_of({machine({finding("A", Verdict::fail), finding("B", Verdict::pass)})}),
      report_of({machine({finding("B", Verdict::pass), finding("C", Verdict::fail), finding("D", Verdict::pass)})}));
  ASSERT_EQ(it.findings.size(), 3U);
  EXPECT_TRUE(it.incomplete);
  EXPECT_EQ(it.findings[0].state, "new");
  EXPECT_EQ(it.findings[0].before, std::nullopt);
  EXPECT_EQ(it.findings[1].state, "added");
  EXPECT_EQ(it.findings[2].state, "gone");
  EXPECT_EQ(it.findings[2].after, std::nullopt);
  EXPECT_EQ(it.unchanged, 1U);
  EXPECT_EQ(it.exit_code, 3);
}

TEST(Difference, WhatNobodyLookedAtAgainIsNotCalledFine) {
  const Report before = report_of({machine({finding("A", Verdict::fail)})});
  EXPECT_TRUE(write_difference_text(compared(before, before), {}).starts_with("[ok] NOTHING GOT WORSE:"));
  const Difference unasked = compared(before, report_of({machine({finding("A", Verdict::not_checked)})}));
  EXPECT_TRUE(write_difference_text(unasked, {}).starts_with("[~] NOTHING GOT WORSE in what both sides judged:"));
  const Report none = report_of({machine({})});
  for (const Difference& it : {compared(before, none), compared(none, none), compared(report_of({}), report_of({}))}) {
    EXPECT_TRUE(write_difference_text(it, {}).starts_with("[?] INCOMPLETE:")) << write_difference_text(it, {});
    EXPECT_EQ(it.exit_code, 3);
  }
}

TEST(Difference, NewFailuresBelowTheGateAreNotNothing) {
  const auto text = [](Severity before, Severity after, const DifferenceGate& gate) {
    const Verdict then = before == after ? Verdict::pass : Verdict::fail;
    return write_difference_text(compared(report_of({machine({finding("A", then, before)})}),
                                          report_of({machine({finding("A", Verdict::fail, after)})}), gate),
                                 {});
  };
  const std::string_view label = "[~] WORSE, but not at the gate:";
  EXPECT_TRUE(text(Severity::low, Severity::low, {}).starts_with(label));
  EXPECT_TRUE(text(Severity::high, Severity::high, {.fail_on = std::nullopt}).starts_with(label));
  EXPECT_TRUE(text(Severity::info, Severity::low, {}).starts_with(label));
}

TEST(Difference, ANewMachineBringsItsFailuresAndAMissingOneIsTold) {
  const auto several = [](const std::vector<std::pair<std::string, Verdict>>& machines) {
    Report report = report_of({});
    report.targets.clear();
    for (const auto& [name, verdict] : machines) {
      report.targets.push_back(report_of({machine({finding("A", verdict)})}, name).targets[0]);
    }
    return report;
  };
  const Report two = several({{"a", Verdict::pass}, {"b", Verdict::pass}});
  const Report three = several({{"a", Verdict::pass}, {"b", Verdict::pass}, {"c", Verdict::fail}});
  const Difference grown = compared(two, three);
  ASSERT_EQ(grown.findings.size(), 1U);
  EXPECT_EQ(grown.findings[0].machine, "c");
  EXPECT_EQ(grown.findings[0].state, "new");
  EXPECT_EQ(grown.exit_code, 1);
  EXPECT_TRUE(write_difference_text(grown, {}).starts_with("[X] WORSE:"));
  const Difference shrunk = compared(three, two);
  EXPECT_EQ(shrunk.missing, 1U);
  EXPECT_EQ(shrunk.exit_code, 3);
  EXPECT_TRUE(write_difference_text(shrunk, {}).starts_with("[?] INCOMPLETE:"));
}

TEST(Difference, ResultsThatJudgeNothingAreOnlyComparedInTheirProtocols) {
  const auto report = [](const std::string& verb, const std::string& tls12) {
    Report it = report_of({machine({})});
    it.verb = verb;
    if (verb == "audit") it.targets[0].installations[0].findings = {finding("A", Verdict::pass)};
    if (!tls12.empty()) it.targets[0].installations[0].effective = {cell("winhttp-native", "TLS 1.2", tls12)};
    return it;
  };
  const auto told = [&](const std::string& before, const std::string& then, const std::string& after,
                        const std::string& now) {
    const Difference it = compared(report(before, then), report(after, now));
    const std::string text = write_difference_text(it, {});
    return text.substr(0, text.find(':')) + " " + std::to_string(it.exit_code);
  };
  EXPECT_EQ(told("effective", "on", "effective", "on"), "[ok] NOTHING GOT WORSE 0");
  EXPECT_EQ(told("effective", "on", "effective", "off"), "[X] WORSE 1");
  EXPECT_EQ(told("effective", "on", "effective", "explicit-only"), "[X] WORSE 1");
  EXPECT_EQ(told("effective", "on", "effective", "unknown"), "[?] INCOMPLETE 3");
  EXPECT_EQ(told("effective", "on", "effective", ""), "[?] INCOMPLETE 3");
  EXPECT_EQ(told("effective", "on", "audit", "on"), "[?] INCOMPLETE 3");
  EXPECT_EQ(told("audit", "on", "effective", "off"), "[X] WORSE, and not everything could be compared 3");
  EXPECT_EQ(told("inspect", "", "inspect", ""), "[?] INCOMPLETE 3");
  EXPECT_EQ(told("audit", "on", "inspect", ""), "[?] INCOMPLETE 3");
}

TEST(Difference, OneMachineOnEachSideIsComparedWhateverItsName) {
  const Difference it = compared(report_of({machine({finding("A", Verdict::pass)})}, "before"),
                                 report_of({machine({finding("A", Verdict::fail)})}, "after"));
  ASSERT_EQ(it.findings.size(), 1U);
  EXPECT_EQ(it.findings[0].machine, "after");
  ASSERT_EQ(it.notes.size(), 1U);
  EXPECT_EQ(it.notes[0], "before is compared with after: each side has one machine.");
}

TEST(Difference, SeveralMachinesAreMatchedByNameAndLabel) {
  const auto both = [](Verdict home, Verdict pro) {
    return std::vector{machine({finding("A", home)}, "Home"), machine({finding("A", pro)}, "Pro")};
  };
  Report after = report_of(both(Verdict::pass, Verdict::fail));
  std::swap(after.targets[0].installations[0], after.targets[0].installations[1]);
  const Difference it = compared(report_of(both(Verdict::fail, Verdict::fail)), after);
  ASSERT_EQ(it.findings.size(), 1U);
  EXPECT_EQ(it.findings[0].machine, "golden Home");
  EXPECT_EQ(it.findings[0].state, "fixed");
  const Difference apart =
      compared(report_of(both(Verdict::fail, Verdict::fail)), report_of(both(Verdict::fail, Verdict::fail), "other"));
  EXPECT_EQ(apart.notes.size(), 4U);
  EXPECT_EQ(apart.unmatched, 4U);
  EXPECT_EQ(apart.exit_code, 3);
}

std::string sentence(const std::vector<EffectiveRow>& before, const std::vector<EffectiveRow>& after) {
  Report left = report_of({machine({})});
  Report right = report_of({machine({})});
  left.targets[0].installations[0].effective = before;
  right.targets[0].installations[0].effective = after;
  std::string text;
  for (const StackDifference& row : compared(left, right).effective) text += row.sentence + "|";
  return text;
}

TEST(Difference, OfProtocolsIsASentence) {
  const auto winhttp = [](const std::string& tls11, const std::string& tls12) {
    return std::vector{cell("winhttp-native", "TLS 1.1", tls11), cell("winhttp-native", "TLS 1.2", tls12)};
  };
  EXPECT_EQ(sentence(winhttp("on", "on"), winhttp("on", "on")), "");
  EXPECT_EQ(sentence(winhttp("on", "on"), winhttp("off", "on")),
            "WinHTTP programs, 64-bit: lost TLS 1.1, gained nothing|");
  EXPECT_EQ(sentence(winhttp("off", "off"), winhttp("on", "on")),
            "WinHTTP programs, 64-bit: lost nothing, gained TLS 1.1 and TLS 1.2|");
  EXPECT_EQ(sentence(winhttp("on", "off"), winhttp("unsupported", "on")),
            "WinHTTP programs, 64-bit: lost TLS 1.1, gained TLS 1.2|");
  EXPECT_EQ(sentence(winhttp("on", "on"), winhttp("explicit-only", "off")),
            "WinHTTP programs, 64-bit: lost TLS 1.2, gained nothing; TLS 1.1 was on and is only for programs that ask "
            "for it|");
  EXPECT_EQ(sentence(winhttp("on", "unknown"), winhttp("on", "off")),
            "WinHTTP programs, 64-bit: TLS 1.2 was unknown and is off|");
  EXPECT_EQ(sentence({cell("wininet", "TLS 1.2", "on", "user:bob")}, {}),
            "WinINet programs (Internet Options) of user bob: told only before, offered TLS 1.2|");
  EXPECT_EQ(sentence({}, {cell("wininet", "TLS 1.2", "off", "user:bob")}),
            "WinINet programs (Internet Options) of user bob: told only now, offers nothing|");
}

TEST(Difference, OfFactsAndHives) {
  Report before = report_of({machine({})});
  Report after = report_of({machine({})});
  InstallationRow& left = before.targets[0].installations[0];
  InstallationRow& right = after.targets[0].installations[0];
  left.facts = {{"os.build", "7601", "known", {}}, {"os.ubr", "", "unknown", {}}, {"gone", "1", "known", {}}};
  right.facts = {{"os.build", "7601", "known", {}}, {"os.ubr", "24000", "known", {}}};
  const auto hive = [](const char* role, std::optional<std::string> user, std::optional<std::string> sha256,
                       std::uint64_t size) {
    HiveRow row;
    row.role = role;
    row.user = std::move(user);
    row.sha256 = std::move(sha256);
    row.size_bytes = size;
    return row;
  };
  left.hives = {hive("SYSTEM", {}, "a", 1), hive("SOFTWARE", {}, "b", 1), hive("USER", "bob", "c", 1),
                hive("DEFAULT", {}, {}, 1)};
  right.hives = {hive("SYSTEM", {}, "a", 1), hive("SOFTWARE", {}, "x", 1), hive("USER", "eve", "c", 1),
                 hive("DEFAULT", {}, {}, 1)};
  const Difference it = compared(before, after);
  ASSERT_EQ(it.facts.size(), 2U);
  EXPECT_EQ(it.facts[0].id, "os.ubr");
  EXPECT_EQ(it.facts[0].before, std::nullopt);
  EXPECT_EQ(it.facts[1].after, std::nullopt);
  std::string states;
  for (const HiveDifference& row : it.hives) states += row.role + " " + row.state + "|";
  EXPECT_EQ(states, "SOFTWARE changed|USER added|DEFAULT not_hashed|USER removed|");
}

TEST(Difference, OfAReportWithItselfIsNothing) {
  const Report sample = hiveaudit_tests::sample_report();
  const Difference it = compared(sample, sample);
  EXPECT_TRUE(it.findings.empty());
  EXPECT_TRUE(it.effective.empty());
  EXPECT_TRUE(it.facts.empty());
  for (const HiveDifference& row : it.hives) EXPECT_EQ(row.state, "not_hashed");
  EXPECT_GT(it.unchanged_failing, 0U);
  EXPECT_EQ(it.exit_code, 3) << "the sample is incomplete";
}

TEST(Difference, FormatsTellTheSame) {
  Report after = hiveaudit_tests::sample_report();
  InstallationRow& golden = after.targets[0].installations[0];
  for (FindingRow& row : golden.findings) {
    row.verdict = row.verdict == Verdict::fail ? Verdict::pass : Verdict::fail;
    row.title = hiveaudit_tests::kHostileText;
  }
  for (EffectiveRow& row : golden.effective) row.state = row.state == "on" ? "off" : "on";
  const Difference it = compared(hiveaudit_tests::sample_report(), after);
  const auto document = nlohmann::json::parse(write_difference_json(it, {}));
  EXPECT_EQ(document.at("findings").size(), it.findings.size());
  EXPECT_EQ(document.at("effective").size(), it.effective.size());
  EXPECT_EQ(document.at("exit_code"), it.exit_code);
  const std::string text = write_difference_text(it, {});
  for (const FindingDifference& row : it.findings) EXPECT_NE(text.find(row.rule), std::string::npos);
  EXPECT_NE(text.find("lost "), std::string::npos);
  for (const char c : text) EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20);
  EXPECT_EQ(difference_formats().size(), 2U);
}

}  // namespace
