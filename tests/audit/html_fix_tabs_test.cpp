#include "audit/html_fix_tabs.h"

#include <gtest/gtest.h>

#include "tests/audit/text_search.h"

namespace audit {
namespace {

using hiveaudit_tests::count_of;

const std::vector<FixRow> kPlain = {
    {"HKLM\\SOFTWARE\\A", "Enabled", "REG_DWORD", "0x00000A00", ""},
    {"HKLM\\SOFTWARE\\A", "Mode", "REG_SZ", "tls_1.2", ""},
    {"HKCU\\Software\\RC4 128/128", "Old", "", "", ""},
};

TEST(HtmlFixTabs, RegFilesNameEachKeyOnce) {
  EXPECT_EQ(fix_as_reg(kPlain),
            "Windows Registry Editor Version 5.00\n"
            "\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\A]\n\"Enabled\"=dword:00000a00\n\"Mode\"=\"tls_1.2\"\n"
            "\n[HKEY_CURRENT_USER\\Software\\RC4 128/128]\n\"Old\"=-\n");
}

TEST(HtmlFixTabs, PowerShellTakesNoSlashForAKey) {
  EXPECT_EQ(fix_as_powershell(kPlain),
            "[Microsoft.Win32.Registry]::SetValue('HKEY_LOCAL_MACHINE\\SOFTWARE\\A', 'Enabled', 0xa00, 'DWord')\n"
            "[Microsoft.Win32.Registry]::SetValue('HKEY_LOCAL_MACHINE\\SOFTWARE\\A', 'Mode', 'tls_1.2', 'String')\n"
            "$key = [Microsoft.Win32.Registry]::CurrentUser.OpenSubKey('Software\\RC4 128/128', $true)\n"
            "if ($key) { $key.DeleteValue('Old', $false); $key.Close() }\n");
}

TEST(HtmlFixTabs, PoliciesAreOfTheComputerOrTheUser) {
  EXPECT_EQ(fix_as_lgpo(kPlain),
            "Computer\nSOFTWARE\\A\nEnabled\nDWORD:2560\n\n"
            "Computer\nSOFTWARE\\A\nMode\nSZ:tls_1.2\n\n"
            "User\nSoftware\\RC4 128/128\nOld\nDELETE\n");
  EXPECT_EQ(count_of(fix_as_lgpo({{"HKLM\\A", "", "REG_SZ", "x", ""}}), "Not written"), 1u);
  EXPECT_EQ(count_of(fix_as_lgpo({{"HKLM\\A", "**del.x", "REG_SZ", "x", ""}}), "Not written"), 1u);
  EXPECT_EQ(count_of(fix_as_lgpo({{"HKU\\S-1-5-20\\A", "x", "REG_SZ", "x", ""}}), "Not written"), 1u);
}

TEST(HtmlFixTabs, AnsibleTasksAreYaml) {
  EXPECT_EQ(fix_as_ansible(kPlain),
            "- ansible.windows.win_regedit:\n    path: 'HKLM:\\SOFTWARE\\A'\n    name: 'Enabled'\n"
            "    data: 2560\n    type: dword\n"
            "- ansible.windows.win_regedit:\n    path: 'HKLM:\\SOFTWARE\\A'\n    name: 'Mode'\n"
            "    data: 'tls_1.2'\n    type: string\n"
            "- ansible.windows.win_regedit:\n    path: 'HKCU:\\Software\\RC4 128/128'\n    name: 'Old'\n"
            "    state: absent\n");
}

TEST(HtmlFixTabs, TextStaysInsideItsQuotes) {
  const std::vector<FixRow> fix = {{"HKLM\\it's \"A\"", "a'b\"c\\d", "REG_SZ", "'); Remove-Item C:\\ #\"", ""}};
  EXPECT_NE(
      fix_as_reg(fix).find("[HKEY_LOCAL_MACHINE\\it's \"A\"]\n\"a'b\\\"c\\\\d\"=\"'); Remove-Item C:\\\\ #\\\"\"\n"),
      std::string::npos);
  EXPECT_NE(fix_as_powershell(fix).find(
                "SetValue('HKEY_LOCAL_MACHINE\\it''s \"A\"', 'a''b\"c\\d', '''); Remove-Item C:\\ #\"', 'String')\n"),
            std::string::npos);
  EXPECT_NE(fix_as_ansible(fix).find("    data: '''); Remove-Item C:\\ #\"'\n"), std::string::npos);
  // PowerShell ends a text at a typographic quote as well.
  const std::vector<FixRow> curly = {{"HKLM\\A", "x", "REG_SZ", "\u2019; whoami #", ""}};
  EXPECT_EQ(count_of(fix_as_powershell(curly), "SetValue"), 0u);
  EXPECT_EQ(count_of(fix_as_powershell(curly), "# Not written: HKLM\\A\\x"), 1u);
  EXPECT_EQ(count_of(fix_as_reg(curly), "\u2019"), 1u);
}

TEST(HtmlFixTabs, WhatCannotBeExpressedIsSaid) {
  const std::vector<FixRow> odd[] = {
      {{"HKLM\\A\\*\\B", "x", "REG_DWORD", "1", ""}},         // a pattern
      {{"HKLM\\A", "x", "REG_DWORD", "0x100000000", ""}},     // more than 32 bits
      {{"HKLM\\A", "x", "REG_DWORD", "one", ""}},             //
      {{"HKLM\\A", "x", "REG_MULTI_SZ", "a", ""}},            //
      {{"HKCR\\A", "x", "REG_SZ", "a", ""}},                  // a root that stands for two
      {{"HKLM", "x", "REG_SZ", "a", ""}},                     //
      {{"HKLM\\A\\u001B[31m", "x", "REG_SZ", "a", ""}},       // was an escape character
      {{"HKLM\\A", "x\ny", "REG_SZ", "a\r\nwhoami", ""}},     // a line of its own
      {{"HKLM\\A", "x", "REG_SZ", "a\x1B\xE2\x80\xAE", ""}},  //
  };
  for (const std::vector<FixRow>& fix : odd) {
    for (const FixLanguage& language : kFixLanguages) {
      const std::string text = language.write(fix);
      EXPECT_EQ(count_of(text, "Not written: HK"), 1u) << text;
      EXPECT_EQ(count_of(text, "SetValue") + count_of(text, "win_regedit") + count_of(text, "Computer") +
                    count_of(text, "dword:") + count_of(text, "\"="),
                0u)
          << text;
      EXPECT_EQ(count_of(text, "\nwhoami"), 0u) << text;
    }
  }
}

}  // namespace
}  // namespace audit
