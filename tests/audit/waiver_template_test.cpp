#include <gtest/gtest.h>

#include "audit/apply_waivers.h"
#include "audit/calendar.h"
#include "audit/waivers_verb.h"
#include "tests/audit/sample_report.h"

namespace {

using namespace audit;

constexpr const char* kNow = "2026-11-23T10:00:00Z";

rules::RuleSet rules_of(const Report& report) {
  rules::RuleSet set;
  for (const TargetRow& target : report.targets) {
    for (const InstallationRow& installation : target.installations) {
      for (const FindingRow& finding : installation.findings) {
        if (set.find_rule(finding.rule) == nullptr) set.rules.emplace_back().id = finding.rule;
      }
    }
  }
  return set;
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
  return text;
}

std::string filled_in(std::string text) {
  text = replaced(std::move(text), "owner=\"\"", "owner=\"me\"");
  return replaced(replaced(std::move(text), "<reason></reason>", "<reason>r</reason>"), "<reason />",
                  "<reason>r</reason>");
}

std::vector<std::string> failing(const Report& report) {
  std::vector<std::string> rules;
  for (const TargetRow& target : report.targets) {
    for (const InstallationRow& installation : target.installations) {
      for (const FindingRow& finding : installation.findings) {
        const bool counts = finding.verdict == Verdict::fail && finding.severity >= Severity::medium;
        if (counts && !finding.waived_by && !finding.known) rules.push_back(finding.rule);
      }
    }
  }
  return rules;
}

TEST(WaiverTemplate, IsRefusedUntilSomebodyFillsItIn) {
  const Report report = hiveaudit_tests::sample_report();
  const std::string text = waiver_template(report, kNow);
  const rules::RuleSet rules = rules_of(report);
  const auto faults = load_waivers({"w.xml", text}, rules, kNow).faults;
  ASSERT_FALSE(faults.empty());
  EXPECT_EQ(faults[0].message, "owner is empty: who answers for it?");
  EXPECT_EQ(faults[1].message, "<reason> has no text");
  EXPECT_EQ(faults.size(), 2 * failing(report).size());
}

TEST(WaiverTemplate, CoversWhatFailsAndNoMore) {
  for (const bool poisoned : {false, true}) {
    Report report = poisoned ? hiveaudit_tests::poisoned_report() : hiveaudit_tests::sample_report();
    report.gate = "medium";
    ASSERT_FALSE(failing(report).empty());
    const LoadedWaivers loaded =
        load_waivers({"w.xml", filled_in(waiver_template(report, kNow))}, rules_of(report), kNow);
    ASSERT_TRUE(loaded.faults.empty()) << rules::to_text(loaded.faults[0]);
    EXPECT_EQ(loaded.waivers.size(), failing(report).size());
    for (const Waiver& waiver : loaded.waivers) EXPECT_EQ(waiver.row.expires, "2027-02-21");
    if (poisoned) continue;  // its texts are not printable, and so not those of a waiver
    apply_waivers(report, loaded.waivers);
    EXPECT_EQ(failing(report), std::vector<std::string>{});
    for (const WaiverRow& row : report.waivers) EXPECT_EQ(row.findings.size(), 1U) << row.rule;
  }
}

TEST(WaiverTemplate, FollowsTheGate) {
  Report report = hiveaudit_tests::sample_report();
  const auto count = [&report](const char* gate) {
    report.gate = gate;
    return load_waivers({"w.xml", filled_in(waiver_template(report, kNow))}, rules_of(report), kNow).waivers.size();
  };
  EXPECT_EQ(count("critical"), 1U);
  EXPECT_EQ(count("high"), 2U);
  EXPECT_EQ(count("low"), 3U);
  EXPECT_EQ(count("none"), 3U) << "without a gate every failure";
}

TEST(WaiverTemplate, WithoutFailuresCoversNothing) {
  Report report = hiveaudit_tests::sample_report();
  report.targets.clear();
  const LoadedWaivers loaded = load_waivers({"w.xml", waiver_template(report, kNow)}, {}, kNow);
  EXPECT_TRUE(loaded.faults.empty());
  EXPECT_TRUE(loaded.waivers.empty());
}

}  // namespace
