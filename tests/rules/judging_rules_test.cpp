// The rulebook as it is loaded for judging: without cases, and otherwise the same.

#include <gtest/gtest.h>

#include "rules/rule_set.h"
#include "tests/rules/same_members.h"

namespace rules {
namespace {

std::vector<std::string> words_of(const Basis& basis) {
  std::vector<std::string> words{std::string(name_of(basis.confidence)), basis.disagreement};
  for (const Source& source : basis.sources) words.insert(words.end(), {source.id, source.title, source.href});
  return words;
}

std::vector<std::string> words_of(const Rule& rule) {
  std::vector<std::string> words{rule.id, rule.severity, rule.area, rule.title, rule.why, rule.fix_note, rule.file};
  words.insert(words.end(), rule.tags.begin(), rule.tags.end());
  words.insert(words.end(), rule.requirements.begin(), rule.requirements.end());
  for (const std::string& word : words_of(rule.basis)) words.push_back(word);
  for (const FixStep& step : rule.fix)
    words.insert(words.end(), {hive::to_text(step.key), step.name, step.type, step.data});
  words.push_back(std::to_string(rule.check.test.index()) + " " + std::to_string(rule.applies.facts.size()) + " " +
                  std::to_string(rule.applies.machines.size()));
  return words;
}

TEST(JudgingRules, AreTheWholeRulebookWithoutItsCases) {
  const LoadedRules whole = load_rules(embedded_rule_files());
  const LoadedRules judging = load_judging_rules();
  ASSERT_TRUE(whole.faults.empty());
  ASSERT_TRUE(judging.faults.empty());
  ASSERT_EQ(judging.set.rules.size(), whole.set.rules.size());
  for (std::size_t i = 0; i < whole.set.rules.size(); ++i) {
    EXPECT_EQ(words_of(judging.set.rules[i]), words_of(whole.set.rules[i]));
    EXPECT_TRUE(judging.set.rules[i].cases.empty());
  }
  ASSERT_EQ(judging.set.facts.size(), whole.set.facts.size());
  for (std::size_t i = 0; i < whole.set.facts.size(); ++i) {
    EXPECT_EQ(judging.set.facts[i].id, whole.set.facts[i].id);
    EXPECT_EQ(judging.set.facts[i].places.size(), whole.set.facts[i].places.size());
    EXPECT_EQ(judging.set.facts[i].evidence.size(), whole.set.facts[i].evidence.size());
  }
  ASSERT_EQ(judging.set.profiles.size(), whole.set.profiles.size());
  for (std::size_t i = 0; i < whole.set.profiles.size(); ++i) {
    EXPECT_EQ(judging.set.profiles[i].rules, whole.set.profiles[i].rules);
    EXPECT_EQ(judging.set.profiles[i].severities, whole.set.profiles[i].severities);
  }
  EXPECT_EQ(judging.set.defaults.schannel.size(), whole.set.defaults.schannel.size());
  EXPECT_EQ(judging.set.requirements.size(), whole.set.requirements.size());
  EXPECT_EQ(judging.set.point_groups.size(), whole.set.point_groups.size());
}

TEST(JudgingRules, AreTheSameToTheLastMember) {
  RuleSet whole = load_rules(embedded_rule_files()).set;
  for (Rule& rule : whole.rules) rule.cases.clear();
  whole.fact_cases.clear();
  whole.default_cases.clear();
  const RuleSet judging = load_judging_rules().set;
  for (std::size_t i = 0; i < whole.rules.size(); ++i) {
    EXPECT_TRUE(test::Same()(judging.rules.at(i), whole.rules[i])) << whole.rules[i].id;
  }
  EXPECT_TRUE(test::Same()(judging, whole));
}

}  // namespace
}  // namespace rules
