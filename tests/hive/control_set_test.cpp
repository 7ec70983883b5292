#include "hive/control_set.h"

#include <gtest/gtest.h>

#include "hive/file_source.h"
#include "tests/hive/machine_hives.h"
#include "tests/support/shared_dir.h"

namespace {

using hive::regf::BuildKey;
using hiveaudit_tests::descend;
using hiveaudit_tests::dword;
using hiveaudit_tests::open_tree_of;
using hiveaudit_tests::system_tree;

hive::ControlSet control_set_of(const BuildKey& root) { return hive::find_control_set(*open_tree_of(root, "SYSTEM")); }

TEST(ControlSet, SelectNamesTheSet) {
  const hive::ControlSet set = control_set_of(system_tree(2));
  EXPECT_EQ(set.number, 2U);
  EXPECT_EQ(set.key_name, "ControlSet002");
  EXPECT_TRUE(set.from_select);
  EXPECT_TRUE(set.notes.empty());
  EXPECT_FALSE(set.error);
}

TEST(ControlSet, ADifferentDefaultAndAFailedBootAreNoted) {
  BuildKey root = system_tree(1);
  descend(root, {"Select"}).set(dword("Default", 2));
  descend(root, {"Select"}).set(dword("Failed", 2));
  const hive::ControlSet set = control_set_of(root);
  EXPECT_EQ(set.number, 1U);
  ASSERT_EQ(set.notes.size(), 2U);
  EXPECT_NE(set.notes[0].find("Default is 2"), std::string::npos);
  EXPECT_NE(set.notes[1].find("Failed is 2"), std::string::npos);
}

TEST(ControlSet, WithoutSelectTheOnlySetIsTakenAndSaid) {
  BuildKey root = system_tree();
  root.remove_child("Select");
  root.remove_child("ControlSet001");
  const hive::ControlSet set = control_set_of(root);
  EXPECT_EQ(set.key_name, "ControlSet002");
  EXPECT_FALSE(set.from_select);
  ASSERT_EQ(set.notes.size(), 1U);
  EXPECT_NE(set.notes[0].find("Select is absent"), std::string::npos);
}

TEST(ControlSet, OfSeveralSetsNoneIsTakenWhenSelectNamesNone) {
  const hive::ControlSet set = control_set_of(system_tree(7));
  EXPECT_EQ(set.number, 0U);
  ASSERT_TRUE(set.error);
  EXPECT_NE(set.error->message.find("ControlSet007 does not exist"), std::string::npos);
  EXPECT_EQ(set.error->found, "2 ControlSetNNN");
}

TEST(ControlSet, TheOnlySetIsTakenWhenSelectNamesAnother) {
  BuildKey root = system_tree(7);
  root.remove_child("ControlSet002");
  const hive::ControlSet set = control_set_of(root);
  EXPECT_EQ(set.key_name, "ControlSet001");
  EXPECT_FALSE(set.from_select);
  ASSERT_EQ(set.notes.size(), 1U);
  EXPECT_NE(set.notes[0].find("ControlSet007 does not exist"), std::string::npos);
}

TEST(ControlSet, CurrentOfAnotherTypeIsNoNumber) {
  BuildKey root = system_tree(2);
  hive::Value qword{"Current", hive::ValueType::qword, std::vector<std::byte>(8, std::byte{2}), 0, true};
  descend(root, {"Select"}).set(qword);
  const hive::ControlSet set = control_set_of(root);
  ASSERT_TRUE(set.error);
  EXPECT_NE(set.error->message.find("not a REG_DWORD"), std::string::npos);
}

TEST(ControlSet, WithoutAnySetNothingIsGuessed) {
  BuildKey root;
  root.name = "ROOT";
  descend(root, {"CurrentControlSet", "Control"});
  descend(root, {"ControlSetABC"});
  const hive::ControlSet set = control_set_of(root);
  EXPECT_EQ(set.number, 0U);
  EXPECT_TRUE(set.key_name.empty());
  ASSERT_TRUE(set.error);
  EXPECT_EQ(set.error->code, hive::ErrorCode::corrupt);
  EXPECT_NE(set.error->found.find("which Windows ignores"), std::string::npos);
}

TEST(ControlSet, TwoHighSetsWithoutSelectAreNotGuessed) {
  BuildKey root = system_tree();
  root.remove_child("Select");
  root.remove_child("ControlSet001");
  descend(root, {"ControlSet003"});
  EXPECT_TRUE(control_set_of(root).error);
}

TEST(ControlSet, RealHives) {
  const auto shared = hiveaudit_tests::shared_dir();
  if (!shared) GTEST_SKIP() << "no real hives here";
  for (const char* name : {"nt4", "win7", "win8.1", "win10"}) {
    const std::string path = (*shared / "hives" / name / "SYSTEM").string();
    auto source = hive::open_file(path);
    ASSERT_TRUE(source);
    auto opened = hive::Hive::open(std::move(*source), path);
    ASSERT_TRUE(opened) << path;
    const hive::ControlSet set = hive::find_control_set(*opened);
    EXPECT_TRUE(set.from_select) << path;
    EXPECT_FALSE(set.error) << path;
    EXPECT_GE(set.number, 1U) << path;
  }
}

}  // namespace
