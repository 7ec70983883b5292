#include "hive/matching_keys.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "hive/limits.h"
#include "tests/hive/machine_hives.h"

namespace {

using hive::Presence;
using hive::regf::BuildKey;
using hive::regf::CellKind;
using hiveaudit_tests::descend;
using hiveaudit_tests::open_bytes;
using hiveaudit_tests::open_tree_of;
using hiveaudit_tests::software_tree;
using hiveaudit_tests::system_tree;
using hiveaudit_tests::user_tree;

hive::RegistryPath path_of(const std::string& written) {
  auto path = hive::parse_registry_path(written);
  EXPECT_TRUE(path) << written;
  return *path;
}

std::vector<std::string> texts_of(const std::vector<hive::Lookup>& lookups) {
  std::vector<std::string> texts;
  for (const hive::Lookup& seen : lookups) texts.push_back(hive::to_text(seen.path));
  return texts;
}

using Texts = std::vector<std::string>;

hive::Registry registry_of(std::vector<std::byte> software) {
  hive::Registry registry;
  registry.mount_machine("SOFTWARE", open_bytes(std::move(software), "SOFTWARE"), 0);
  return registry;
}

BuildKey products() {
  BuildKey root = software_tree();
  for (const char* name : {"beta", "Alpha", "gamma"}) descend(root, {"Products", name, "Settings", "One"});
  descend(root, {"Products", "delta"});
  return root;
}

TEST(MatchingKeys, AStarIsAnyOneNameInTheOrderOfNames) {
  const hive::Registry registry = registry_of(hive::regf::build_hive(products()));
  const auto found = find_matching_keys(registry, path_of("HKLM\\SOFTWARE\\Products\\*"));
  EXPECT_EQ(texts_of(found.keys), (Texts{"HKLM\\SOFTWARE\\Products\\Alpha", "HKLM\\SOFTWARE\\Products\\beta",
                                         "HKLM\\SOFTWARE\\Products\\delta", "HKLM\\SOFTWARE\\Products\\gamma"}));
  EXPECT_EQ(texts_of(found.listed), Texts{"HKLM\\SOFTWARE\\Products"});
  EXPECT_TRUE(found.open.empty());
  EXPECT_TRUE(found.ends.empty());
}

TEST(MatchingKeys, NamesBehindAStarAndTwoStars) {
  const hive::Registry registry = registry_of(hive::regf::build_hive(products()));
  const auto behind = find_matching_keys(registry, path_of("HKLM\\SOFTWARE\\Products\\*\\Settings"));
  EXPECT_EQ(behind.keys.size(), 3U);
  EXPECT_EQ(texts_of(behind.ends), Texts{"HKLM\\SOFTWARE\\Products\\delta\\Settings"});
  const auto two = find_matching_keys(registry, path_of("HKLM\\SOFTWARE\\Products\\*\\Settings\\*"));
  EXPECT_EQ(texts_of(two.keys),
            (Texts{"HKLM\\SOFTWARE\\Products\\Alpha\\Settings\\One", "HKLM\\SOFTWARE\\Products\\beta\\Settings\\One",
                   "HKLM\\SOFTWARE\\Products\\gamma\\Settings\\One"}));
  EXPECT_EQ(two.listed.size(), 4U);
}

TEST(MatchingKeys, NoParentIsAnEndAndNoHiveIsOpen) {
  const hive::Registry registry = registry_of(hive::regf::build_hive(products()));
  const auto none = find_matching_keys(registry, path_of("HKLM\\SOFTWARE\\Gone\\*"));
  EXPECT_TRUE(none.keys.empty());
  EXPECT_TRUE(none.open.empty());
  ASSERT_EQ(none.ends.size(), 1U);
  EXPECT_EQ(none.ends[0].deepest_key, "HKLM\\SOFTWARE");
  const auto hive_absent = find_matching_keys(registry, path_of("HKLM\\SYSTEM\\CurrentControlSet\\Services\\*"));
  ASSERT_EQ(hive_absent.open.size(), 1U);
  EXPECT_TRUE(hive_absent.open[0].hive_absent);
}

TEST(MatchingKeys, TheControlSetAndTheUserAreThoseOfTheQuestion) {
  hive::Registry registry;
  registry.mount_machine("SYSTEM", open_tree_of(system_tree(2), "SYSTEM"), 0);
  registry.mount_user(open_tree_of(user_tree(), "first"), 1);
  BuildKey other = user_tree();
  descend(other, {"Software", "Mail", "Profile"});
  const std::size_t second = registry.mount_user(open_tree_of(other, "second"), 2);
  const auto set = find_matching_keys(registry, path_of("HKLM\\SYSTEM\\CurrentControlSet\\Control\\*"));
  ASSERT_EQ(set.keys.size(), 1U);
  EXPECT_EQ(set.keys[0].stored_as, "ControlSet002\\Control\\Lsa");
  const auto user = find_matching_keys(registry, path_of("HKCU\\Software\\Mail\\*"), second);
  EXPECT_EQ(texts_of(user.keys), Texts{"HKCU\\Software\\Mail\\Profile"});
  EXPECT_EQ(find_matching_keys(registry, path_of("HKCU\\Software\\Mail\\*"), 0).ends.size(), 1U);
}

TEST(MatchingKeys, ABrokenKeyInTheListLeavesItOpen) {
  hive::regf::BuiltHive built = hive::regf::build_located_hive(products());
  built.bytes[cell_offset(built, CellKind::key, "Products\\delta") + 4] = std::byte{'x'};
  const hive::Registry registry = registry_of(std::move(built.bytes));
  const auto found = find_matching_keys(registry, path_of("HKLM\\SOFTWARE\\Products\\*"));
  EXPECT_EQ(found.keys.size(), 3U);
  ASSERT_EQ(found.open.size(), 1U);
  EXPECT_EQ(found.open[0].presence, Presence::unreadable);
  ASSERT_TRUE(found.open[0].error);
  EXPECT_NE(found.open[0].error->message.find("could not all be listed"), std::string::npos);
  EXPECT_FALSE(found.open[0].hive_absent);
}

TEST(MatchingKeys, TwoKeysOfOneNameAreOpen) {
  BuildKey root = products();
  BuildKey& keys = descend(root, {"Products"});
  BuildKey twin;
  twin.name = "BETA";
  keys.subkeys.push_back(twin);
  const hive::Registry registry = registry_of(hive::regf::build_hive(root));
  const auto found = find_matching_keys(registry, path_of("HKLM\\SOFTWARE\\Products\\*"));
  EXPECT_EQ(found.keys.size(), 3U);
  ASSERT_FALSE(found.open.empty());
  EXPECT_EQ(found.open.back().presence, Presence::ambiguous);
}

TEST(MatchingKeys, MoreKeysThanTheCapAreOpenAndNeverLeftOutInSilence) {
  BuildKey root = software_tree();
  BuildKey& list = descend(root, {"List"});
  for (std::size_t i = 0; i < hive::limits::kMaxMatchedKeys; ++i) {
    BuildKey key;
    key.name = "K" + std::to_string(100'000 + i);
    list.subkeys.push_back(std::move(key));
  }
  const auto full = find_matching_keys(registry_of(hive::regf::build_hive(root)), path_of("HKLM\\SOFTWARE\\List\\*"));
  EXPECT_EQ(full.keys.size(), hive::limits::kMaxMatchedKeys);
  EXPECT_TRUE(full.open.empty());
  BuildKey one_more;
  one_more.name = "K200000";
  descend(root, {"List"}).subkeys.push_back(one_more);
  const auto more = find_matching_keys(registry_of(hive::regf::build_hive(root)), path_of("HKLM\\SOFTWARE\\List\\*"));
  EXPECT_EQ(more.keys.size(), hive::limits::kMaxMatchedKeys);
  ASSERT_EQ(more.open.size(), 1U);
  EXPECT_EQ(more.open[0].error->code, hive::ErrorCode::limit_exceeded);
}

}  // namespace
