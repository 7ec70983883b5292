#include "hive/reg_tree.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "hive/file_time.h"
#include "hive/upcase.h"

namespace hive {
namespace {

std::vector<HiveTree> trees_of(std::string_view text) {
  const auto keys = parse_reg_text(text, true);
  EXPECT_TRUE(keys) << (keys ? "" : to_text(keys.error()));
  const auto trees = hive_trees(*keys);
  EXPECT_TRUE(trees) << (trees ? "" : to_text(trees.error()));
  return *trees;
}

std::string refused(std::string_view text) {
  const auto trees = hive_trees(*parse_reg_text(text, true));
  return trees ? "accepted" : to_text(trees.error());
}

const regf::BuildKey* find(const regf::BuildKey& root, const std::vector<std::string>& path) {
  const regf::BuildKey* key = &root;
  for (const std::string& segment : path) {
    const auto found =
        std::ranges::find_if(key->subkeys, [&](const auto& it) { return equal_names(it.name, segment); });
    if (found == key->subkeys.end()) return nullptr;
    key = &*found;
  }
  return key;
}

std::vector<std::string> value_names(const regf::BuildKey& key) {
  std::vector<std::string> names;
  for (const Value& value : key.values) names.push_back(value.name);
  return names;
}

TEST(RegTree, KeysAreSortedIntoTheirHives) {
  const auto trees = trees_of(R"([HKEY_USERS\.DEFAULT\Software\X]
"a"=dword:1
[HKEY_CURRENT_USER\Software\X]
[HKEY_LOCAL_MACHINE\Software\X]
[HKEY_LOCAL_MACHINE\System\ControlSet001\Y]
[HKEY_USERS\.default\Software\Z]
)");
  ASSERT_EQ(trees.size(), 4U);
  EXPECT_EQ(trees[0].name, "SYSTEM");
  EXPECT_FALSE(trees[0].user);
  EXPECT_EQ(trees[1].name, "SOFTWARE");
  EXPECT_FALSE(trees[1].user);
  EXPECT_EQ(trees[2].name, ".DEFAULT");
  EXPECT_TRUE(trees[2].user);
  EXPECT_EQ(trees[3].name, "user");
  EXPECT_TRUE(trees[3].user);
  EXPECT_NE(find(trees[2].root, {"Software", "X"}), nullptr);
  EXPECT_NE(find(trees[2].root, {"Software", "Z"}), nullptr) << "labels are compared without case";
}

TEST(RegTree, CurrentControlSetIsTheFirstSet) {
  const auto trees = trees_of(R"([HKEY_LOCAL_MACHINE\SYSTEM\currentcontrolset\Control\Lsa]
"a"=dword:1
[HKEY_LOCAL_MACHINE\SYSTEM\ControlSet001\Control\LSA]
"b"=dword:1
[HKEY_LOCAL_MACHINE\SYSTEM\ControlSet001\CurrentControlSet]
)");
  EXPECT_EQ(find(trees[0].root, {"CurrentControlSet"}), nullptr);
  ASSERT_NE(find(trees[0].root, {"ControlSet001", "Control", "Lsa"}), nullptr);
  EXPECT_EQ(value_names(*find(trees[0].root, {"ControlSet001", "Control", "Lsa"})),
            (std::vector<std::string>{"a", "b"}));
  EXPECT_NE(find(trees[0].root, {"ControlSet001", "CurrentControlSet"}), nullptr) << "deeper down it is a name";
}

TEST(RegTree, RoleKeysAreAddedWhereTheTextIsSilent) {
  const auto trees = trees_of(R"([HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\X]
[HKEY_LOCAL_MACHINE\SOFTWARE\Policies]
[HKEY_CURRENT_USER\Software\X]
)");
  const auto* select = find(trees[0].root, {"Select"});
  ASSERT_NE(select, nullptr);
  EXPECT_EQ(value_names(*select), (std::vector<std::string>{"Current", "Default", "LastKnownGood", "Failed"}));
  EXPECT_EQ(read_dword(select->values[0]).value(), 1U);
  EXPECT_EQ(read_dword(select->values[3]).value(), 0U);
  EXPECT_NE(find(trees[1].root, {"Microsoft", "Windows NT", "CurrentVersion"}), nullptr);
  EXPECT_NE(find(trees[2].root, {"Control Panel"}), nullptr);
  EXPECT_NE(find(trees[2].root, {"Environment"}), nullptr);
}

TEST(RegTree, WhatTheTextSaysOfSelectStays) {
  const auto trees = trees_of("[HKEY_LOCAL_MACHINE\\SYSTEM\\Select]\n\"Current\"=dword:2\n");
  EXPECT_EQ(value_names(*find(trees[0].root, {"Select"})), std::vector<std::string>{"Current"});
  EXPECT_NE(find(trees[0].root, {"ControlSet001"}), nullptr);
  const auto deleted = trees_of("[-HKEY_LOCAL_MACHINE\\SYSTEM\\Select]\n[HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet001]\n");
  EXPECT_EQ(find(deleted[0].root, {"Select"}), nullptr) << "a deletion is meant";
}

TEST(RegTree, DeletionsRemoveWhatStandsAbove) {
  const auto trees = trees_of(R"([HKEY_CURRENT_USER\Software\A\B]
"x"=dword:1
"y"=dword:1
[HKEY_CURRENT_USER\Software\C\D]
"z"=dword:1
[HKEY_CURRENT_USER\Software\A\B]
"X"=-
"absent"=-
"w"=dword:1
"w"=-
"v"=-
"v"=dword:1
[-HKEY_CURRENT_USER\Software\C]
[-HKEY_CURRENT_USER\Software\Never\There]
)");
  EXPECT_EQ(value_names(*find(trees[0].root, {"Software", "A", "B"})), (std::vector<std::string>{"y", "v"}));
  EXPECT_EQ(find(trees[0].root, {"Software", "C"}), nullptr);
  EXPECT_EQ(find(trees[0].root, {"Software", "Never"}), nullptr) << "deleting makes no key";
}

TEST(RegTree, EveryKeyCarriesTheTime) {
  const auto trees = trees_of("[HKEY_CURRENT_USER\\Software\\A]\n");
  EXPECT_EQ(utc_text(find(trees[0].root, {"Software", "A"})->written), "2024-03-11T09:14:55.1234567Z");
  EXPECT_EQ(find(trees[0].root, {"Environment"})->written, kTextKeyWritten);
  const auto other = hive_trees(*parse_reg_text("[HKEY_CURRENT_USER\\Software\\A]\n", true), 7);
  EXPECT_EQ(find(other->front().root, {"Software", "A"})->written, 7U);
}

TEST(RegTree, KeysOutsideOfTheHivesAreRefusedWithTheirLine) {
  EXPECT_NE(refused("\n[HKEY_LOCAL_MACHINE\\SAM\\X]\n").find("line 2"), std::string::npos);
  EXPECT_NE(refused("[HKEY_LOCAL_MACHINE\\SAM\\X]\n").find("HKEY_LOCAL_MACHINE\\SAM\\X"), std::string::npos);
  EXPECT_NE(refused("[HKEY_LOCAL_MACHINE]\n"), "accepted");
  EXPECT_NE(refused("[HKEY_CLASSES_ROOT\\SYSTEM]\n"), "accepted");
  EXPECT_NE(refused("[HKEY_CURRENT_CONFIG\\SOFTWARE]\n"), "accepted");
  EXPECT_NE(refused("[HKEY_USERS]\n"), "accepted");
}

}  // namespace
}  // namespace hive
