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
  // Every other format is written from the same fields.
  EXPECT_EQ(audit::write_html(*report, {}), audit::write_html(hiveaudit_tests::sample_report(), {}));
  EXPECT_EQ(audit::write_junit(*report, {}), audit::write_junit(hiveaudit_tests::sample_report(), {}));
}

TEST(ReadJson, RefusesWhatIsNoReport) {
  EXPECT_EQ(fault_of(""), "JSON, something else at /");
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

TEST(ReadJson, TextsArePrintableAgain) {
  const auto report = audit::read_json(changed("\"profile\": \"", "\"profile\": \"\\u001b[2J\\u202e"));
  ASSERT_TRUE(report);
  EXPECT_EQ(report->profile.substr(0, 15), "\\u001B[2J\\u202E");
}

}  // namespace
