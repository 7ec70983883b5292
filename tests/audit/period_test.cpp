// Rules that hold from a day on or up to a day: both sides of it, and what a report says without --now.

#include "audit/period.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/audit/judged_machine.h"

namespace {

using audit::Verdict;
using hiveaudit_tests::JudgedMachine;
using hiveaudit_tests::rulebook;

audit::Finding judged(const char* id, const std::string& now, bool now_given, const rules::Profile* profile) {
  static const JudgedMachine kMachine("[HKEY_LOCAL_MACHINE\\SYSTEM]\n[HKEY_LOCAL_MACHINE\\SOFTWARE]\n",
                                      "7601:client:x64");
  const rules::Rule& rule = *rulebook().find_rule(id);
  auto findings =
      audit::evaluate(rule, rule.severity,
                      audit::Judged{kMachine.installation, kMachine.facts, kMachine.rows, now, profile, now_given});
  EXPECT_EQ(findings.size(), 1U);
  return std::move(findings.front());
}

TEST(Period, HoldsFromItsDayOn) {
  const rules::Profile* profile = rulebook().find_profile("m365");
  const audit::Finding before = judged("TLS1512", "2026-03-31T23:59:59Z", true, profile);
  EXPECT_EQ(before.verdict, Verdict::not_applicable);
  EXPECT_NE(before.message.find("from 2026-04-01 (front-door-dhe-end) on"), std::string::npos) << before.message;
  const audit::Finding after = judged("TLS1512", "2026-04-01T00:00:00Z", true, profile);
  EXPECT_EQ(after.verdict, Verdict::informational);
  EXPECT_TRUE(after.caveats.empty());
}

TEST(Period, WithoutNowTheDayHasCome) {
  const rules::Profile* profile = rulebook().find_profile("m365");
  const audit::Finding from = judged("TLS1512", "2020-01-01T00:00:00Z", false, profile);
  EXPECT_EQ(from.verdict, Verdict::informational);
  ASSERT_FALSE(from.caveats.empty());
  EXPECT_NE(from.caveats.front().find("without --now"), std::string::npos) << from.caveats.front();
  const audit::Finding before = judged("TLS1524", "2020-01-01T00:00:00Z", false, profile);
  EXPECT_EQ(before.verdict, Verdict::not_applicable);
  EXPECT_NE(before.message.find("without --now"), std::string::npos) << before.message;
}

TEST(Period, AProfileMayNameAnotherDay) {
  rules::Profile profile = *rulebook().find_profile("m365");
  for (rules::DateParameter& date : profile.dates) date.date = "2030-01-01";
  EXPECT_EQ(judged("TLS1512", "2029-12-31T00:00:00Z", true, &profile).verdict, Verdict::not_applicable);
  EXPECT_EQ(judged("TLS1512", "2030-01-01T00:00:00Z", true, &profile).verdict, Verdict::informational);
  // Nobody named one: no guess.
  EXPECT_EQ(judged("TLS1512", "2030-01-01T00:00:00Z", true, nullptr).verdict, Verdict::error);
}

TEST(Period, IsShownWithItsDate) {
  EXPECT_EQ(audit::period_text(*rulebook().find_rule("TLS1512"), rulebook().profiles),
            "from 2026-04-01 on (front-door-dhe-end)");
  EXPECT_EQ(audit::period_text(*rulebook().find_rule("TLS1524"), rulebook().profiles),
            "before 2026-04-01 (front-door-dhe-end)");
  EXPECT_EQ(audit::period_text(*rulebook().find_rule("TLS1011"), rulebook().profiles), "");
}

}  // namespace
