#include "hive/installation.h"

#include <gtest/gtest.h>

#include "hive/file_source.h"
#include "hive/input.h"
#include "hive/input_parts.h"
#include "tests/hive/machine_hives.h"
#include "tests/support/shared_dir.h"

namespace {

using hive::HiveRole;
using hive::regf::build_hive;
using hive::regf::BuildKey;
using hiveaudit_tests::descend;
using hiveaudit_tests::dword;
using hiveaudit_tests::open_tree_of;
using hiveaudit_tests::software_tree;
using hiveaudit_tests::system_tree;
using hiveaudit_tests::user_tree;

HiveRole role_with(const std::vector<std::vector<std::string>>& keys) {
  BuildKey root;
  root.name = "ROOT";
  for (const auto& key : keys) descend(root, key);
  return hive::recognise_role(*open_tree_of(root, "x"));
}

TEST(RecogniseRole, ByTheKeysBelowTheRoot) {
  EXPECT_EQ(role_with({{"ControlSet001"}}), HiveRole::system);
  EXPECT_EQ(role_with({{"controlset017"}, {"Select"}}), HiveRole::system);
  EXPECT_EQ(role_with({{"Microsoft", "Windows NT", "CurrentVersion"}}), HiveRole::software);
  EXPECT_EQ(role_with({{"Microsoft"}, {"Classes"}}), HiveRole::software);
  EXPECT_EQ(role_with({{"Software"}, {"Control Panel"}}), HiveRole::user);
  EXPECT_EQ(role_with({{"Software"}, {"Environment"}}), HiveRole::user);
}

TEST(RecogniseRole, OtherHivesOfAMachine) {
  EXPECT_EQ(role_with({}), HiveRole::other);
  EXPECT_EQ(role_with({{"SAM", "Domains"}}), HiveRole::other);
  EXPECT_EQ(role_with({{"Policy"}, {"RXACT"}}), HiveRole::other);                                     // SECURITY
  EXPECT_EQ(role_with({{"Description"}, {"Objects"}}), HiveRole::other);                              // BCD
  EXPECT_EQ(role_with({{"Root", "InventoryApplication"}}), HiveRole::other);                          // Amcache
  EXPECT_EQ(role_with({{"Local Settings"}, {"CLSID"}, {"Software", "Microsoft"}}), HiveRole::other);  // UsrClass
  EXPECT_EQ(role_with({{"DerivedData"}, {"CanonicalData"}, {"ServicingStackVersions"}}), HiveRole::other);
  EXPECT_EQ(role_with({{"ControlSet01"}, {"ControlSet0001"}, {"ControlSetABC"}}), HiveRole::other);
}

TEST(RecogniseRole, RealHives) {
  const auto shared = hiveaudit_tests::shared_dir();
  if (!shared) GTEST_SKIP() << "no real hives here";
  const std::vector<std::pair<std::string, HiveRole>> expected{{"nt4/SYSTEM", HiveRole::system},
                                                               {"nt4/SOFTWARE", HiveRole::software},
                                                               {"xp/NTUSER.DAT", HiveRole::user},
                                                               {"win7/SYSTEM", HiveRole::system},
                                                               {"win7/NTUSER.DAT", HiveRole::user},
                                                               {"win8.1/SYSTEM", HiveRole::system},
                                                               {"win10/SYSTEM", HiveRole::system},
                                                               {"win10/NTUSER.DAT", HiveRole::user},
                                                               {"win10/Default-NTUSER.DAT", HiveRole::user},
                                                               {"damaged/ez-SAM_DUPENAME", HiveRole::other},
                                                               {"damaged/xp-SYSTEM-corrupted", HiveRole::system}};
  for (const auto& [name, role] : expected) {
    const std::string path = (*shared / "hives" / name).string();
    auto source = hive::open_file(path);
    ASSERT_TRUE(source);
    auto opened = hive::Hive::open(std::move(*source), path);
    ASSERT_TRUE(opened) << path;
    EXPECT_EQ(name_of(hive::recognise_role(*opened)), name_of(role)) << path;
  }
}

TEST(UserOfFileName, TakesWhatStandsBesideNtuser) {
  EXPECT_EQ(hive::user_of_file_name("Default-NTUSER.DAT"), "Default");
  EXPECT_EQ(hive::user_of_file_name("alice_ntuser.dat"), "alice");
  EXPECT_EQ(hive::user_of_file_name("NTUSER.DAT.alice"), "alice");
  EXPECT_EQ(hive::user_of_file_name("NTUSER-alice.DAT"), "alice");
  EXPECT_EQ(hive::user_of_file_name("alice.smith.NTUSER.DAT"), "alice.smith");
  EXPECT_EQ(hive::user_of_file_name("alice.hiv"), "alice");
  EXPECT_EQ(hive::user_of_file_name("NTUSER.DAT"), "");
  EXPECT_EQ(hive::user_of_file_name("ntuser.man"), "");
  EXPECT_EQ(hive::user_of_file_name(""), "");
}

TEST(InstallationFromMemory, MountsInTheGivenOrder) {
  std::vector<hive::MemoryHive> hives;
  hives.push_back({"alice", "alice", build_hive(user_tree(1))});
  hives.push_back({"SOFTWARE", "", build_hive(software_tree())});
  hives.push_back({"Default", "Default", build_hive(user_tree(2))});
  hives.push_back({"SYSTEM", "", build_hive(system_tree())});
  const hive::Installation installation = hive::installation_from_memory("case", std::move(hives));
  ASSERT_EQ(installation.hives.size(), 4U);
  EXPECT_EQ(installation.hives[0].role, HiveRole::user);
  EXPECT_EQ(installation.hives[1].role, HiveRole::software);
  EXPECT_EQ(installation.hives[3].role, HiveRole::system);
  ASSERT_EQ(installation.users.size(), 2U);
  EXPECT_EQ(installation.users[0].scope, "user:alice");
  EXPECT_EQ(installation.users[0].hive, 0U);
  EXPECT_EQ(installation.users[1].scope, "default-user");
  EXPECT_EQ(installation.users[1].registry_user, 1U);
  EXPECT_TRUE(installation.registry.has_machine_hive("SYSTEM"));
  EXPECT_TRUE(installation.errors.empty());
  EXPECT_FALSE(installation.whole_machine);
}

TEST(InstallationFromMemory, AFragmentIsMountedByItsName) {
  BuildKey empty;
  empty.name = "ROOT";
  std::vector<hive::MemoryHive> hives;
  hives.push_back({"SOFTWARE", "", build_hive(empty)});
  hives.push_back({"bob", "bob", build_hive(empty)});
  const hive::Installation installation = hive::installation_from_memory("case", std::move(hives));
  EXPECT_TRUE(installation.registry.has_machine_hive("SOFTWARE"));
  ASSERT_EQ(installation.users.size(), 1U);
  EXPECT_EQ(installation.users[0].scope, "user:bob");
}

TEST(InstallationFromMemory, WhatIsNoHiveIsListedWithItsError) {
  std::vector<hive::MemoryHive> hives;
  hives.push_back({"SYSTEM", "", std::vector<std::byte>(100)});
  const hive::Installation installation = hive::installation_from_memory("case", std::move(hives));
  ASSERT_EQ(installation.hives.size(), 1U);
  EXPECT_EQ(installation.hives[0].hive, nullptr);
  EXPECT_EQ(installation.hives[0].size_bytes, 100U);
  ASSERT_EQ(installation.hives[0].errors.size(), 1U);
  EXPECT_EQ(installation.hives[0].errors[0].where.path, "SYSTEM");
}

}  // namespace
