// Every case of every shipped rule, through the real reader.

#include "audit/rule_cases.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "audit/asked_facts.h"

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

TEST(RuleCases, WhatIsChangedDecidesWhichCasesAreAsked) {
  rules::LoadedRules loaded = rules::load_rules(rules::embedded_rule_files());
  rules::RuleSet& set = loaded.set;
  ASSERT_FALSE(set.fact_cases.empty());
  ASSERT_FALSE(set.default_cases.empty());
  const auto is_about_build = [](const rules::FactCase& test) { return test.fact == "os.build"; };
  std::erase_if(set.fact_cases, [&](const rules::FactCase& test) { return !is_about_build(test); });
  set.default_cases.resize(1);
  set.rules.resize(2);
  for (rules::Rule& rule : set.rules) rule.cases.resize(1);
  ASSERT_TRUE(audit::cases_hold(set, "os.build"));
  ASSERT_TRUE(audit::cases_hold(set, ""));
  ASSERT_TRUE(audit::cases_hold(set, set.rules[0].id));

  rules::RuleSet wrong_rule = set;
  wrong_rule.rules[1].cases.front().expect = "informational";
  EXPECT_TRUE(audit::cases_hold(wrong_rule, set.rules[0].id));
  EXPECT_FALSE(audit::cases_hold(wrong_rule, set.rules[1].id));

  rules::RuleSet wrong_fact = set;
  wrong_fact.fact_cases.front().value += "x";
  wrong_fact.fact_cases.front().outcome = rules::FactCase::Outcome::known;
  EXPECT_FALSE(audit::cases_hold(wrong_fact, "os.build"));
  EXPECT_TRUE(audit::cases_hold(wrong_fact, ""));

  rules::RuleSet wrong_default = set;
  wrong_default.default_cases.front().states.fill("explicit-only");
  EXPECT_FALSE(audit::cases_hold(wrong_default, ""));
  EXPECT_FALSE(audit::cases_hold(wrong_default, "os.build")) << "defaults rest on facts";
  EXPECT_TRUE(audit::cases_hold(wrong_default, set.rules[0].id));
}

TEST(RuleCases, AFactIsKnownOnlyWithWhatItRestsOn) {
  rules::LoadedRules loaded = rules::load_rules(rules::embedded_rule_files());
  const std::vector<rules::FactRule>& facts = loaded.set.facts;
  const audit::FactIds ids = audit::facts_of("office.c2r.monthly", facts);
  // One asks for the next.
  EXPECT_EQ(ids, (audit::FactIds{"office.c2r.monthly", "office.c2r.channel", "office.c2r.installed"}));
  // The files that an update brought are facts of their own.
  EXPECT_TRUE(audit::facts_of("os.kb3140245", facts).contains("file.winhttp.version"));
  const std::vector<rules::FactRule> kept = audit::only_facts(ids, facts);
  EXPECT_LT(kept.size(), facts.size());
  for (const std::string id : {"os.build", "os.ubr", "os.type", "os.arch", "office.c2r.installed"}) {
    EXPECT_EQ(std::ranges::count(kept, id, &rules::FactRule::id), 1) << id;
  }
}

}  // namespace
