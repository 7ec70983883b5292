#include "audit/read_json.h"

#include <gtest/gtest.h>

#include <string>

#include "audit/sinks.h"
#include "tests/audit/sample_report.h"

namespace {

std::string sample() { return audit::write_json(hiveaudit_tests::sample_report(), {}); }

/// The document with `what` replaced once.
std::string changed(const std::string& what, const std::string& with) {
  std::string text = sample();
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), with);
}

std::string fault_of(const std::string& document) {
  const auto report = audit::read_json(document);
  return report ? "" : report.error().expected + ", " + report.error().found;
}

TEST(ReadJson, GivesBackWhatWasWritten) {
  const auto report = audit::read_json(sample());
  ASSERT_TRUE(report) << report.error().found;
  EXPECT_EQ(audit::write_json(*report, {}), sample());
}

TEST(ReadJson, EveryFormatOfASavedResultIsThatOfTheResult) {
  const audit::Report reports[] = {hiveaudit_tests::sample_report(), hiveaudit_tests::sample_report_of("effective"),
                                   hiveaudit_tests::sample_report_of("inspect"),
                                   hiveaudit_tests::sample_report_with_baseline(), audit::Report()};
  for (const audit::Report& report : reports) {
    const auto saved = audit::read_json(audit::write_json(report, {}));
    ASSERT_TRUE(saved) << saved.error().found;
    for (const audit::Sink& sink : audit::sinks()) {
      for (const int verbosity : {-1, 0, 1}) {
        const audit::ReportStyle style{.colour = true, .width = 100, .verbosity = verbosity};
        EXPECT_EQ(sink.write(*saved, style), sink.write(report, style)) << sink.name;
      }
    }
  }
}

TEST(ReadJson, RefusesWhatIsNoReport) {
  EXPECT_EQ(fault_of(""), "JSON, something else at /");
  EXPECT_FALSE(audit::read_json({}));
  EXPECT_EQ(fault_of("[1]"), "an object, something else at /");
  EXPECT_EQ(fault_of(sample().substr(0, sample().size() / 2)), "JSON, something else at /");
  EXPECT_EQ(fault_of(changed("hiveaudit-report/1", "hiveaudit-report/2")),
            "hiveaudit-report/1, something else at /schema");
  EXPECT_EQ(fault_of(changed("\"targets\"", "\"other\"")), "a field, something else at /targets");
  EXPECT_EQ(fault_of(changed("\"verdict\": \"pass\"", "\"verdict\": \"clean\"")).substr(0, 9), "a verdict");
  EXPECT_EQ(fault_of(changed("\"fails_gate\": false", "\"fails_gate\": 0")).substr(0, 13), "true or false");
  EXPECT_EQ(fault_of(changed("\"exit_code\": ", "\"exit_code\": 99999999999")),
            "a number that fits, something else at /exit_code");
  EXPECT_EQ(fault_of(changed("\"exit_code\": ", "\"exit_code\": -")),
            "a number that fits, something else at /exit_code");
}

TEST(ReadJson, AMarkOfUtf8MayStandInFront) {
  const auto report = audit::read_json("\xEF\xBB\xBF" + sample());
  ASSERT_TRUE(report) << report.error().found;
  EXPECT_EQ(audit::write_json(*report, {}), sample());
  EXPECT_EQ(fault_of("\xEF\xBB\xBF"), "JSON, something else at /");
  EXPECT_EQ(fault_of("\xEF\xBB\xBF\xEF\xBB\xBF" + sample()), "JSON, something else at /");
}

TEST(ReadJson, FieldsMayStandInAnyOrder) {
  const std::string schema = "\"schema\": \"hiveaudit-report/1\",";
  std::string text = changed(schema, "");
  text.insert(text.rfind('}'), ", " + schema.substr(0, schema.size() - 1));
  const auto report = audit::read_json(text);
  ASSERT_TRUE(report) << report.error().found;
  EXPECT_EQ(audit::write_json(*report, {}), sample());
}

TEST(ReadJson, FieldsThatNobodyKnowsAreLeftAlone) {
  const auto report = audit::read_json(changed("\"schema\":", "\"more\": {\"a\": [1, {}]}, \"schema\":"));
  ASSERT_TRUE(report) << report.error().found;
  EXPECT_EQ(audit::write_json(*report, {}), sample());
}

// Which of two is meant nobody knows: jq and Python take the last one, and a gate may not depend on it.
TEST(ReadJson, ANameThatStandsThereTwiceIsRefused) {
  const std::string again = "each name once, something else at ";
  EXPECT_EQ(fault_of(changed("\"targets\": ", "\"schema\": \"other\", \"targets\": ")), again + "/schema");
  EXPECT_EQ(fault_of(changed("\"schema\": ", "\"schema\": \"hiveaudit-report/1\", \"schema\": ")), again + "/schema");
  EXPECT_EQ(fault_of(changed("\"fails_gate\": true", "\"fails_gate\": false, \"fails_gate\": true"))
                .substr(0, again.size() + 11),
            again + "/targets/0/");
  std::string text = sample();
  EXPECT_EQ(fault_of(text.insert(text.rfind('}'), ", \"exit_code\": 0")), again + "/exit_code");
  EXPECT_EQ(fault_of(changed("\"targets\": ", "\"more\": 1, \"more\": 2, \"targets\": ")), again + "/more");
  EXPECT_EQ(fault_of(changed("\"schema\": ", "\"more\": 1, \"more\": 2, \"schema\": ")), again + "/more");
  EXPECT_EQ(fault_of(changed("\"totals\": {", "\"totals\": {\"odd\": 1, \"odd\": 1,")),
            again + "/targets/0/installations/0/totals/odd");
  const std::string name(1000, 'n');
  EXPECT_EQ(fault_of(changed("\"schema\": ", "\"" + name + "\": 1, \"" + name + "\": 2, \"schema\": ")),
            again + "/" + name.substr(0, 64));
}

TEST(ReadJson, WhatNoReaderCanHoldIsRefusedByItsName) {
  const std::string depth = "JSON of at most 1024 levels, something else at /";
  EXPECT_EQ(fault_of(std::string(1'000'000, '[')), "JSON, something else at /");
  const auto nested = [](std::size_t levels) {
    return changed("\"schema\":", "\"more\": " + std::string(levels, '[') + std::string(levels, ']') + ", \"schema\":");
  };
  EXPECT_EQ(fault_of(nested(100'000)), depth);
  EXPECT_EQ(fault_of(nested(1'000)), "");
  for (const char* number : {"99999999999999999999", "-9999999999999999999"}) {
    EXPECT_EQ(fault_of(changed("\"exit_code\": ", std::string("\"exit_code\": ") + number)),
              "JSON with numbers of at most 64 bits, something else at /");
  }
}

TEST(ReadJson, TextsArePrintableAgain) {
  const auto report = audit::read_json(changed("\"profile\": \"", "\"profile\": \"\\u001b[2J\\u202e"));
  ASSERT_TRUE(report);
  EXPECT_EQ(report->profile.substr(0, 15), "\\u001B[2J\\u202E");
}

}  // namespace
