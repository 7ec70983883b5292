#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "audit/sinks.h"
#include "tests/audit/sample_report.h"

namespace audit {
namespace {

using hiveaudit_tests::poisoned_report;
using hiveaudit_tests::sample_report;
using hiveaudit_tests::sample_report_with_baseline;
using nlohmann::json;

std::vector<json> records(const Report& report) {
  std::vector<json> all;
  std::istringstream in(write_ndjson(report, {}));
  for (std::string line; std::getline(in, line);) all.push_back(json::parse(line));
  return all;
}

TEST(WriteNdjson, EachLineSaysWhatItIsAbout) {
  for (const Report& report : {sample_report(), poisoned_report()}) {
    for (const json& record : records(report)) {
      EXPECT_EQ(record.at("schema"), "hiveaudit-ndjson/1");
      EXPECT_EQ(record.at("tool").at("version"), "0.1.0");
      EXPECT_EQ(record.at("now"), "2026-11-22T04:08:00Z");
      const std::string kind = record.at("record");
      const bool of_run = kind == "run" || kind == "waiver" || kind.starts_with("baseline") ||
                          (kind == "note" && record.at("code").get<std::string>().starts_with("option."));
      if (!of_run) {
        EXPECT_TRUE(record.contains("target")) << kind;
      }
      if (kind == "finding" || kind == "effective" || kind == "hive") {
        EXPECT_TRUE(record.contains("installation")) << kind;
        EXPECT_TRUE(record.contains("os")) << kind;
      }
    }
  }
}

TEST(WriteNdjson, NotesAndTheBaselineAreRecords) {
  std::map<std::string, unsigned> kinds;
  for (const json& record : records(sample_report_with_baseline())) ++kinds[record.at("record")];
  EXPECT_EQ(kinds["baseline"], 1u);
  EXPECT_EQ(kinds["baseline_finding"], 4u);
  EXPECT_GE(kinds["note"], 3u);  // two options, one of the target
}

TEST(WriteNdjson, EvidenceNamesItsHive) {
  for (const json& record : records(sample_report())) {
    if (record.at("record") != "finding" || record.at("rule") != "TLS1012") continue;
    const json& evidence = record.at("evidence").at(0);
    EXPECT_EQ(evidence.at("hive_path"), "win2016.golden/Windows/System32/config/SYSTEM");
    EXPECT_TRUE(evidence.at("hive_sha256").get<std::string>().starts_with("9f2c4a7d"));
    EXPECT_FALSE(evidence.contains("hive"));
    return;
  }
  FAIL();
}

TEST(WriteNdjson, TheRunSaysHowItEnded) {
  const json run = records(sample_report()).front();
  EXPECT_EQ(run.at("record"), "run");
  EXPECT_EQ(run.at("exit_code"), 3);
  EXPECT_EQ(run.at("complete"), false);
  EXPECT_EQ(run.at("totals").at("fail"), 5);
}

}  // namespace
}  // namespace audit
