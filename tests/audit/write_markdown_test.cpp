#include <gtest/gtest.h>

#include "audit/sinks.h"
#include "tests/audit/format_readers.h"
#include "tests/audit/sample_report.h"

namespace audit {
namespace {

using hiveaudit_tests::markdown_rows;
using hiveaudit_tests::poisoned_report;
using hiveaudit_tests::sample_report;

TEST(WriteMarkdown, BeginsWithTheOutcomeAndTheWorst) {
  const std::string text = write_markdown(sample_report(), {});
  EXPECT_TRUE(text.starts_with("## hiveaudit\n\n**\\[X\\]** ./images/win2016.golden: **NOT READY"));
  EXPECT_LT(text.find("### What could not be read"), text.find("### Findings"));
  EXPECT_LT(text.find("| fail | critical | TLS2001 |"), text.find("| fail | high | TLS1012 |"));
  EXPECT_LT(text.find("| fail | high | TLS1012 |"), text.find("| error | medium | TLS3001 |"));
  EXPECT_LT(text.find("| error | medium | TLS3001 |"), text.find("| fail | low | TLS1003 |"));
  EXPECT_NE(text.find("waived by vdi-team"), std::string::npos);
}

TEST(WriteMarkdown, TextIsNeverMarkup) {
  for (const Report& report : {sample_report(), poisoned_report()}) {
    const std::string text = write_markdown(report, {});
    EXPECT_EQ(text.find('<'), std::string::npos);
    EXPECT_EQ(text.find('`') == std::string::npos || text.find("\\`") != std::string::npos, true);
    EXPECT_EQ(text.find("://"), std::string::npos);
    EXPECT_EQ(text.find('@'), std::string::npos);
    // A backslash stands before every character that could begin markup in a cell.
    for (const auto& row : markdown_rows(text)) {
      for (const std::string& cell : row) {
        if (cell.starts_with(" :--") || cell.starts_with(" ---") || cell == " :---: ") continue;
        for (std::size_t i = 0; i < cell.size(); ++i) {
          if (cell[i] == '\\') {
            ++i;
            continue;
          }
          const bool entity = cell[i] == '#' && i > 0 && cell[i - 1] == '&';
          EXPECT_TRUE(entity || std::string("`*_{}[]!~|#").find(cell[i]) == std::string::npos) << cell;
        }
      }
    }
  }
}

TEST(WriteMarkdown, StaysBelowWhatAJobSummaryHolds) {
  Report report = sample_report();
  InstallationRow& installation = report.targets[0].installations[0];
  const FindingRow finding = installation.findings[1];
  for (unsigned i = 0; i < 30; ++i) installation.findings.push_back(finding);
  const std::vector<EffectiveRow> effective = installation.effective;
  for (unsigned user = 0; user < 300; ++user) {
    for (EffectiveRow row : effective) {
      if (!row.scope.starts_with("user:")) continue;
      row.scope += std::to_string(user);
      installation.effective.push_back(row);
    }
  }
  report.targets.assign(40, TargetRow(report.targets[0]));
  for (TargetRow& target : report.targets)
    target.errors.assign(300, {"io", "x", std::nullopt, std::nullopt, std::nullopt, std::nullopt, "gone"});
  const std::string text = write_markdown(report, {});
  EXPECT_LT(text.size(), 1'000'000u);
  EXPECT_NE(text.find("The 20 worst of"), std::string::npos);
  EXPECT_NE(text.find("This summary was cut"), std::string::npos);
}

}  // namespace
}  // namespace audit
