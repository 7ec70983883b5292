#include "audit/html_fix_tabs.h"

#include <gtest/gtest.h>

#include "tests/audit/text_search.h"

namespace audit {
namespace {

using hiveaudit_tests::count_of;

FindingRow finding_with(std::vector<FixRow> fix) {
  FindingRow finding;
  finding.rule = "TLS1012";
  finding.scope = "HKLM";
  finding.fix = std::move(fix);
  return finding;
}

TEST(HtmlFixTabs, EachFormatOfFixHasATab) {
  const std::vector<FixTab> tabs =
      fix_tabs(finding_with({{"HKLM\\SOFTWARE\\A", "Enabled", "REG_DWORD", "0x00000A00", ""}}));
  ASSERT_EQ(tabs.size(), 4U);
  EXPECT_EQ(tabs[0].title, ".reg");
  EXPECT_NE(tabs[0].text.find("[HKEY_LOCAL_MACHINE\\SOFTWARE\\A]\n\"Enabled\"=dword:00000a00\n"), std::string::npos);
  EXPECT_NE(tabs[1].text.find("SetValue('HKEY_LOCAL_MACHINE\\SOFTWARE\\A', 'Enabled', 2560, 'DWord')"),
            std::string::npos);
  EXPECT_NE(tabs[2].text.find("Computer\nSOFTWARE\\A\nEnabled\nDWORD:2560\n"), std::string::npos);
  EXPECT_NE(tabs[3].text.find("win_regedit"), std::string::npos);
}

TEST(HtmlFixTabs, WhatIsNoChangeIsSaidAndNotWritten) {
  const std::vector<FixRow> odd[] = {
      {{"HKLM\\A\\*\\B", "x", "REG_DWORD", "1", ""}},      // a pattern
      {{"HKLM\\A", "x", "REG_DWORD", "0x100000000", ""}},  // more than 32 bits
      {{"HKLM\\A", "x", "REG_DWORD", "one", ""}},
      {{"HKCR\\A", "x", "REG_SZ", "a", ""}},  // a root that stands for two
      {{"HKLM", "x", "REG_SZ", "a", ""}},
      {{"HKLM\\A\\\\u001B[31m", "x", "REG_SZ", "a", ""}},  // was an escape character
      {{"HKLM\\A", "x\\u000Ay", "REG_SZ", "a", ""}},
      {{"HKLM\\A", "x", "REG_SZ", "a\\u000Dwhoami", ""}},
  };
  for (const std::vector<FixRow>& fix : odd) {
    for (const FixTab& tab : fix_tabs(finding_with(fix))) {
      EXPECT_EQ(count_of(tab.text, "Refused: HK"), 1U) << tab.text;
      EXPECT_EQ(count_of(tab.text, "SetValue(") + count_of(tab.text, "win_regedit") + count_of(tab.text, "Computer\n") +
                    count_of(tab.text, "dword:") + count_of(tab.text, "\"="),
                0U)
          << tab.text;
    }
  }
}

TEST(HtmlFixTabs, LinesInNamesMakeNoLinesInScripts) {
  for (const FixTab& tab : fix_tabs(finding_with({{"HKLM\\A", "x\ny", "REG_SZ", "a\r\nwhoami", ""}}))) {
    EXPECT_EQ(count_of(tab.text, "\nwhoami"), 0U) << tab.text;
  }
}

}  // namespace
}  // namespace audit
