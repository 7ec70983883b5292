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
  const auto row = machine({failing("TLS1", {set_row("1", present("00000000"))}),
                            failing("TLS2", {set_row("1", present("00000000"), "HKCU\\Software\\X")}, "default-user")});
  const auto script = audit::edits_of(audit::remediation(row, {}), row, {"D:\\mount", false});
  ASSERT_EQ(script.edits.size(), 2U);
  EXPECT_EQ(audit::key_text(script.edits[0]), "HKEY_LOCAL_MACHINE\\hiveaudit-SYSTEM\\ControlSet002\\Control\\X\\Y");
  EXPECT_EQ(audit::key_text(script.edits[1]), "HKEY_USERS\\default-user\\Software\\X");
  ASSERT_EQ(script.hives.size(), 2U);
  EXPECT_EQ(script.hives[1].file, "Users\\Default\\NTUSER.DAT");
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
