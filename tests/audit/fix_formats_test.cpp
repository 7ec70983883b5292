#include "audit/fix_formats.h"

#include <gtest/gtest.h>

#include "hive/bytes.h"
#include "hive/reg_text.h"

namespace {

using audit::RegistryData;
using audit::RegistryEdit;
using audit::RegistryScript;

RegistryEdit edit_of(std::string name, RegistryData data,
                     std::vector<std::string> segments = {"SOFTWARE", "RC4 128/128"}) {
  RegistryEdit edit;
  edit.root = "HKEY_LOCAL_MACHINE";
  edit.segments = std::move(segments);
  edit.name = std::move(name);
  edit.data = std::move(data);
  edit.scope = "HKLM";
  edit.asked_by = "TLS1";
  return edit;
}
RegistryData dword(const char* number) { return *audit::data_of_words("REG_DWORD", number); }
RegistryData text(const char* words) { return *audit::data_of_words("REG_SZ", words); }

RegistryScript script_of(std::vector<RegistryEdit> edits) {
  RegistryScript script;
  script.edits = std::move(edits);
  return script;
}

TEST(FixFormatsTest, TheRegTextIsWhatOurReaderTakes) {
  RegistryEdit made = edit_of("On", dword("0xffffffff"), {"SOFTWARE", "A", "B", "C"});
  made.missing = 2;
  RegistryEdit gone = edit_of("Off", {});
  gone.does = RegistryEdit::Does::delete_value;
  RegistryEdit key = edit_of("", {}, {"SOFTWARE", "Whole"});
  key.does = RegistryEdit::Does::delete_key;
  RegistryScript script = script_of({edit_of("q\"\\", text("C:\\\"x\"")), made, gone, key, edit_of("", text("l\nf"))});
  script.remarks = {"first\r\n[-HKEY_LOCAL_MACHINE\\SOFTWARE]"};
  const audit::FixText out = audit::write_fix_reg(script);
  EXPECT_TRUE(out.refused.empty());
  const std::string file = audit::file_bytes(*audit::find_fix_format("reg"), out.text);
  EXPECT_TRUE(file.starts_with("\xFF\xFEW"));
  const auto decoded = hive::decode_reg_text(std::as_bytes(std::span(file)));
  ASSERT_TRUE(decoded);
  const auto keys = hive::parse_reg_text(*decoded, false);
  ASSERT_TRUE(keys) << hive::to_text(keys.error());
  ASSERT_EQ(keys->size(), 4U);
  const hive::RegTextKey& first = (*keys)[0];
  ASSERT_EQ(first.values.size(), 2U);
  EXPECT_EQ(first.values[0].name, "q\"\\");
  EXPECT_EQ(*hive::read_string(first.values[0]), "C:\\\"x\"");
  EXPECT_EQ(*hive::read_string(first.values[1]), "l\nf");
  EXPECT_EQ(first.deleted_values.size(), 1U);
  EXPECT_EQ((*keys)[1].segments, (std::vector<std::string>{"SOFTWARE", "A", "B"}));
  EXPECT_EQ(*hive::read_dword((*keys)[2].values[0]), 0xFFFFFFFFU);
  EXPECT_TRUE((*keys)[3].deleted);
}

TEST(FixFormatsTest, WhatNoFormatCanSayIsRefusedAloud) {
  for (const audit::FixFormat& format : audit::fix_formats()) {
    const auto out =
        format.write(script_of({edit_of("a\nb", dword("1")), edit_of("a", dword("1"), {"SOFTWARE", "x\ry"}),
                                edit_of("a", dword("1"), {"SOFTWARE", "x\\y"}), edit_of("\xED\xA0\x80", dword("1"))}));
    EXPECT_EQ(out.refused.size(), 4U) << format.name;
    EXPECT_NE(out.text.find("refused"), std::string::npos);
    EXPECT_EQ(out.text.find("a\nb"), std::string::npos);
    EXPECT_EQ(out.text.find("DWORD:1"), std::string::npos);
  }
}

TEST(FixFormatsTest, ABracketThatWouldEndTheKeyIsRefused) {
  const auto out = audit::write_fix_reg(
      script_of({edit_of("a", dword("1"), {"SOFTWARE", "x];y"}), edit_of("a", dword("1"), {"SOFTWARE", "x]y"})}));
  EXPECT_EQ(out.refused.size(), 1U);
  EXPECT_NE(out.text.find("[HKEY_LOCAL_MACHINE\\SOFTWARE\\x]y]"), std::string::npos);
}

TEST(FixFormatsTest, OneFindingIsAPieceWithoutAnEnvelope) {
  audit::FindingRow finding;
  finding.rule = "TLS1";
  finding.scope = "user:alice";
  finding.fix.push_back({"HKCU\\Software\\X", "it's", "REG_DWORD", "0xA00", "", {}});
  const RegistryScript script = audit::edits_of(finding);
  EXPECT_EQ(
      audit::write_fix_powershell(script).text,
      "# it's: TLS1\n[Microsoft.Win32.Registry]::SetValue('HKEY_CURRENT_USER\\Software\\X', 'it''s', 2560, 'DWord')\n");
  EXPECT_EQ(audit::write_fix_lgpo(script).text,
            "; it's: TLS1; becomes policy for every user\nUser\nSoftware\\X\nit's\nDWORD:2560\n\n");
  EXPECT_EQ(audit::write_fix_ansible(script).text,
            "- name: 'it''s: TLS1'\n  ansible.windows.win_regedit:\n    path: 'HKCU:\\Software\\X'\n    name: 'it''s'\n"
            "    type: dword\n    data: 0xa00\n    state: present\n");
  EXPECT_EQ(audit::write_fix_reg(script).text,
            "Windows Registry Editor Version 5.00\n\n; it's: "
            "TLS1\n[HKEY_CURRENT_USER\\Software\\X]\n\"it's\"=dword:00000a00\n\n");
}

TEST(FixFormatsTest, APolicyIsTheSameForAllUsers) {
  const auto of_user = [](const char* sid, const char* number) {
    RegistryEdit edit = edit_of("Mask", dword(number), {sid, "Software", "X"});
    edit.root = "HKEY_USERS";
    edit.scope = "user:somebody";
    return edit;
  };
  const auto same = audit::write_fix_lgpo(script_of({of_user("S-1", "1"), of_user("S-2", "1")}));
  EXPECT_EQ(same.text, "; Mask: TLS1; becomes policy for every user\nUser\nSoftware\\X\nMask\nDWORD:1\n\n");
  EXPECT_EQ(audit::write_fix_lgpo(script_of({of_user("S-1", "1"), of_user("S-2", "2")})).refused.size(), 2U);
}

TEST(FixFormatsTest, WhatOneUserHadIsNoPolicy) {
  RegistryEdit edit = edit_of("Mask", dword("1"), {"S-1", "Software", "X"});
  edit.root = "HKEY_USERS";
  RegistryScript script = script_of({edit, edit_of("On", dword("1"))});
  script.undo = true;
  const auto back = audit::write_fix_lgpo(script);
  ASSERT_EQ(back.refused.size(), 1U);
  EXPECT_NE(back.refused[0].find("what one user had would become policy for every user"), std::string::npos);
  EXPECT_EQ(back.text.find("\nUser\n"), std::string::npos);
  EXPECT_NE(back.text.find("\nComputer\n"), std::string::npos);
}

TEST(FixFormatsTest, AHiveWithoutAFileIsNamedByAPersonOrNotAtAll) {
  RegistryEdit edit = edit_of("Mask", dword("1"), {"bob", "Software", "X"});
  edit.root = "HKEY_USERS";
  RegistryScript script = script_of({edit});
  script.hives = {{"HKU", "bob", "", "user:bob", false}};
  const auto reg = audit::write_fix_reg(script);
  EXPECT_TRUE(reg.refused.empty());
  EXPECT_NE(reg.text.find("reg load \"HKU\\bob\" FILE\n; Name the FILE"), std::string::npos) << reg.text;
  for (const auto write : {audit::write_fix_powershell, audit::write_fix_ansible}) {
    const auto refused = write(script);
    EXPECT_EQ(refused.refused.size(), 1U);
    EXPECT_EQ(refused.text.find("NTUSER"), std::string::npos);
    EXPECT_EQ(refused.text.find("Open-Hive 'HKU'"), std::string::npos);
  }
}

TEST(FixFormatsTest, NothingToDoIsStillADocument) {
  EXPECT_EQ(audit::write_fix_ansible({}).text, "[]\n");
  EXPECT_EQ(audit::write_fix_reg({}).text, "Windows Registry Editor Version 5.00\n\n");
}

}  // namespace
