#include <gtest/gtest.h>

#include "audit/sinks.h"
#include "tests/audit/format_readers.h"
#include "tests/audit/sample_report.h"

namespace audit {
namespace {

using hiveaudit_tests::csv_rows;
using hiveaudit_tests::kHostileText;
using hiveaudit_tests::poisoned_report;
using hiveaudit_tests::sample_report;

TEST(WriteCsv, AValueIsARow) {
  std::vector<std::map<std::string, std::string>> rows;
  for (const auto& row : csv_rows(write_csv(sample_report(), {})))
    if (row.at("rule") == "TLS1012") rows.push_back(row);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].at("name"), "Enabled");
  EXPECT_EQ(rows[0].at("state"), "present");
  EXPECT_EQ(rows[0].at("data"), "0x00000000");
  EXPECT_EQ(rows[0].at("hive_sha256").substr(0, 8), "9f2c4a7d");
  EXPECT_EQ(rows[1].at("name"), "DisabledByDefault");
  EXPECT_EQ(rows[1].at("state"), "absent");
  EXPECT_EQ(rows[0].at("fingerprint"), rows[1].at("fingerprint"));
  EXPECT_EQ(rows[0].at("build"), "14393.6614");
}

TEST(WriteCsv, NoCellIsAFormula) {
  Report report = sample_report();
  std::vector<FindingRow>& findings = report.targets[0].installations[0].findings;
  for (const char* formula : {"=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", " =1",
                              "\xEF\xBC\x9D"
                              "1",
                              "\n=1", "\"=1", "a,b\r\n=1"}) {
    findings.push_back(findings[1]);
    findings.back().actual = formula;
    findings.back().fingerprint += formula;
  }
  std::set<std::string> told;
  for (const auto& row : csv_rows(write_csv(report, {}))) {
    for (const auto& [column, cell] : row) {
      const std::string start = cell.substr(std::min(cell.find_first_not_of(" \t"), cell.size()));
      const bool formula = start.starts_with('=') || start.starts_with('+') || start.starts_with('-') ||
                           start.starts_with('@') || start.starts_with("\xEF\xBC\x9D");
      EXPECT_FALSE(formula) << column << ": " << cell;
      EXPECT_EQ(cell.find('\n'), std::string::npos) << column;
      EXPECT_EQ(cell.find('\r'), std::string::npos) << column;
    }
    told.insert(row.at("actual"));
  }
  EXPECT_TRUE(told.contains("'=cmd|' /C calc'!A0"));
  EXPECT_TRUE(told.contains("\"=1"));
}

TEST(WriteCsv, SaysHowATargetStandsAndWhatItsStacksOffer) {
  const auto rows = csv_rows(write_csv(sample_report(), {}));
  EXPECT_EQ(rows.at(0).at("record"), "target");
  EXPECT_EQ(rows.at(0).at("verdict"), "NOT READY, and not everything could be read");
  std::map<std::string, unsigned> records;
  for (const auto& row : rows) ++records[row.at("record")];
  EXPECT_EQ(records["target"], 3u);
  EXPECT_EQ(records["error"], 3u);
  EXPECT_EQ(records["effective"], 66u);
  EXPECT_GE(records["note"], 3u);  // two options, one of the target
  EXPECT_EQ(records["baseline"], 0u);
}

TEST(WriteCsv, HoldsWhatSpreadsheetsHold) {
  Report report = sample_report();
  report.targets[0].installations[0].findings[1].actual = std::string(1'000'000, '"');
  for (const auto& row : csv_rows(write_csv(report, {}))) EXPECT_LE(row.at("actual").size(), 32'767u);
  EXPECT_FALSE(csv_rows(write_csv(poisoned_report(), {})).empty());
}

}  // namespace
}  // namespace audit
