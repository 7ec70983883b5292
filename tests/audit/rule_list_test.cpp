// The published list of rules.

#include "audit/rule_list.h"

#include <gtest/gtest.h>

namespace {

TEST(RuleList, MarkdownNamesEveryRuleDemandAndProfile) {
  const rules::LoadedRules loaded = rules::load_rules(rules::embedded_rule_files());
  const std::string page = audit::rule_list_markdown(loaded.set);
  for (const rules::Rule& rule : loaded.set.rules) EXPECT_NE(page.find("### " + rule.id + " "), std::string::npos);
  for (const rules::Requirement& each : loaded.set.requirements)
    EXPECT_NE(page.find("\n| " + each.id + " | "), std::string::npos) << each.id;
  EXPECT_NE(page.find("**m365**"), std::string::npos);
}

TEST(RuleList, TextOfTheRulebookCannotBecomeMarkup) {
  rules::RuleSet set;
  rules::Rule rule;
  rule.id = "TLS9001";
  rule.area = "Area.One";
  rule.title = "<script>x</script> | `code` [link](http://x) #1 Local\\Default";
  set.rules.push_back(rule);
  const std::string page = audit::rule_list_markdown(set);
  EXPECT_NE(page.find(R"(\<script\>x\</script\> \| \`code\` \[link\](http://x) \#1 Local\\Default)"), std::string::npos)
      << page;
}

}  // namespace
