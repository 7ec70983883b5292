#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "audit/sinks.h"
#include "tests/audit/sample_report.h"

namespace audit {
namespace {

using hiveaudit_tests::poisoned_report;
using hiveaudit_tests::sample_report;
using hiveaudit_tests::sample_report_with_baseline;
using nlohmann::json;

json written(const Report& report, const ReportStyle& style = {}) { return json::parse(write_sarif(report, style)); }

const json& result_of(const json& run, const std::string& rule) {
  for (const json& result : run.at("results"))
    if (result.at("ruleId") == rule) return result;
  throw std::runtime_error("no result of " + rule);
}

TEST(WriteSarif, EveryResultIsOneThatGithubTakes) {
  for (const Report& report : {sample_report(), poisoned_report()}) {
    for (const bool all : {false, true}) {
      ReportStyle style;
      style.sarif_all = all;
      const json document = written(report, style);
      for (const json& run : document.at("runs")) {
        const json& rules = run.at("tool").at("driver").at("rules");
        EXPECT_TRUE(run.at("automationDetails").at("id").get<std::string>().ends_with('/'));
        std::set<std::string> ids;
        for (const json& rule : rules) {
          EXPECT_TRUE(ids.insert(rule.at("id")).second);
          EXPECT_FALSE(rule.at("help").at("text").get<std::string>().empty());
          for (const char* text : {"shortDescription", "fullDescription"}) {
            EXPECT_FALSE(rule.at(text).at("text").get<std::string>().empty());
            EXPECT_LE(rule.at(text).at("text").get<std::string>().size(), 1100u);
          }
          EXPECT_EQ(rule.at("properties").at("tags").at(0), "security");
        }
        std::set<std::string> fingerprints;
        for (const json& result : run.at("results")) {
          const json& place = result.at("locations").at(0).at("physicalLocation");
          EXPECT_FALSE(place.at("artifactLocation").at("uri").get<std::string>().empty());
          EXPECT_EQ(place.at("region").at("startLine"), 1);
          EXPECT_EQ(place.at("region").at("startColumn"), 1);
          EXPECT_FALSE(result.at("message").at("text").get<std::string>().empty());
          EXPECT_FALSE(result.at("partialFingerprints").at("primaryLocationLineHash").get<std::string>().empty());
          EXPECT_EQ(rules.at(result.at("ruleIndex").get<std::size_t>()).at("id"), result.at("ruleId"));
          // SARIF: only a failure has a level.
          EXPECT_EQ(result.at("kind") == "fail", result.at("level") != "none");
        }
      }
    }
  }
}

TEST(WriteSarif, ATargetIsARunWithItsOwnCategory) {
  const json document = written(sample_report());
  ASSERT_EQ(document.at("runs").size(), 3u);
  std::set<std::string> categories;
  for (const json& run : document.at("runs")) categories.insert(run.at("automationDetails").at("id"));
  EXPECT_EQ(categories, (std::set<std::string>{"hiveaudit/m365/win2016_golden/", "hiveaudit/m365/win2016_golden_2/",
                                               "hiveaudit/m365/no_such_file/"}));
  Report many = sample_report();
  many.targets.assign(21, many.targets.at(1));
  EXPECT_EQ(written(many).at("runs").size(), 1u);  // GitHub takes no more than 20
}

TEST(WriteSarif, AResultSaysWhereAndWhat) {
  const json run = written(sample_report()).at("runs").at(0);
  const json& off = result_of(run, "TLS1012");
  EXPECT_EQ(off.at("level"), "error");
  EXPECT_EQ(off.at("partialFingerprints").at("primaryLocationLineHash"), "TLS1012-HKLM-0123456789abcdef");
  EXPECT_EQ(off.at("locations").at(0).at("physicalLocation").at("artifactLocation").at("uri"), "images/win2016.golden");
  const json& logical = off.at("locations").at(0).at("logicalLocations").at(0);
  EXPECT_EQ(logical.at("kind"), "resource");
  EXPECT_EQ(
      logical.at("fullyQualifiedName"),
      "HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Server\\Enabled");
  EXPECT_TRUE(off.at("message").at("text").get<std::string>().starts_with("TLS 1.2 is turned off"));
  const json& rule = run.at("tool").at("driver").at("rules").at(off.at("ruleIndex").get<std::size_t>());
  EXPECT_EQ(rule.at("properties").at("security-severity"), "8.0");
  EXPECT_EQ(result_of(run, "TLS1003").at("level"), "note");
}

TEST(WriteSarif, TheUserChoosesTheFileOfTheRepository) {
  ReportStyle style;
  style.source_file = "../images/win 2016.pkr.hcl";
  const json whole = written(sample_report(), style);
  for (const json& run : whole.at("runs"))
    for (const json& result : run.at("results"))
      EXPECT_EQ(result.at("locations").at(0).at("physicalLocation").at("artifactLocation").at("uri"),
                "images/win%202016.pkr.hcl");
}

TEST(WriteSarif, ALineOfATextIsALineOfItsFile) {
  Report report = sample_report();
  InstallationRow& installation = report.targets[0].installations[0];
  installation.hives[0].path = "/exports/machine.reg";
  installation.findings[1].evidence[0].line = 17;
  const json run = written(report).at("runs").at(0);
  const json& place = result_of(run, "TLS1012").at("locations").at(0).at("physicalLocation");
  EXPECT_EQ(place.at("artifactLocation").at("uri"), "exports/machine.reg");
  EXPECT_EQ(place.at("region").at("startLine"), 17);
}

TEST(WriteSarif, WaiversAndBaselineAreWordsOfSarif) {
  const json run = written(sample_report_with_baseline()).at("runs").at(0);
  const json& waived = result_of(run, "TLS1101").at("suppressions");
  ASSERT_EQ(waived.size(), 1u);
  EXPECT_EQ(waived.at(0).at("kind"), "external");
  EXPECT_TRUE(waived.at(0).at("justification").get<std::string>().starts_with("vdi-team (CHG-4411)"));
  EXPECT_TRUE(result_of(run, "TLS1012").at("suppressions").empty());
  EXPECT_EQ(result_of(run, "TLS1102").at("baselineState"), "unchanged");
  EXPECT_EQ(result_of(run, "TLS1012").at("baselineState"), "new");
  // Without a baseline nothing is said about one.
  EXPECT_FALSE(result_of(written(sample_report()).at("runs").at(0), "TLS1012").contains("baselineState"));
  // With one of which nothing fails any more, everything is new.
  Report report = sample_report_with_baseline();
  for (FindingRow& finding : report.targets[0].installations[0].findings) finding.known = false;
  EXPECT_EQ(result_of(written(report).at("runs").at(0), "TLS1012").at("baselineState"), "new");
  EXPECT_EQ(run.at("properties").at("baseline").at("findings").size(), 4u);
}

TEST(WriteSarif, TargetsOfOneNameInOneRunKeepTheirAlertsApart) {
  Report many = sample_report();
  many.targets.resize(1);
  many.targets.resize(21, many.targets.at(0));
  const json document = written(many);
  ASSERT_EQ(document.at("runs").size(), 1u);
  std::set<std::string> seen;
  std::size_t of_rule = 0;
  for (const json& result : document.at("runs").at(0).at("results")) {
    if (result.at("ruleId") != "TLS1012") continue;
    ++of_rule;
    seen.insert(result.at("partialFingerprints").at("primaryLocationLineHash"));
  }
  EXPECT_EQ(of_rule, 21u);
  EXPECT_EQ(seen.size(), of_rule);
  EXPECT_TRUE(seen.contains("TLS1012-HKLM-0123456789abcdef"));  // the first is called as it is alone
  EXPECT_EQ(written(many), document);
}

TEST(WriteSarif, OptionsAndFailingWaiversAreNotifications) {
  const json run = written(sample_report_with_baseline()).at("runs").at(1);
  EXPECT_EQ(run.at("properties").at("options").at("--os"), "14393:server:x64");
  std::map<std::string, unsigned> levels;
  for (const json& told : run.at("invocations").at(0).at("toolExecutionNotifications")) ++levels[told.at("level")];
  EXPECT_EQ(levels["error"], 1u);  // the waiver
  EXPECT_GE(levels["note"], 2u);   // the options
}

TEST(WriteSarif, WhatCouldNotBeReadOrDecidedIsAnAlertAndANotification) {
  const json runs = written(sample_report()).at("runs");
  const json& missing = runs.at(2);
  EXPECT_EQ(missing.at("results").size(), 2u);
  EXPECT_EQ(missing.at("results").at(0).at("ruleId"), "input");
  EXPECT_EQ(missing.at("results").at(0).at("level"), "error");
  const json& invocation = missing.at("invocations").at(0);
  EXPECT_EQ(invocation.at("executionSuccessful"), false);
  EXPECT_EQ(invocation.at("exitCode"), 3);
  std::size_t broken = 0;
  for (const json& told : invocation.at("toolExecutionNotifications")) broken += told.contains("locations") ? 1 : 0;
  EXPECT_EQ(broken, 2u);
  const json& undecided = result_of(runs.at(0), "TLS3001");
  EXPECT_NE(undecided.at("level"), "none");
  EXPECT_TRUE(undecided.at("message").at("text").get<std::string>().starts_with("Could not be decided: "));
  EXPECT_EQ(runs.at(1).at("invocations").at(0).at("executionSuccessful"), true);
}

TEST(WriteSarif, HivesAreArtifactsWithTheirHash) {
  const json artifact = written(sample_report()).at("runs").at(0).at("artifacts").at(0);
  EXPECT_EQ(artifact.at("location").at("uri"), "win2016.golden/Windows/System32/config/SYSTEM");
  EXPECT_EQ(artifact.at("length"), 12'058'624);
  EXPECT_TRUE(artifact.at("hashes").at("sha-256").get<std::string>().starts_with("9f2c4a7d"));
}

TEST(WriteSarif, TextIsBounded) {
  Report report = sample_report();
  report.targets[0].installations[0].findings[1].actual = std::string(1'000'000, 'x');
  report.targets[0].installations[0].findings[1].message = std::string(1'000'000, 'x');
  report.targets[0].installations[0].findings[1].why = std::string(1'000'000, 'x');
  EXPECT_LT(write_sarif(report, {}).size(), 200'000u);
}

}  // namespace
}  // namespace audit
