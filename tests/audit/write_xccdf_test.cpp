#include <gtest/gtest.h>

#include <pugixml.hpp>
#include <set>

#include "audit/sinks.h"
#include "tests/audit/sample_report.h"

// Whether the document is XCCDF at all, oscap says (tests/reports.sh).

namespace audit {
namespace {

using hiveaudit_tests::poisoned_report;
using hiveaudit_tests::sample_report;

pugi::xml_document parsed(const Report& report) {
  pugi::xml_document document;
  EXPECT_TRUE(document.load_string(write_xccdf(report, {}).c_str()));
  return document;
}

TEST(WriteXccdf, AWindowsIsATestResult) {
  const pugi::xml_document document = parsed(sample_report());
  std::vector<std::string> targets;
  for (const pugi::xml_node result : document.child("Benchmark").children("TestResult"))
    targets.emplace_back(result.child_value("target"));
  EXPECT_EQ(targets, (std::vector<std::string>{"win2016.golden golden", "win2016.golden Windows.old", "win2016.golden",
                                               "no such file"}));
}

TEST(WriteXccdf, IdentifiersAreUniqueAndRulesAreDefined) {
  for (const Report& report : {sample_report(), poisoned_report()}) {
    const pugi::xml_document document = parsed(report);
    std::set<std::string> rules, results;
    for (const pugi::xml_node rule : document.child("Benchmark").children("Rule"))
      EXPECT_TRUE(rules.insert(rule.attribute("id").value()).second);
    for (const pugi::xml_node result : document.child("Benchmark").children("TestResult")) {
      EXPECT_TRUE(results.insert(result.attribute("id").value()).second);
      for (const pugi::xml_node rule : result.children("rule-result"))
        EXPECT_TRUE(rules.contains(rule.attribute("idref").value())) << rule.attribute("idref").value();
    }
  }
}

TEST(WriteXccdf, AWaiverChangesNoResult) {
  const pugi::xml_document document = parsed(sample_report());
  const pugi::xml_node waived =
      document.child("Benchmark")
          .child("TestResult")
          .find_child_by_attribute("rule-result", "idref", "xccdf_org.hiveaudit_rule_TLS1101");
  EXPECT_STREQ(waived.child_value("result"), "fail");
  EXPECT_TRUE(std::string(waived.find_child_by_attribute("message", "severity", "info").child_value())
                  .starts_with("Waived by vdi-team"));
}

TEST(WriteXccdf, FactsTieTheResultToItsBytes) {
  const pugi::xml_document document = parsed(sample_report());
  const pugi::xml_node facts = document.child("Benchmark").child("TestResult").child("target-facts");
  const auto fact = [&](const char* name) {
    return std::string(facts.find_child_by_attribute("fact", "name", name).child_value());
  };
  EXPECT_TRUE(fact("urn:hiveaudit:hive%3A1%3Asha256").starts_with("9f2c4a7d"));
  EXPECT_EQ(fact("urn:hiveaudit:fact%3Aos.computer-name"), "WIN-GOLD01");
  EXPECT_EQ(fact("urn:hiveaudit:protocol%3AHKLM%3Aschannel-server%3ATLS%201.2"), "off");
}

TEST(WriteXccdf, TheScoreCountsWhatWasJudged) {
  const pugi::xml_document document = parsed(sample_report());
  const pugi::xml_node score = document.child("Benchmark").child("TestResult").child("score");
  EXPECT_STREQ(score.child_value(), "3");
  EXPECT_STREQ(score.attribute("maximum").value(), "9");  // 3 passed, 5 failed, 1 could not be decided
}

}  // namespace
}  // namespace audit
