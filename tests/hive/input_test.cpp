#include "hive/input.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "hive/limits.h"
#include "tests/hive/machine_hives.h"
#include "tests/support/shared_dir.h"

namespace {

namespace fs = std::filesystem;
using hive::ErrorCode;
using hive::HiveRole;
using hive::InputKind;
using hive::regf::build_hive;
using hiveaudit_tests::descend;
using hiveaudit_tests::software_tree;
using hiveaudit_tests::system_tree;
using hiveaudit_tests::user_tree;

class Inputs : public hiveaudit_tests::FolderTest {
 protected:
  hive::Input open() const { return hive::open_input(folder_.string()); }
  hive::Input open(const std::string& below) const { return hive::open_input((folder_ / below).string()); }
  std::string at(const std::string& below) const { return (folder_ / below).string(); }
};

const hive::HiveFile* file_of(const hive::Installation& installation, const std::string& path) {
  const auto found = std::ranges::find(installation.hives, path, &hive::HiveFile::path);
  return found == installation.hives.end() ? nullptr : &*found;
}

std::vector<std::string> scopes(const hive::Installation& installation) {
  std::vector<std::string> names;
  for (const hive::User& user : installation.users) names.push_back(user.scope);
  return names;
}

std::string notes_of(const std::vector<hive::Note>& notes) {
  std::string all;
  for (const hive::Note& note : notes) all += note.code + ": " + note.message + "\n";
  return all;
}

std::string errors_of(const std::vector<hive::Error>& errors) {
  std::string all;
  for (const hive::Error& error : errors) all += to_text(error) + "\n";
  return all;
}

/// Exactly one row, nothing else: what each bad input must give.
void expect_one_row(const hive::Input& input, ErrorCode code, const std::string& path) {
  EXPECT_TRUE(input.installations.empty());
  ASSERT_EQ(input.errors.size(), 1U) << errors_of(input.errors);
  EXPECT_EQ(name_of(input.errors[0].code), name_of(code)) << errors_of(input.errors);
  EXPECT_EQ(input.errors[0].where.path, path);
  EXPECT_FALSE(input.errors[0].found.empty());
  EXPECT_FALSE(input.errors[0].expected.empty());
}

TEST_F(Inputs, NothingAtThePath) {
  const hive::Input input = open("missing");
  expect_one_row(input, ErrorCode::io, at("missing"));
  EXPECT_EQ(input.kind, InputKind::unknown);
}

TEST_F(Inputs, AFifoDoesNotBlock) {
  ASSERT_EQ(std::system(("mkfifo '" + at("pipe") + "'").c_str()), 0);
  const hive::Input input = open("pipe");
  expect_one_row(input, ErrorCode::io, at("pipe"));
  EXPECT_NE(input.errors[0].found.find("FIFO"), std::string::npos);
}

TEST_F(Inputs, ADevice) { expect_one_row(hive::open_input("/dev/null"), ErrorCode::io, "/dev/null"); }

TEST_F(Inputs, AnEmptyFile) {
  put("SYSTEM", std::vector<std::byte>{});
  const hive::Input input = open("SYSTEM");
  expect_one_row(input, ErrorCode::truncated, at("SYSTEM"));
  EXPECT_EQ(input.errors[0].where.offset, 0U);
}

TEST_F(Inputs, NotAHive) {
  put_text("SYSTEM", "MZ, certainly no hive");
  const hive::Input input = open("SYSTEM");
  expect_one_row(input, ErrorCode::corrupt, at("SYSTEM"));
  EXPECT_EQ(input.kind, InputKind::unknown);
  EXPECT_EQ(input.errors[0].where.offset, 0U);
}

TEST_F(Inputs, ALogAlone) {
  put_log("SYSTEM.LOG1");
  const hive::Input input = open("SYSTEM.LOG1");
  expect_one_row(input, ErrorCode::unsupported, at("SYSTEM.LOG1"));
  EXPECT_EQ(input.kind, InputKind::unknown);
}

TEST_F(Inputs, ATruncatedHive) {
  std::vector<std::byte> bytes = build_hive(system_tree());
  bytes.resize(1000);
  put("SYSTEM", bytes);
  const hive::Input input = open("SYSTEM");
  expect_one_row(input, ErrorCode::truncated, at("SYSTEM"));
}

TEST_F(Inputs, AnUnsupportedFormat) {
  std::vector<std::byte> bytes = build_hive(system_tree());
  bytes[24] = std::byte{2};
  hive::regf::repair_checksum(bytes);
  put("SYSTEM", bytes);
  expect_one_row(open("SYSTEM"), ErrorCode::unsupported, at("SYSTEM"));
}

TEST_F(Inputs, ALayeredHiveSaysNothingAlone) {
  std::vector<std::byte> bytes = build_hive(system_tree());
  bytes[24] = std::byte{6};
  bytes[144] = std::byte{2};
  hive::regf::repair_checksum(bytes);
  put("SYSTEM", bytes);
  expect_one_row(open("SYSTEM"), ErrorCode::unsupported, at("SYSTEM"));
}

TEST_F(Inputs, AnUnreadableFile) {
  put("SYSTEM", system_tree());
  fs::permissions(at("SYSTEM"), fs::perms::none);
  if (std::ifstream(at("SYSTEM")).good()) GTEST_SKIP() << "permissions do not bind this user (root)";
  expect_one_row(open("SYSTEM"), ErrorCode::io, at("SYSTEM"));
}

TEST_F(Inputs, AFolderWithoutHives) {
  put_text("readme.txt", "x");
  put_text("sub/data.json", "{}");
  const hive::Input input = open();
  expect_one_row(input, ErrorCode::corrupt, folder_.string());
  EXPECT_EQ(input.kind, InputKind::folder);
  EXPECT_EQ(input.errors[0].found, "2 files that are no hives");
}

TEST_F(Inputs, AHiveWithASelfReferencingList) {
  hive::regf::BuildKey root = system_tree();
  for (int i = 0; i < 40; ++i) descend(root, {"ControlSet001", "Services", "S" + std::to_string(i)});
  hive::regf::BuildOptions options;
  options.list_entries_per_leaf = 10;
  hive::regf::BuiltHive built = hive::regf::build_located_hive(root, options);
  const std::uint64_t list = cell_offset(built, hive::regf::CellKind::subkey_list, "ControlSet001\\Services");
  const std::uint64_t relative = list - 4096;
  for (unsigned i = 0; i < 4; ++i) {  // the first entry of the `ri` list, behind signature and count
    built.bytes[list + 4 + 4 + i] = static_cast<std::byte>(relative >> (8U * i) & 0xFFU);
  }
  put("SYSTEM", built.bytes);
  const hive::Input input = open("SYSTEM");
  ASSERT_EQ(input.installations.size(), 1U);
  const hive::Registry& registry = input.installations[0].registry;
  const hive::Lookup lost =
      registry.find_key(*hive::parse_registry_path("HKLM\\SYSTEM\\CurrentControlSet\\Services\\S0"));
  EXPECT_EQ(lost.presence, hive::Presence::unreadable);
  EXPECT_TRUE(lost.error);
  const auto lsa = *hive::parse_registry_path("HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa");
  EXPECT_EQ(registry.find_value(lsa, "Marker").presence, hive::Presence::present);
}

TEST_F(Inputs, OneHiveWithItsLogs) {
  put("SYSTEM", system_tree());
  put_log("system.log1");
  put_log("SYSTEM.LOG2", 1);
  put("SYSTEM.LOG", std::vector<std::byte>{});
  put_log("SYSTEM2.LOG1");
  const hive::Input input = open("SYSTEM");
  EXPECT_EQ(input.kind, InputKind::hive);
  EXPECT_TRUE(input.errors.empty());
  ASSERT_EQ(input.installations.size(), 1U);
  const hive::Installation& machine = input.installations[0];
  EXPECT_EQ(machine.label, "SYSTEM");
  EXPECT_FALSE(machine.whole_machine);
  ASSERT_EQ(machine.hives.size(), 1U);
  EXPECT_EQ(machine.hives[0].role, HiveRole::system);
  EXPECT_GT(machine.hives[0].size_bytes, 4096U);
  EXPECT_EQ(hiveaudit_tests::log_paths(machine.hives[0]),
            (std::vector<std::string>{at("SYSTEM.LOG"), at("SYSTEM.LOG2"), at("system.log1")}));
}

TEST_F(Inputs, ADamagedLogIsSaid) {
  put("SYSTEM", system_tree());
  put_text("SYSTEM.LOG1", "overwritten");
  const hive::Input input = open("SYSTEM");
  EXPECT_NE(notes_of(input.notes).find("log-unreadable: " + at("SYSTEM.LOG1")), std::string::npos);
  EXPECT_EQ(hiveaudit_tests::log_paths(input.installations.at(0).hives.at(0)),
            (std::vector<std::string>{at("SYSTEM.LOG1")}));
}

TEST_F(Inputs, AUserHiveAloneIsNamedAfterItsFolder) {
  put("alice/ntuser.dat", user_tree());
  put("Default/NTUSER.DAT", user_tree());
  put("x/bob_NTUSER.DAT", user_tree());
  EXPECT_EQ(scopes(open("alice/ntuser.dat").installations.at(0)), (std::vector<std::string>{"user:alice"}));
  EXPECT_EQ(scopes(open("Default/NTUSER.DAT").installations.at(0)), (std::vector<std::string>{"default-user"}));
  EXPECT_EQ(scopes(open("x/bob_NTUSER.DAT").installations.at(0)), (std::vector<std::string>{"user:bob"}));
}

TEST_F(Inputs, AFolderOfExportsIsOneMachine) {
  put("box7.hiv", system_tree());
  put("Software.hive", software_tree());
  put("DEFAULT", user_tree());
  put("Default-NTUSER.DAT", user_tree());
  put("bob_NTUSER.DAT", user_tree());
  put("alice/NTUSER.DAT", user_tree());
  put("alice/NTUSER.DAT.LOG1", std::vector<std::byte>{});
  put_log("BOX7.HIV.LOG1");
  put_text("notes.txt", "x");
  put_text("case.md", "x");
  const hive::Input input = open();
  EXPECT_EQ(input.kind, InputKind::folder);
  EXPECT_TRUE(input.errors.empty()) << errors_of(input.errors);
  ASSERT_EQ(input.installations.size(), 1U);
  const hive::Installation& machine = input.installations[0];
  EXPECT_EQ(machine.label, "golden");
  EXPECT_FALSE(machine.whole_machine);
  EXPECT_TRUE(machine.errors.empty()) << errors_of(machine.errors);
  EXPECT_EQ(scopes(machine), (std::vector<std::string>{"LocalSystem", "default-user", "user:alice", "user:bob"}));
  ASSERT_EQ(machine.hives.size(), 6U);
  EXPECT_EQ(machine.hives[0].path, at("box7.hiv"));
  EXPECT_EQ(hiveaudit_tests::log_paths(machine.hives[0]), (std::vector<std::string>{at("BOX7.HIV.LOG1")}));
  EXPECT_EQ(machine.hives[1].role, HiveRole::software);
  EXPECT_EQ(machine.hives[2].role, HiveRole::default_profile);
  EXPECT_TRUE(machine.registry.has_machine_hive("SYSTEM"));
  EXPECT_NE(notes_of(input.notes).find("3 other files ignored"), std::string::npos) << notes_of(input.notes);
}

TEST_F(Inputs, UsersOfOneNameAreToldApart) {
  put("alice-NTUSER.DAT", user_tree());
  put("ALICE/NTUSER.DAT", user_tree());
  put("a/NTUSER.DAT", user_tree());
  put("NTUSER.DAT", user_tree());
  const hive::Input input = open();
  EXPECT_EQ(scopes(input.installations.at(0)),
            (std::vector<std::string>{"user:ALICE", "user:NTUSER", "user:a", "user:alice-2"}));
}

TEST_F(Inputs, TwoClaimsToSystemAreJudgedAsNone) {
  put("SYSTEM", system_tree(1));
  put("pc2.dat", system_tree(2));
  put("SOFTWARE", software_tree());
  const hive::Input input = open();
  const hive::Installation& machine = input.installations.at(0);
  ASSERT_EQ(machine.errors.size(), 1U);
  EXPECT_EQ(machine.errors[0].code, ErrorCode::corrupt);
  EXPECT_EQ(machine.errors[0].expected, "one SYSTEM hive");
  EXPECT_EQ(machine.errors[0].found, "2: " + at("SYSTEM") + ", " + at("pc2.dat"));
  EXPECT_FALSE(machine.registry.has_machine_hive("SYSTEM"));
  EXPECT_TRUE(machine.registry.has_machine_hive("SOFTWARE"));
  EXPECT_EQ(machine.hives.size(), 3U);
}

TEST_F(Inputs, BrokenHivesInAFolderStayListed) {
  put("SYSTEM", std::vector<std::byte>(8192));
  put("SAM", std::vector<std::byte>{});
  std::vector<std::byte> cut = build_hive(user_tree());
  cut.resize(600);
  put("NTUSER-bob.DAT", cut);
  put("SOFTWARE", software_tree());
  put_text("NTUSER.DAT{1-2}.TM.blf", "x");
  ASSERT_EQ(std::system(("mkfifo '" + at("SECURITY") + "'").c_str()), 0);
  const hive::Input input = open();
  const hive::Installation& machine = input.installations.at(0);
  EXPECT_EQ(machine.hives.size(), 5U);
  const auto code_of = [&](const std::string& name) {
    const hive::HiveFile* file = file_of(machine, at(name));
    if (file == nullptr || file->hive != nullptr || file->errors.size() != 1) return std::string("not one row");
    EXPECT_EQ(file->errors[0].where.path, at(name));
    return std::string(name_of(file->errors[0].code));
  };
  EXPECT_EQ(code_of("SYSTEM"), "corrupt");
  EXPECT_EQ(code_of("SAM"), "truncated");
  EXPECT_EQ(code_of("NTUSER-bob.DAT"), "truncated");
  EXPECT_EQ(code_of("SECURITY"), "io");
  EXPECT_EQ(file_of(machine, at("SYSTEM"))->size_bytes, 8192U);
  EXPECT_EQ(file_of(machine, at("NTUSER-bob.DAT"))->size_bytes, 600U);
  EXPECT_TRUE(input.errors.empty()) << errors_of(input.errors);
}

TEST_F(Inputs, AHiveWithoutARootIsListedAsOther) {
  std::vector<std::byte> bytes = build_hive(system_tree());
  bytes[36] = std::byte{0xF0};
  bytes[37] = std::byte{0xFF};
  bytes[38] = std::byte{0xFF};
  hive::regf::repair_checksum(bytes);
  put("SYSTEM", bytes);
  const hive::Input input = open();
  const hive::HiveFile& file = input.installations.at(0).hives.at(0);
  EXPECT_EQ(file.role, HiveRole::other);
  EXPECT_FALSE(file.errors.empty());
  EXPECT_FALSE(input.installations.at(0).registry.has_machine_hive("SYSTEM"));
}

TEST_F(Inputs, BackupsInAFolderAreNotes) {
  put("SYSTEM", system_tree());
  put("SYSTEM.bak", system_tree());
  put("software.OLD", software_tree());
  put("regback/SYSTEM", system_tree());
  put_text("letter.bak", "x");
  const hive::Input input = open();
  EXPECT_TRUE(input.installations.at(0).errors.empty());
  EXPECT_EQ(input.installations.at(0).hives.size(), 1U);
  EXPECT_EQ(std::ranges::count(input.notes, "backup-ignored", &hive::Note::code), 3) << notes_of(input.notes);
}

TEST_F(Inputs, HivesTooDeepAreAnError) {
  put("SYSTEM", system_tree());
  put("users/alice/NTUSER.DAT", user_tree());
  put_text("docs/a/b/c.txt", "x");
  const hive::Input input = open();
  ASSERT_EQ(input.errors.size(), 1U);
  EXPECT_EQ(input.errors[0].code, ErrorCode::limit_exceeded);
  EXPECT_NE(input.errors[0].found.find(at("users/alice/NTUSER.DAT")), std::string::npos);
  EXPECT_EQ(input.installations.at(0).hives.size(), 1U);
}

TEST_F(Inputs, FoldersNestedBeyondTheCapAreAnError) {
  put("SYSTEM", system_tree());
  std::string deep;
  for (std::size_t i = 0; i < hive::limits::kMaxFolderDepth; ++i) deep += "d/";
  fs::create_directories(folder_ / deep);
  EXPECT_TRUE(open().errors.empty());
  fs::create_directories(folder_ / deep / "d");
  const hive::Input input = open();
  ASSERT_EQ(input.errors.size(), 1U);
  EXPECT_EQ(input.errors[0].code, ErrorCode::limit_exceeded);
  EXPECT_EQ(input.installations.size(), 1U);
}

TEST_F(Inputs, MoreFilesThanTheCapAreAnError) {
  put("SYSTEM", system_tree());
  put_text("many/first.txt", "x");
  for (std::size_t i = 0; i < hive::limits::kMaxFolderFiles; ++i) {
    fs::create_hard_link(folder_ / "many/first.txt", folder_ / "many" / (std::to_string(i) + ".txt"));
  }
  const hive::Input input = open();
  ASSERT_EQ(input.errors.size(), 1U);
  EXPECT_EQ(input.errors[0].code, ErrorCode::limit_exceeded);
  EXPECT_EQ(input.installations.size(), 1U);
}

TEST_F(Inputs, LinksInAFolderAreNotFollowedOut) {
  put("SYSTEM", system_tree());
  put("alice/NTUSER.DAT", user_tree());
  put("../outside/NTUSER.DAT", user_tree());
  fs::create_symlink(top_ / "outside", folder_ / "mallory");
  fs::create_symlink(top_ / "outside" / "NTUSER.DAT", folder_ / "eve-NTUSER.DAT");
  fs::create_symlink("nowhere", folder_ / "broken");
  fs::create_symlink("alice", folder_ / "aaa");
  fs::create_symlink(".", folder_ / "round");
  const hive::Input input = open();
  EXPECT_EQ(scopes(input.installations.at(0)), (std::vector<std::string>{"user:alice"}));
  EXPECT_EQ(std::ranges::count(input.notes, "symlink-not-followed", &hive::Note::code), 2) << notes_of(input.notes);
  ASSERT_EQ(input.errors.size(), 1U) << errors_of(input.errors);
  EXPECT_TRUE(input.errors[0].where.path.ends_with("eve-NTUSER.DAT")) << "a hive that was not read is missing";
}

TEST_F(Inputs, TheLabelOfADotIsItsRealName) {
  put("SYSTEM", system_tree());
  EXPECT_EQ(open(".").installations.at(0).label, "golden");
  EXPECT_EQ(hive::open_input(folder_.string() + "/").installations.at(0).label, "golden");
}

TEST_F(Inputs, FormatsAreNamed) {
  std::string names;
  for (const hive::Format& format : hive::formats()) {
    names += std::string(names.empty() ? "" : " ") + std::string(format.name);
    EXPECT_TRUE(format.is_readable || format.reader.empty());
  }
  EXPECT_EQ(names, "hive reg-text tree folder wim iso archive disk");
  EXPECT_EQ(name_of(InputKind::unknown), "unknown");
}

TEST(InputsRealHives, OneFolderPerWindows) {
  const auto shared = hiveaudit_tests::shared_dir();
  if (!shared) GTEST_SKIP() << "no real hives here";
  const hive::Input win10 = hive::open_input((*shared / "hives/win10").string());
  ASSERT_EQ(win10.installations.size(), 1U);
  EXPECT_EQ(scopes(win10.installations[0]), (std::vector<std::string>{"default-user", "user:NTUSER"}));
  EXPECT_EQ(win10.installations[0].hives.at(0).logs.size(), 2U);
  EXPECT_TRUE(win10.errors.empty()) << errors_of(win10.errors);
  const hive::Input nt4 = hive::open_input((*shared / "hives/nt4").string());
  EXPECT_TRUE(nt4.installations.at(0).registry.has_machine_hive("SYSTEM"));
  EXPECT_TRUE(nt4.installations.at(0).registry.has_machine_hive("SOFTWARE"));
  const hive::Input delta = hive::open_input((*shared / "hives/damaged/yarp-System_Delta").string());
  ASSERT_EQ(delta.errors.size(), 1U);
  EXPECT_EQ(delta.errors[0].code, ErrorCode::unsupported);
}

TEST(InputsRealHives, DamagedHivesAreARowOrAnInstallation) {
  const auto shared = hiveaudit_tests::shared_dir();
  if (!shared) GTEST_SKIP() << "no real hives here";
  for (const auto& entry : fs::directory_iterator(*shared / "hives/damaged")) {
    const hive::Input input = hive::open_input(entry.path().string());
    EXPECT_EQ(input.errors.size() + input.installations.size(), 1U) << entry.path() << errors_of(input.errors);
    for (const hive::Installation& installation : input.installations) {
      ASSERT_EQ(installation.hives.size(), 1U);
      EXPECT_NE(installation.hives[0].hive, nullptr);
    }
  }
}

}  // namespace
