#include "audit/remediation.h"

#include <gtest/gtest.h>

#include "audit/registry_edit.h"

namespace {

using audit::Before;
using audit::FindingRow;
using audit::FixBefore;
using audit::FixRow;
using audit::InstallationRow;
using audit::RegistryEdit;
using audit::Verdict;

constexpr const char* kKey = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\X\\Y";

FixRow set_row(std::string data, std::optional<FixBefore> before, std::string key = kKey,
               std::string name = "Enabled") {
  return FixRow{std::move(key), std::move(name), "REG_DWORD", std::move(data), "", std::move(before)};
}
FixBefore absent_below(std::string deepest) { return {"absent", std::nullopt, std::nullopt, std::move(deepest)}; }
FixBefore present(std::string raw) { return {"present", "REG_DWORD", std::move(raw), std::nullopt}; }

FindingRow failing(std::string rule, std::vector<FixRow> fix, std::string scope = "HKLM") {
  FindingRow finding;
  finding.rule = std::move(rule);
  finding.scope = std::move(scope);
  finding.verdict = Verdict::fail;
  finding.fix = std::move(fix);
  return finding;
}

InstallationRow machine(std::vector<FindingRow> findings) {
  InstallationRow row;
  row.control_set = 2;
  row.findings = std::move(findings);
  return row;
}

audit::HiveRow hive_of(std::string user, std::string path, std::string role = "USER") {
  audit::HiveRow row;
  row.role = std::move(role);
  row.user = std::move(user);
  row.path = std::move(path);
  return row;
}

FindingRow of_user(std::string scope) {
  return failing("TLS1", {set_row("1", present("00000000"), "HKCU\\Software\\X")}, std::move(scope));
}

TEST(RemediationTest, OneChangeForAPlaceThatSeveralFindingsWant) {
  auto lower = set_row("0x1", present("00000000"), "hklm\\system\\currentcontrolset\\control\\x\\y", "ENABLED");
  const auto plan =
      audit::remediation(machine({failing("TLS1", {set_row("1", present("00000000"))}), failing("TLS2", {lower})}), {});
  ASSERT_EQ(plan.changes.size(), 1U);
  EXPECT_EQ(plan.changes[0].rules, (std::vector<std::string>{"TLS1", "TLS2"}));
  EXPECT_EQ(plan.mended.size(), 2U);
  EXPECT_EQ(plan.changes[0].before.is, Before::Is::present);
}

TEST(RemediationTest, FindingsThatContradictEachOtherAreRefusedWhole) {
  const auto row = machine({failing("TLS1", {set_row("1", {}), set_row("1", {}, kKey, "Other")}),
                            failing("TLS2", {set_row("0", {})}), failing("TLS3", {set_row("5", {}, kKey, "Third")})});
  const auto plan = audit::remediation(row, {});
  ASSERT_EQ(plan.conflicts.size(), 1U);
  EXPECT_EQ(plan.conflicts[0].wishes.size(), 2U);
  ASSERT_EQ(plan.changes.size(), 1U);
  EXPECT_EQ(plan.changes[0].name, "Third");
  EXPECT_EQ(plan.unmended.size(), 2U);
  // One of them alone is no contradiction.
  EXPECT_EQ(audit::remediation(row, std::vector<std::string>{"TLS1"}).changes.size(), 2U);
}

TEST(RemediationTest, RemovalAndDataContradictEachOther) {
  FixRow removal = set_row("", {});
  removal.type.clear();
  const auto plan = audit::remediation(machine({failing("TLS1", {set_row("1", {})}), failing("TLS2", {removal})}), {});
  EXPECT_EQ(plan.conflicts.size(), 1U);
  EXPECT_TRUE(plan.changes.empty());
}

TEST(RemediationTest, WhatIsThereAlreadyIsNoChange) {
  FixRow removal = set_row("", absent_below("HKLM\\SYSTEM"), kKey, "Gone");
  removal.type.clear();
  const auto plan = audit::remediation(machine({failing("TLS1", {set_row("1", present("01000000")), removal,
                                                                 set_row("1", present("00000000"), kKey, "New")}),
                                                failing("TLS2", {removal})}),
                                       {});
  ASSERT_EQ(plan.changes.size(), 1U);
  EXPECT_EQ(plan.changes[0].name, "New");
  ASSERT_EQ(plan.unmended.size(), 1U);
  EXPECT_EQ(plan.unmended[0].rule, "TLS2");
}

TEST(RemediationTest, WaivedInformationalAndInsufficientFindingsStayUnlessNamed) {
  FindingRow waived = failing("TLS1", {set_row("1", {})});
  waived.waived_by = "somebody";
  FindingRow informational = failing("TLS2", {set_row("1", {}, kKey, "Two")});
  informational.verdict = Verdict::informational;
  FindingRow insufficient = failing("TLS3", {set_row("1", {}, kKey, "Three")});
  insufficient.fix_falls_short = "an update is missing";
  FindingRow passing = failing("TLS4", {});
  passing.verdict = Verdict::pass;
  const auto row = machine({waived, informational, insufficient, failing("TLS5", {}), passing});
  const auto plan = audit::remediation(row, {});
  EXPECT_TRUE(plan.changes.empty());
  EXPECT_EQ(plan.optional, 1U);
  ASSERT_EQ(plan.unmended.size(), 3U);
  EXPECT_NE(plan.unmended[1].why.find("an update is missing"), std::string::npos);
  EXPECT_EQ(audit::remediation(row, std::vector<std::string>{"TLS1", "TLS2", "TLS3"}).changes.size(), 2U);
}

TEST(RemediationTest, AUsersKeyBelongsToTheFindingsUser) {
  const std::string key = "HKCU\\Software\\X";
  const auto plan = audit::remediation(
      machine({failing("TLS1", {set_row("1", {}, key)}, "user:alice"),
               failing("TLS1", {set_row("2", {}, key)}, "user:bob"), failing("TLS2", {set_row("2", {}, key)}, "HKLM")}),
      {});
  EXPECT_TRUE(plan.conflicts.empty());
  EXPECT_EQ(plan.changes.size(), 2U);
  EXPECT_EQ(plan.unmended.size(), 1U) << "of a machine's finding nobody knows the user";
}

TEST(RemediationTest, WhatCannotBeReadIsNoChange) {
  for (const FixRow& row :
       {set_row("many", {}), set_row("0x100000000", {}), set_row("1", {}, "HKXX\\y"), set_row("1", {}, "HKLM"),
        set_row("1", {}, kKey, "a\\u000Ab"), set_row("1", {}, "HKLM\\SOFTWARE\\x\\xFF")}) {
    const auto plan = audit::remediation(machine({failing("TLS1", {row})}), {});
    EXPECT_TRUE(plan.changes.empty()) << row.key << row.name << row.data;
    EXPECT_EQ(plan.unmended.size(), 1U);
  }
}

TEST(RegistryEditTest, OfAnImageTheHivesAreLoadedAndTheControlSetIsSpelledOut) {
  InstallationRow row =
      machine({failing("TLS1", {set_row("1", present("00000000"))}),
               failing("TLS2", {set_row("1", present("00000000"), "HKCU\\Software\\X")}, "default-user")});
  row.hives.push_back(hive_of("Default User", "m/Documents and Settings/Default User/NTUSER.DAT"));
  const auto script = audit::edits_of(audit::remediation(row, {}), row, {"D:\\mount", false});
  ASSERT_EQ(script.edits.size(), 2U);
  EXPECT_EQ(audit::key_text(script.edits[0]), "HKEY_LOCAL_MACHINE\\hiveaudit-SYSTEM\\ControlSet002\\Control\\X\\Y");
  EXPECT_EQ(audit::key_text(script.edits[1]), "HKEY_USERS\\default-user\\Software\\X");
  ASSERT_EQ(script.hives.size(), 2U);
  EXPECT_EQ(script.hives[1].file, "Documents and Settings\\Default User\\NTUSER.DAT");
  EXPECT_TRUE(script.hives[1].always);

  InstallationRow unknown = row;
  unknown.control_set.reset();
  EXPECT_EQ(audit::edits_of(audit::remediation(unknown, {}), unknown, {"D:\\mount", false}).refused.size(), 1U);
}

TEST(RegistryEditTest, ARunningWindowsIsAskedBySid) {
  InstallationRow row = machine({failing("TLS1", {set_row("1", {}, "HKCU\\Software\\X")}, "user:alice"),
                                 failing("TLS1", {set_row("1", {}, "HKCU\\Software\\X")}, "LocalService"),
                                 failing("TLS1", {set_row("1", {}, "HKCU\\Software\\X")}, "user:bob")});
  for (const auto& [user, sid] : {std::pair{"alice", "S-1-5-21-1-2-3-1001"}, std::pair{"LocalService", "S-1-5-19"}}) {
    audit::HiveRow& hive = row.hives.emplace_back();
    hive.user = user;
    hive.sid = sid;
  }
  const auto script = audit::edits_of(audit::remediation(row, {}), row, {});
  ASSERT_EQ(script.edits.size(), 3U);
  EXPECT_EQ(audit::key_text(script.edits[0]), "HKEY_USERS\\S-1-5-21-1-2-3-1001\\Software\\X");
  EXPECT_EQ(audit::key_text(script.edits[1]), "HKEY_USERS\\S-1-5-19\\Software\\X");
  EXPECT_EQ(audit::key_text(script.edits[2]), "HKEY_USERS\\bob\\Software\\X");
  EXPECT_EQ(script.hives.size(), 2U) << "those of services are always loaded";
}

TEST(RegistryEditTest, TheSetThatWasJudgedIsNamedWhereItNeedNotBeTheCurrentOne) {
  const auto row = machine({failing("TLS1", {set_row("1", present("00000000"))})});
  for (const bool undo : {false, true}) {
    const auto script = audit::edits_of(audit::remediation(row, {}), row, {std::nullopt, undo, true});
    ASSERT_EQ(script.edits.size(), 1U);
    EXPECT_EQ(audit::key_text(script.edits[0]), "HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet002\\Control\\X\\Y");
    EXPECT_TRUE(script.hives.empty());
  }
  InstallationRow unknown = row;
  unknown.control_set.reset();
  EXPECT_EQ(audit::edits_of(audit::remediation(unknown, {}), unknown, {std::nullopt, false, true}).refused.size(), 1U);
}

TEST(RegistryEditTest, TheFileOfAHiveIsNeverMadeFromAName) {
  InstallationRow row = machine({of_user("user:alice"), of_user("user:alice-2"), of_user("user:loose"),
                                 of_user("LocalSystem"), of_user("user:Default User-2")});
  row.hives = {hive_of("alice", "m/Documents and Settings/alice/NTUSER.DAT"),
               hive_of("alice-2", "m/Users/alice/NTUSER.DAT"), hive_of("loose", "cases/loose-NTUSER.DAT"),
               hive_of("LocalSystem", "m/Windows/System32/config/DEFAULT", "DEFAULT"),
               hive_of("Default User-2", "m/Users/Default User/NTUSER.DAT")};
  const auto script = audit::edits_of(audit::remediation(row, {}), row, {"D:\\mount", false});
  EXPECT_TRUE(script.refused.empty());
  ASSERT_EQ(script.hives.size(), 5U);
  EXPECT_EQ(script.hives[0].file, "Documents and Settings\\alice\\NTUSER.DAT");
  EXPECT_EQ(script.hives[1].file, "Users\\alice\\NTUSER.DAT");
  EXPECT_EQ(script.hives[2].file, "");
  EXPECT_EQ(script.hives[3].file, "Windows\\System32\\config\\DEFAULT");
  EXPECT_EQ(script.hives[4].file, "Users\\Default User\\NTUSER.DAT");
}

TEST(RegistryEditTest, TwoHivesThatCouldBeMeantAreRefused) {
  InstallationRow row =
      machine({of_user("user:alice"), of_user("user:bob"), of_user("user:LocalSystem"), of_user("LocalSystem")});
  row.hives = {hive_of("alice", "C/Users/alice/NTUSER.DAT"),
               hive_of("alice-2", "D/Users/alice/NTUSER.DAT"),
               hive_of("bob", "m/Users/bob/NTUSER.DAT"),
               hive_of("bob", "cases/bob-NTUSER.DAT"),
               hive_of("LocalSystem", "m/Users/LocalSystem/NTUSER.DAT"),
               hive_of("LocalSystem", "m/Windows/System32/config/DEFAULT", "DEFAULT")};
  const auto script = audit::edits_of(audit::remediation(row, {}), row, {"D:\\mount", false});
  EXPECT_EQ(script.refused.size(), 3U);
  ASSERT_EQ(script.edits.size(), 1U);
  EXPECT_EQ(script.hives.at(0).file, "Users\\LocalSystem\\NTUSER.DAT");
  row.hives[3].state = "unreadable";
  EXPECT_EQ(audit::edits_of(audit::remediation(row, {}), row, {"D:\\mount", false}).refused.size(), 2U);
}

TEST(RegistryEditTest, TheWayBackRestoresDeletesAndRefuses) {
  const auto row = machine({failing(
      "TLS1", {set_row("1", present("00000000"), kKey, "Was"), set_row("1", absent_below(kKey), kKey, "KeyWasThere"),
               set_row("1", absent_below("HKLM\\SYSTEM\\CurrentControlSet\\Control"), kKey, "KeyWasNot"),
               set_row("1", absent_below("HKLM\\SYSTEM\\CurrentControlSet\\Control"), kKey, "KeyWasNotToo"),
               set_row("1", FixBefore{"present", "REG_SZ", std::nullopt, std::nullopt}, kKey, "TooLarge"),
               set_row("1", std::nullopt, kKey, "NobodyLooked")})});
  const auto script = audit::edits_of(audit::remediation(row, {}), row, {std::nullopt, true});
  ASSERT_EQ(script.edits.size(), 3U);
  EXPECT_EQ(script.edits[0].does, RegistryEdit::Does::set_value);
  EXPECT_EQ(audit::number_of(script.edits[0].data), 0U);
  EXPECT_EQ(script.edits[1].does, RegistryEdit::Does::delete_value);
  EXPECT_EQ(script.edits[2].does, RegistryEdit::Does::delete_key);
  EXPECT_EQ(audit::key_text(script.edits[2]), "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\X");
  EXPECT_EQ(script.refused.size(), 2U);
}

}  // namespace
