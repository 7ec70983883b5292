#include <gtest/gtest.h>

#include <algorithm>

#include "hive/input.h"
#include "tests/hive/machine_hives.h"

namespace {

namespace fs = std::filesystem;
using hive::ErrorCode;
using hive::HiveRole;
using hive::InputKind;
using hiveaudit_tests::descend;
using hiveaudit_tests::software_tree;
using hiveaudit_tests::system_tree;
using hiveaudit_tests::text;
using hiveaudit_tests::user_tree;

class Trees : public hiveaudit_tests::FolderTest {
 protected:
  void put_machine(const std::string& windows) const {
    put(windows + "/System32/config/SYSTEM", system_tree());
    put(windows + "/System32/config/SOFTWARE", software_tree());
  }
  hive::Input open() const { return hive::open_input(folder_.string()); }
  std::string at(const std::string& below) const { return (folder_ / below).string(); }
};

std::vector<std::string> scopes(const hive::Installation& installation) {
  std::vector<std::string> names;
  for (const hive::User& user : installation.users) names.push_back(user.scope);
  return names;
}

std::string shown(const hive::Installation& installation) {
  std::string all = installation.label + "\n";
  for (const hive::Error& error : installation.errors) all += to_text(error) + "\n";
  for (const hive::Note& note : installation.notes) all += note.code + ": " + note.message + "\n";
  for (const hive::HiveFile& file : installation.hives) all += std::string(name_of(file.role)) + " " + file.path + "\n";
  return all;
}

TEST_F(Trees, AWholeMachineInAnyCase) {
  put("WINDOWS/system32/Config/system", system_tree());
  put("WINDOWS/system32/Config/Software", software_tree());
  put("WINDOWS/system32/Config/default", user_tree());
  put("WINDOWS/system32/Config/SAM", [] {
    hive::regf::BuildKey root;
    root.name = "ROOT";
    descend(root, {"SAM", "Domains"});
    return root;
  }());
  put_log("WINDOWS/system32/Config/system.LOG1");
  put("WINDOWS/serviceprofiles/localservice/ntuser.dat", user_tree());
  put("WINDOWS/serviceprofiles/NetworkService/NTUSER.DAT", user_tree());
  put("users/Default/NTUSER.DAT", user_tree());
  put("users/bob/ntuser.dat", user_tree());
  put("users/Alice/NTUSER.DAT", user_tree());
  put_text("users/Public/desktop.ini", "x");
  put_text("users/desktop.ini", "x");
  const hive::Input input = open();
  EXPECT_EQ(input.kind, InputKind::tree);
  EXPECT_TRUE(input.errors.empty());
  ASSERT_EQ(input.installations.size(), 1U);
  const hive::Installation& machine = input.installations[0];
  EXPECT_EQ(machine.label, "golden");
  EXPECT_TRUE(machine.whole_machine);
  EXPECT_TRUE(machine.errors.empty()) << shown(machine);
  EXPECT_TRUE(machine.notes.empty()) << shown(machine);
  EXPECT_EQ(scopes(machine), (std::vector<std::string>{"LocalSystem", "LocalService", "NetworkService", "default-user",
                                                       "user:Alice", "user:bob"}));
  ASSERT_EQ(machine.hives.size(), 9U);
  EXPECT_EQ(machine.hives[0].role, HiveRole::system);
  EXPECT_EQ(hiveaudit_tests::log_paths(machine.hives[0]),
            (std::vector<std::string>{at("WINDOWS/system32/Config/system.LOG1")}));
  EXPECT_EQ(machine.hives[1].role, HiveRole::software);
  EXPECT_EQ(machine.hives[2].role, HiveRole::default_profile);
  EXPECT_EQ(machine.hives[2].user, "LocalSystem");
  EXPECT_EQ(machine.hives[8].role, HiveRole::other);
  EXPECT_EQ(machine.users[4].hive, 6U);
}

TEST_F(Trees, XpKeepsServicesAmongItsUsers) {
  put_machine("WINNT");
  put("Documents and Settings/Default User/NTUSER.DAT", user_tree());
  put("Documents and Settings/LocalService/NTUSER.DAT", user_tree());
  put("Documents and Settings/carol/NTUSER.DAT", user_tree());
  const hive::Input input = open();
  EXPECT_EQ(scopes(input.installations.at(0)),
            (std::vector<std::string>{"LocalService", "default-user", "user:carol"}));
}

TEST_F(Trees, AFolderBelowUsersIsNoServiceAccountWhateverItsName) {
  put_machine("Windows");
  put("Windows/System32/config/DEFAULT", user_tree());
  put("Windows/ServiceProfiles/LocalService/NTUSER.DAT", user_tree());
  put("Users/LocalSystem/NTUSER.DAT", user_tree());
  put("Users/networkservice/NTUSER.DAT", user_tree());
  put("Documents and Settings/LocalService/NTUSER.DAT", user_tree());
  const hive::Input input = open();
  const hive::Installation& machine = input.installations.at(0);
  EXPECT_EQ(scopes(machine), (std::vector<std::string>{"LocalSystem", "LocalService", "user:LocalService",
                                                       "user:LocalSystem", "user:networkservice"}));
  EXPECT_EQ(machine.hives.at(machine.users.at(0).hive).path, at("Windows/System32/config/DEFAULT"));
}

TEST_F(Trees, WindowsOldIsItsOwnInstallation) {
  put_machine("Windows");
  put("Users/new/NTUSER.DAT", user_tree());
  put_machine("windows.OLD/Windows");
  put("windows.OLD/Users/old/NTUSER.DAT", user_tree());
  const hive::Input input = open();
  ASSERT_EQ(input.installations.size(), 2U);
  EXPECT_EQ(input.installations[0].label, "golden");
  EXPECT_EQ(scopes(input.installations[0]), (std::vector<std::string>{"user:new"}));
  EXPECT_EQ(input.installations[1].label, "golden-windows.OLD");
  EXPECT_EQ(input.installations[1].origin, at("windows.OLD"));
  EXPECT_EQ(scopes(input.installations[1]), (std::vector<std::string>{"user:old"}));
  EXPECT_TRUE(input.installations[1].registry.has_machine_hive("SYSTEM"));
}

TEST_F(Trees, AMachineWithoutSoftwareIsAnError) {
  put("Windows/System32/config/SYSTEM", system_tree());
  const hive::Input input = open();
  const hive::Installation& machine = input.installations.at(0);
  ASSERT_EQ(machine.errors.size(), 1U) << shown(machine);
  EXPECT_EQ(machine.errors[0].code, ErrorCode::io);
  EXPECT_EQ(machine.errors[0].expected, "a readable SOFTWARE hive");
  EXPECT_EQ(machine.errors[0].where.path, at("Windows/System32/config/SOFTWARE"));
}

TEST_F(Trees, AnEmptyConfigFolderIsABrokenMachine) {
  fs::create_directories(folder_ / "Windows/System32/config");
  const hive::Input input = open();
  EXPECT_EQ(input.kind, InputKind::tree);
  EXPECT_EQ(input.installations.at(0).errors.size(), 2U);
}

TEST_F(Trees, BrokenHivesStayListedAndBreakTheMachine) {
  put("Windows/System32/config/SYSTEM", system_tree());
  put("Windows/System32/config/SOFTWARE", std::vector<std::byte>(100'000));
  put("Windows/System32/config/SAM", std::vector<std::byte>{});
  std::vector<std::byte> cut = hive::regf::build_hive(user_tree());
  cut.resize(2000);
  put("Users/alice/NTUSER.DAT", cut);
  put("Users/bob/NTUSER.DAT", user_tree());
  const hive::Input input = open();
  const hive::Installation& machine = input.installations.at(0);
  ASSERT_EQ(machine.hives.size(), 5U) << shown(machine);
  EXPECT_EQ(machine.hives[1].role, HiveRole::software);
  EXPECT_EQ(machine.hives[1].hive, nullptr);
  EXPECT_EQ(machine.hives[1].size_bytes, 100'000U);
  ASSERT_EQ(machine.hives[1].errors.size(), 1U);
  ASSERT_EQ(machine.errors.size(), 1U);
  EXPECT_EQ(machine.errors[0].code, ErrorCode::corrupt);
  EXPECT_EQ(machine.hives[2].user, "alice");
  EXPECT_EQ(machine.hives[2].errors.size(), 1U);
  EXPECT_EQ(machine.hives[4].errors.size(), 1U);
  EXPECT_EQ(scopes(machine), (std::vector<std::string>{"user:bob"}));
}

TEST_F(Trees, AHiveInAnotherHivesPlaceIsNotJudged) {
  put("Windows/System32/config/SYSTEM", system_tree());
  put("Windows/System32/config/SOFTWARE", user_tree());
  put("Windows/System32/config/SYSTEM_copy", system_tree());
  put("Users/alice/NTUSER.DAT", software_tree());
  const hive::Input input = open();
  const hive::Installation& machine = input.installations.at(0);
  EXPECT_TRUE(machine.registry.has_machine_hive("SYSTEM")) << shown(machine);
  EXPECT_FALSE(machine.registry.has_machine_hive("SOFTWARE"));
  EXPECT_TRUE(machine.users.empty());
  EXPECT_EQ(machine.hives.at(1).errors.at(0).found, "a USER hive");
  EXPECT_EQ(machine.hives.at(2).errors.at(0).found, "a SOFTWARE hive");
  EXPECT_EQ(std::ranges::count(machine.notes, "hive-not-loaded", &hive::Note::code), 1) << shown(machine);
}

TEST_F(Trees, AnEmptyUserHiveIsStillAUsers) {
  put_machine("Windows");
  hive::regf::BuildKey empty;
  empty.name = "ROOT";
  put("Users/alice/NTUSER.DAT", empty);
  const hive::Input input = open();
  EXPECT_EQ(scopes(input.installations.at(0)), (std::vector<std::string>{"user:alice"}));
  EXPECT_TRUE(input.installations.at(0).hives.at(2).errors.empty());
}

TEST_F(Trees, BackupsAreNeverTheMachine) {
  put_machine("Windows");
  put("Windows/System32/config/RegBack/SYSTEM", system_tree());
  put("Windows/System32/config/SYSTEM.bak", system_tree());
  put("Windows/System32/config/software.sav", software_tree());
  const hive::Input input = open();
  const hive::Installation& machine = input.installations.at(0);
  EXPECT_TRUE(machine.errors.empty()) << shown(machine);
  EXPECT_EQ(machine.hives.size(), 2U);
  EXPECT_EQ(std::ranges::count(machine.notes, "backup-ignored", &hive::Note::code), 3) << shown(machine);
}

TEST_F(Trees, LinksAreNeverFollowedOutOfTheTree) {
  put("Windows/System32/config/SYSTEM", system_tree());
  put("../outside/SOFTWARE", software_tree());
  put("../outside/eve/NTUSER.DAT", user_tree());
  put("Users/Default/NTUSER.DAT", user_tree());
  put("Users/alice/NTUSER.DAT", user_tree());
  put("Users/mallory/x", std::vector<std::byte>{});
  fs::create_symlink(top_ / "outside/SOFTWARE", folder_ / "Windows/System32/config/SOFTWARE");
  fs::create_symlink(top_ / "outside/eve", folder_ / "Users/eve");
  fs::create_symlink(top_ / "outside/eve/NTUSER.DAT", folder_ / "Users/mallory/NTUSER.DAT");
  fs::create_symlink("Default", folder_ / "Users/Default User");
  fs::create_symlink("alice", folder_ / "Users/ALIAS");
  fs::create_symlink("Users", folder_ / "Documents and Settings");
  const hive::Input input = open();
  const hive::Installation& machine = input.installations.at(0);
  EXPECT_EQ(scopes(machine), (std::vector<std::string>{"default-user", "user:alice"})) << shown(machine);
  EXPECT_FALSE(machine.registry.has_machine_hive("SOFTWARE"));
  ASSERT_EQ(machine.errors.size(), 2U) << shown(machine);
  EXPECT_TRUE(machine.errors[0].where.path.ends_with("config/SOFTWARE"));
  EXPECT_TRUE(machine.errors[1].where.path.ends_with("mallory/NTUSER.DAT"));
  EXPECT_EQ(std::ranges::count(machine.notes, "symlink-not-followed", &hive::Note::code), 3) << shown(machine);
}

TEST_F(Trees, AWindowsFolderOutsideOfTheInputIsNoTree) {
  put("../outside/Windows/System32/config/SYSTEM", system_tree());
  fs::create_symlink(top_ / "outside/Windows", folder_ / "Windows");
  const hive::Input input = open();
  EXPECT_EQ(input.kind, InputKind::folder);
  EXPECT_TRUE(input.installations.empty());
  EXPECT_EQ(input.errors.size(), 1U);
  EXPECT_EQ(std::ranges::count(input.notes, "symlink-not-followed", &hive::Note::code), 1);
}

TEST_F(Trees, TheWindowsFolderItself) {
  put_machine("Windows");
  put("Windows/ServiceProfiles/LocalService/NTUSER.DAT", user_tree());
  put("Users/alice/NTUSER.DAT", user_tree());
  const hive::Input input = hive::open_input(at("Windows"));
  EXPECT_EQ(input.kind, InputKind::tree);
  EXPECT_EQ(scopes(input.installations.at(0)), (std::vector<std::string>{"LocalService"}));
  EXPECT_EQ(std::ranges::count(input.installations[0].notes, "users-not-in-input", &hive::Note::code), 1);
}

TEST_F(Trees, TheConfigFolderIsAFolderOfExports) {
  put_machine("Windows");
  put("Windows/System32/config/DEFAULT", user_tree());
  put("Windows/System32/config/RegBack/SYSTEM", system_tree());
  const hive::Input input = hive::open_input(at("Windows/System32/config"));
  EXPECT_EQ(input.kind, InputKind::folder);
  const hive::Installation& machine = input.installations.at(0);
  EXPECT_EQ(machine.label, "config");
  EXPECT_EQ(scopes(machine), (std::vector<std::string>{"LocalSystem"}));
  EXPECT_TRUE(machine.errors.empty()) << shown(machine);
}

TEST_F(Trees, AProfileWithoutItsHiveIsNoted) {
  put("Windows/System32/config/SYSTEM", system_tree());
  hive::regf::BuildKey software = software_tree();
  const std::vector<std::string> list{"Microsoft", "Windows NT", "CurrentVersion", "ProfileList"};
  const auto profile = [&](const std::string& sid, const std::string& path) {
    descend(descend(software, list), {sid}).set(text("ProfileImagePath", hive::ValueType::expand_sz, path, true));
  };
  profile("S-1-5-18", "%systemroot%\\system32\\config\\systemprofile");
  profile("S-1-5-21-1-2-3-1001", "C:\\Users\\alice");
  profile("S-1-5-21-1-2-3-1002", "C:\\Users\\gone");
  put("Windows/System32/config/SOFTWARE", software);
  put("Windows/System32/config/DEFAULT", user_tree());
  put("Users/Default/NTUSER.DAT", user_tree());
  put("Users/Alice/NTUSER.DAT", user_tree());
  const hive::Input input = open();
  const hive::Installation& machine = input.installations.at(0);
  ASSERT_EQ(machine.notes.size(), 1U) << shown(machine);
  EXPECT_EQ(machine.notes[0].code, "user-hive-missing");
  EXPECT_NE(machine.notes[0].message.find("C:\\Users\\gone"), std::string::npos);
  EXPECT_TRUE(machine.errors.empty()) << "a deleted profile keeps its entry";

  put("Users/Gone/desktop.ini", std::vector<std::byte>{});
  const hive::Input emptied = open();
  ASSERT_EQ(emptied.installations.at(0).errors.size(), 1U) << "the folder is there and its hive is not";
  EXPECT_NE(emptied.installations.at(0).errors[0].expected.find("C:\\Users\\gone"), std::string::npos);
}

TEST_F(Trees, AnAccountThatEveryWindowsHasAndWhoseHiveIsGoneIsNoted) {
  put_machine("Windows");
  put("Windows/System32/config/DEFAULT", user_tree());
  put("Users/Default/NTUSER.DAT", user_tree());
  EXPECT_EQ(open().installations.at(0).notes.size(), 0U) << shown(open().installations.at(0));

  // An archive without folders of their own has no empty one, and a user may be called like an account.
  ASSERT_TRUE(fs::remove(folder_ / "Windows/System32/config/DEFAULT"));
  ASSERT_GT(fs::remove_all(folder_ / "Users/Default"), 0U);
  put("Users/LocalSystem/NTUSER.DAT", user_tree());
  put("Windows/ServiceProfiles/LocalService/NTUSER.DAT", user_tree());
  const hive::Input input = open();
  const hive::Installation& machine = input.installations.at(0);
  ASSERT_EQ(machine.notes.size(), 3U) << shown(machine);
  for (const hive::Note& note : machine.notes) EXPECT_EQ(note.code, "account-hive-missing");
  EXPECT_NE(machine.notes[0].message.find("config/DEFAULT"), std::string::npos);
  EXPECT_NE(machine.notes[1].message.find("Users/Default/NTUSER.DAT"), std::string::npos);
  EXPECT_NE(machine.notes[2].message.find("ServiceProfiles/NetworkService/NTUSER.DAT"), std::string::npos);
  EXPECT_TRUE(machine.errors.empty());
}

TEST_F(Trees, AMachineWhoseProfilesAreAllMissingSaysSo) {
  put("Windows/System32/config/SYSTEM", system_tree());
  hive::regf::BuildKey software_keys = software_tree();
  descend(software_keys, {"Microsoft", "Windows NT", "CurrentVersion", "ProfileList", "S-1-5-21-1-2-3-1001"})
      .set(text("ProfileImagePath", hive::ValueType::expand_sz, "C:\\Users\\alice", true));
  put("Windows/System32/config/SOFTWARE", software_keys);
  const hive::Input input = open();
  EXPECT_EQ(input.installations.at(0).errors.size(), 1U) << shown(input.installations.at(0));
}

TEST_F(Trees, NamesThatDifferInCaseAloneAreTwoClaims) {
  put_machine("Windows");
  put("Windows/system32/CONFIG/system", system_tree(2));
  const hive::Input input = open();
  const hive::Installation& machine = input.installations.at(0);
  EXPECT_FALSE(machine.registry.has_machine_hive("SYSTEM"));
  ASSERT_EQ(machine.errors.size(), 1U) << shown(machine);
  EXPECT_EQ(machine.errors[0].expected, "one SYSTEM hive");
}

TEST_F(Trees, AnUnreadableProfileIsAnError) {
  put_machine("Windows");
  put("Users/alice/NTUSER.DAT", user_tree());
  fs::permissions(folder_ / "Users/alice", fs::perms::none);
  std::error_code denied;
  const bool bound = !fs::exists(folder_ / "Users/alice/NTUSER.DAT", denied) || denied;
  const hive::Input input = open();
  fs::permissions(folder_ / "Users/alice", fs::perms::owner_all);
  if (!bound) GTEST_SKIP() << "permissions do not bind this user (root)";
  ASSERT_EQ(input.installations.at(0).errors.size(), 1U);
  EXPECT_EQ(input.installations[0].errors[0].code, ErrorCode::io);
}

}  // namespace
