#include "hive/registry.h"

#include <gtest/gtest.h>

#include "hive/file_source.h"
#include "hive/limits.h"
#include "tests/hive/machine_hives.h"
#include "tests/support/shared_dir.h"

namespace {

using hive::Presence;
using hive::regf::BuildKey;
using hive::regf::CellKind;
using hiveaudit_tests::descend;
using hiveaudit_tests::dword;
using hiveaudit_tests::open_bytes;
using hiveaudit_tests::open_tree_of;
using hiveaudit_tests::software_tree;
using hiveaudit_tests::system_tree;
using hiveaudit_tests::text;
using hiveaudit_tests::user_tree;

hive::RegistryPath path_of(const std::string& written) {
  auto path = hive::parse_registry_path(written);
  EXPECT_TRUE(path) << written;
  return *path;
}

std::uint32_t number_in(const hive::Lookup& lookup) {
  EXPECT_EQ(lookup.presence, Presence::present);
  if (!lookup.value) return ~0U;
  const auto number = hive::read_dword(*lookup.value);
  return number ? *number : ~0U;
}

/// Links are keys with a flag that no tool sets from text: it is set in the bytes.
std::vector<std::byte> with_links(const BuildKey& root, const std::vector<std::string>& keys) {
  hive::regf::BuiltHive built = hive::regf::build_located_hive(root);
  for (const std::string& key : keys) {
    built.bytes[cell_offset(built, CellKind::key, key) + 4 + 2] |= std::byte{0x10};
  }
  return built.bytes;
}

void link_to(BuildKey& root, const std::vector<std::string>& key, const std::string& target) {
  descend(root, key).set(text("SymbolicLinkValue", hive::ValueType::link, target, false));
}

hive::Registry system_registry(std::vector<std::byte> bytes) {
  hive::Registry registry;
  registry.mount_machine("SYSTEM", open_bytes(std::move(bytes), "SYSTEM"), 3);
  return registry;
}

TEST(Registry, CurrentControlSetIsTheSetThatSelectNames) {
  const hive::Registry registry = system_registry(hive::regf::build_hive(system_tree(2)));
  const hive::Lookup lookup = registry.find_value(path_of("HKLM\\system\\CURRENTCONTROLSET\\Control\\Lsa"), "marker");
  EXPECT_EQ(number_in(lookup), 2U);
  EXPECT_EQ(lookup.stored_as, "ControlSet002\\Control\\Lsa");
  EXPECT_EQ(lookup.hive, 3U);
  EXPECT_TRUE(lookup.key_offset);
  EXPECT_FALSE(lookup.hive_absent);
}

TEST(Registry, AnAbsenceIsNamedInTheAskedPath) {
  const hive::Registry registry = system_registry(hive::regf::build_hive(system_tree(2)));
  const hive::Lookup key = registry.find_value(path_of("HKLM\\SYSTEM\\CurrentControlSet\\Control\\Gone\\Deeper"), "x");
  EXPECT_EQ(key.presence, Presence::absent);
  EXPECT_EQ(key.deepest_key, "HKLM\\SYSTEM\\CurrentControlSet\\Control");
  EXPECT_TRUE(key.key_offset);
  EXPECT_EQ(key.stored_as, "ControlSet002\\Control\\Gone\\Deeper");
  const hive::Lookup value = registry.find_value(path_of("HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa"), "x");
  EXPECT_EQ(value.presence, Presence::absent);
  EXPECT_EQ(value.deepest_key, "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa");
  const hive::Lookup root = registry.find_key(path_of("HKLM\\SYSTEM\\Nothing"));
  EXPECT_EQ(root.deepest_key, "HKLM\\SYSTEM");
}

TEST(Registry, AHiveThatIsNotThereIsNotAnAbsence) {
  hive::Registry registry = system_registry(hive::regf::build_hive(system_tree()));
  for (const char* path : {"HKLM\\SOFTWARE\\Microsoft", "HKLM\\SAM\\SAM", "HKCU\\Software"}) {
    const hive::Lookup lookup = registry.find_value(path_of(path), "x");
    EXPECT_EQ(lookup.presence, Presence::unreadable) << path;
    EXPECT_TRUE(lookup.hive_absent) << path;
    EXPECT_FALSE(lookup.error) << path;
    EXPECT_FALSE(lookup.hive) << path;
  }
  EXPECT_TRUE(registry.has_machine_hive("system"));
  EXPECT_FALSE(registry.has_machine_hive("SOFTWARE"));
}

TEST(Registry, EachUserHasItsOwnHkcu) {
  hive::Registry registry;
  const std::size_t first = registry.mount_user(open_tree_of(user_tree(7), "a"), 0);
  const std::size_t second = registry.mount_user(open_tree_of(user_tree(9), "b"), 1);
  const hive::RegistryPath path = path_of("HKCU\\Software\\Test");
  EXPECT_EQ(number_in(registry.find_value(path, "Marker", first)), 7U);
  EXPECT_EQ(number_in(registry.find_value(path, "Marker", second)), 9U);
  EXPECT_TRUE(registry.find_value(path, "Marker").hive_absent);
  EXPECT_TRUE(registry.find_value(path, "Marker", 2).hive_absent);
  const hive::Lookup gone = registry.find_key(path_of("HKCU\\Software\\Test\\Gone"), second);
  EXPECT_EQ(gone.deepest_key, "HKCU\\Software\\Test");
}

TEST(Registry, WithoutAControlSetEveryAnswerInItIsUnreadable) {
  BuildKey root;
  root.name = "ROOT";
  descend(root, {"Setup"}).set(dword("Marker", 5));
  descend(root, {"Select"});
  const hive::Registry registry = system_registry(hive::regf::build_hive(root));
  const hive::Lookup lookup = registry.find_value(path_of("HKLM\\SYSTEM\\CurrentControlSet\\Control"), "x");
  EXPECT_EQ(lookup.presence, Presence::unreadable);
  EXPECT_FALSE(lookup.hive_absent);
  EXPECT_TRUE(lookup.error);
  EXPECT_EQ(number_in(registry.find_value(path_of("HKLM\\SYSTEM\\Setup"), "Marker")), 5U);
}

TEST(Registry, LinksAreFollowedAlsoOnTheWay) {
  BuildKey root = system_tree();
  link_to(root, {"ControlSet001", "Alias"}, "\\Registry\\Machine\\System\\CurrentControlSet\\Control");
  const hive::Registry registry = system_registry(with_links(root, {"ControlSet001\\Alias"}));
  const hive::Lookup through = registry.find_value(path_of("HKLM\\SYSTEM\\CurrentControlSet\\Alias\\Lsa"), "Marker");
  EXPECT_EQ(number_in(through), 1U);
  EXPECT_EQ(through.stored_as, "ControlSet001\\Control\\Lsa");
  const hive::Lookup itself = registry.find_key(path_of("HKLM\\SYSTEM\\CurrentControlSet\\Alias"));
  EXPECT_EQ(itself.presence, Presence::present);
  EXPECT_EQ(itself.stored_as, "ControlSet001\\Control");
  const hive::Lookup gone = registry.find_key(path_of("HKLM\\SYSTEM\\CurrentControlSet\\Alias\\Gone"));
  EXPECT_EQ(gone.presence, Presence::absent);
  EXPECT_EQ(gone.deepest_key, "HKLM\\System\\CurrentControlSet\\Control");
}

TEST(Registry, ALinkHidesSubkeysBelowIt) {
  // Windows opens the target, never what a damaged hive holds below the link itself.
  BuildKey root = system_tree();
  link_to(root, {"ControlSet001", "Alias"}, "\\Registry\\Machine\\System\\CurrentControlSet\\Control");
  descend(root, {"ControlSet001", "Alias", "Lsa"}).set(dword("Marker", 99));
  const hive::Registry registry = system_registry(with_links(root, {"ControlSet001\\Alias"}));
  EXPECT_EQ(number_in(registry.find_value(path_of("HKLM\\SYSTEM\\CurrentControlSet\\Alias\\Lsa"), "Marker")), 1U);
}

TEST(Registry, ALinkIntoAnotherMountedHive) {
  BuildKey root = software_tree();
  link_to(root, {"Alias"}, "\\REGISTRY\\MACHINE\\SYSTEM\\ControlSet002\\Control");
  hive::Registry registry = system_registry(hive::regf::build_hive(system_tree()));
  registry.mount_machine("SOFTWARE", open_bytes(with_links(root, {"Alias"}), "SOFTWARE"), 4);
  const hive::Lookup lookup = registry.find_value(path_of("HKLM\\SOFTWARE\\Alias\\Lsa"), "Marker");
  EXPECT_EQ(number_in(lookup), 2U);
  EXPECT_EQ(lookup.hive, 3U);
}

TEST(Registry, LinksThatLeadElsewhereAreUnreadable) {
  BuildKey root = system_tree();
  link_to(root, {"A"}, "\\Registry\\User\\S-1-5-18\\Software");
  link_to(root, {"B"}, "\\Registry\\Machine\\SAM\\SAM");
  link_to(root, {"C"}, "\\Registry\\Machine\\SYSTEM\\\\D");
  descend(root, {"D"}).set(text("SymbolicLinkValue", hive::ValueType::sz, "\\Registry\\Machine\\SYSTEM\\A", true));
  descend(root, {"E"});
  const hive::Registry registry = system_registry(with_links(root, {"A", "B", "C", "D", "E"}));
  const auto code = [&](const std::string& key) {
    const hive::Lookup lookup = registry.find_value(path_of("HKLM\\SYSTEM\\" + key + "\\X"), "Marker");
    EXPECT_EQ(lookup.presence, Presence::unreadable) << key;
    EXPECT_FALSE(lookup.hive_absent) << key;
    return lookup.error ? std::string(name_of(lookup.error->code)) : "none";
  };
  EXPECT_EQ(code("A"), "unsupported");
  EXPECT_EQ(code("B"), "unsupported");
  EXPECT_EQ(code("C"), "corrupt");
  EXPECT_EQ(code("D"), "wrong_type");
  EXPECT_EQ(code("E"), "corrupt");
}

TEST(Registry, LinksInACircleEnd) {
  BuildKey root = system_tree();
  link_to(root, {"A"}, "\\Registry\\Machine\\SYSTEM\\B");
  link_to(root, {"B"}, "\\Registry\\Machine\\SYSTEM\\A");
  link_to(root, {"Own"}, "\\Registry\\Machine\\SYSTEM\\Own\\Own");
  const hive::Registry registry = system_registry(with_links(root, {"A", "B", "Own"}));
  for (const char* key : {"HKLM\\SYSTEM\\A", "HKLM\\SYSTEM\\Own\\X"}) {
    const hive::Lookup lookup = registry.find_key(path_of(key));
    EXPECT_EQ(lookup.presence, Presence::unreadable);
    ASSERT_TRUE(lookup.error);
    EXPECT_EQ(lookup.error->code, hive::ErrorCode::limit_exceeded);
    EXPECT_EQ(lookup.error->where.path, "SYSTEM");
  }
}

TEST(Registry, DamageOnThePathReachesTheAnswer) {
  hive::regf::BuiltHive built = hive::regf::build_located_hive(system_tree());
  const std::uint64_t key = cell_offset(built, CellKind::key, "ControlSet001\\Control\\Lsa");
  built.bytes[key + 4] = std::byte{'x'};
  const hive::Registry registry = system_registry(built.bytes);
  const hive::Lookup lookup = registry.find_value(path_of("HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa"), "Marker");
  EXPECT_EQ(lookup.presence, Presence::unreadable);
  ASSERT_TRUE(lookup.error);
  EXPECT_EQ(lookup.error->where.path, "SYSTEM");
  EXPECT_FALSE(lookup.error->where.key.empty());
}

TEST(Registry, TwoValuesOfOneNameAreAmbiguous) {
  BuildKey root = system_tree();
  BuildKey& key = descend(root, {"Setup"});
  key.values = {dword("Twin", 1), dword("twin", 0)};
  const hive::Registry registry = system_registry(hive::regf::build_hive(root));
  EXPECT_EQ(registry.find_value(path_of("HKLM\\SYSTEM\\Setup"), "Twin").presence, Presence::ambiguous);
}

TEST(Registry, ListsSubkeysAndValues) {
  const hive::Registry registry = system_registry(hive::regf::build_hive(system_tree()));
  const auto keys = registry.subkeys(path_of("HKLM\\SYSTEM"));
  EXPECT_EQ(keys.key.presence, Presence::present);
  EXPECT_EQ(keys.items.items.size(), 3U);
  const auto values = registry.values(path_of("HKLM\\SYSTEM\\Select"));
  EXPECT_EQ(values.items.items.size(), 3U);
  const auto none = registry.values(path_of("HKLM\\SOFTWARE\\Microsoft"));
  EXPECT_TRUE(none.key.hive_absent);
  EXPECT_TRUE(none.items.items.empty());
}

TEST(Registry, ARealLinkWithoutATarget) {
  const auto shared = hiveaudit_tests::shared_dir();
  if (!shared) GTEST_SKIP() << "no real hives here";
  const std::string path = (*shared / "hives/damaged/p0-report-02.dat").string();
  auto source = hive::open_file(path);
  ASSERT_TRUE(source);
  auto opened = hive::Hive::open(std::move(*source), path);
  ASSERT_TRUE(opened);
  hive::Registry registry;
  registry.mount_machine("SOFTWARE", std::make_shared<const hive::Hive>(std::move(*opened)), 0);
  const hive::Lookup lookup = registry.find_key(path_of("HKLM\\SOFTWARE\\Link"));
  EXPECT_EQ(lookup.presence, Presence::unreadable);
  ASSERT_TRUE(lookup.error);
  EXPECT_EQ(lookup.error->code, hive::ErrorCode::corrupt) << to_text(*lookup.error);
}

}  // namespace
