#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "audit/sinks.h"
#include "tests/audit/sample_report.h"

namespace audit {
namespace {

using hiveaudit_tests::poisoned_report;
using hiveaudit_tests::sample_report;
using nlohmann::json;

json written(const Report& report) { return json::parse(write_json(report, {})); }

TEST(WriteJson, HasTheAgreedFieldNames) {
  const json document = written(sample_report());
  EXPECT_EQ(document.at("schema"), "hiveaudit-report/1");
  EXPECT_EQ(document.at("tool"), (json{{"name", "hiveaudit"}, {"version", "0.1.0"}}));
  EXPECT_EQ(document.at("/provenance/options/--os"_json_pointer), "14393:server:x64");
  const json& installation = document.at("/targets/0/installations/0"_json_pointer);
  EXPECT_EQ(installation.at("os"), (json{{"product", "Windows Server 2016 Standard"},
                                         {"build", 14393},
                                         {"ubr", 6614},
                                         {"arch", "x64"},
                                         {"type", "server"},
                                         {"basis", "hive"}}));
  EXPECT_EQ(installation.at("/hives/0/size"_json_pointer), 12'058'624);
  EXPECT_EQ(installation.at("/hives/0/sequence"_json_pointer), (json{2107, 2107}));
  EXPECT_EQ(installation.at("/hives/0/logs/0/entries_applied"_json_pointer), (json{2107, 2110}));
  const json& finding = installation.at("/findings/1"_json_pointer);
  for (const char* field : {"rule", "scope", "verdict", "severity", "title", "message", "why", "expected", "actual",
                            "fingerprint", "waived_by", "known", "requirements", "basis", "fix", "evidence"})
    EXPECT_TRUE(finding.contains(field)) << field;
  EXPECT_EQ(finding.at("/basis/sources/0/title"_json_pointer), "TLS registry settings (Microsoft)");
  const json& evidence = finding.at("/evidence/0"_json_pointer);
  for (const char* field : {"key", "stored_as", "name", "state", "type", "data", "raw", "written", "hive", "key_offset",
                            "value_offset", "line", "deepest_key", "second_reader"})
    EXPECT_TRUE(evidence.contains(field)) << field;
  EXPECT_EQ(evidence.at("key_offset"), 0x1a2b0);
}

TEST(WriteJson, WhatIsNotKnownIsNull) {
  const json document = written(sample_report());
  const json& installation = document.at("/targets/0/installations/0"_json_pointer);
  EXPECT_TRUE(installation.at("/hives/2/sha256"_json_pointer).is_null());
  EXPECT_TRUE(installation.at("/hives/2/sequence"_json_pointer).is_null());
  EXPECT_TRUE(installation.at("/hives/0/user"_json_pointer).is_null());
  EXPECT_TRUE(installation.at("/hives/0/logs/1/entries_applied"_json_pointer).is_null());
  EXPECT_TRUE(installation.at("/findings/1/waived_by"_json_pointer).is_null());
  EXPECT_TRUE(installation.at("/findings/1/evidence/1/value_offset"_json_pointer).is_null());
  EXPECT_TRUE(document.at("/targets/0/installations/1/os/product"_json_pointer).is_null());
  EXPECT_TRUE(document.at("/targets/0/installations/1/control_set"_json_pointer).is_null());
}

TEST(WriteJson, RemovingAValueIsNotSettingItToNothing) {
  const json document = written(sample_report());
  const json& fix = document.at("/targets/0/installations/0/findings/1/fix"_json_pointer);
  EXPECT_EQ(fix.at(0).at("type"), "REG_DWORD");
  EXPECT_TRUE(fix.at(1).at("type").is_null());
  EXPECT_TRUE(fix.at(1).at("data").is_null());
}

TEST(WriteJson, EmptyListsAndObjectsKeepTheirKind) {
  const json document = written(Report());
  EXPECT_TRUE(document.at("targets").is_array());
  EXPECT_TRUE(document.at("waivers").is_array());
  EXPECT_TRUE(document.at("totals").is_object());
  EXPECT_TRUE(document.at("/provenance/options"_json_pointer).is_object());
}

TEST(WriteJson, SurvivesBytesThatAreNoText) {
  const std::string text = write_json(poisoned_report(), {});
  EXPECT_TRUE(json::accept(text));
  EXPECT_NE(text.find("\\u001b"), std::string::npos);
}

TEST(WriteJson, IsLaidOutAsTheLibraryDoesIt) {
  for (const Report& report : {sample_report(), poisoned_report(), Report()}) {
    const std::string text = write_json(report, {});
    EXPECT_EQ(text, nlohmann::ordered_json::parse(text).dump(1) + "\n");
  }
}

TEST(WriteJson, KeepsTheOrderOfTheDocumentAndEndsTheLine) {
  const std::string text = write_json(sample_report(), {});
  EXPECT_TRUE(text.starts_with("{\n \"schema\": \"hiveaudit-report/1\","));
  EXPECT_TRUE(text.ends_with("}\n"));
  EXPECT_LT(text.find("\"provenance\""), text.find("\"targets\""));
  EXPECT_LT(text.find("\"targets\""), text.find("\"exit_code\""));
}

}  // namespace
}  // namespace audit
