// Every case of every shipped rule, through the real reader.

#include "audit/rule_cases.h"

#include <gtest/gtest.h>

namespace {

TEST(RuleCases, EveryShippedCaseComesOutAsItSays) {
  const rules::LoadedRules loaded = rules::load_rules(rules::embedded_rule_files());
  ASSERT_TRUE(loaded.faults.empty()) << rules::to_text(loaded.faults.front());
  const audit::CaseRun run = audit::run_rule_cases(loaded.set, "");
  EXPECT_GE(run.cases, 2 * loaded.set.rules.size());
  for (const audit::CaseFailure& failure : run.failures) {
    ADD_FAILURE() << failure.file << ":" << failure.line << ": " << failure.rule << ", " << failure.name << ": "
                  << failure.message;
  }
}

TEST(RuleCases, ACaseThatComesOutOtherwiseIsToldWithWhatWasFound) {
  rules::LoadedRules loaded = rules::load_rules(rules::embedded_rule_files());
  ASSERT_FALSE(loaded.set.rules.empty());
  rules::Rule& rule = loaded.set.rules.front();
  ASSERT_FALSE(rule.cases.empty());
  rule.cases.resize(1);
  rule.cases.front().expect = rule.cases.front().expect == "pass" ? "fail" : "pass";
  const audit::CaseRun run = audit::run_rule_cases(loaded.set, rule.id);
  EXPECT_EQ(run.cases, 1U);
  ASSERT_EQ(run.failures.size(), 1U);
  EXPECT_NE(run.failures.front().message.find("expected " + rule.cases.front().expect + ", found "), std::string::npos);
}

TEST(RuleCases, TextThatIsNoRegistryTextIsAFailure) {
  rules::RuleSet set;
  rules::Rule rule;
  rule.id = "TST0001";
  rule.check.test = rules::GroupCheck{};
  rules::Case broken;
  broken.name = "broken";
  broken.expect = "pass";
  broken.given = "[HKLM\\";
  broken.line = 7;
  rules::Case bad_os = broken;
  bad_os.os = "seven";
  bad_os.given = "";
  bad_os.line = 8;
  rule.cases = {broken, bad_os};
  set.rules.push_back(rule);
  const audit::CaseRun run = audit::run_rule_cases(set, "");
  ASSERT_EQ(run.failures.size(), 2U);
  EXPECT_EQ(run.failures[0].line, 7U);
  EXPECT_EQ(run.failures[1].message.substr(0, 3), "os:");
}

}  // namespace
