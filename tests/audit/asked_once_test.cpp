#include "audit/asked_once.h"

#include <gtest/gtest.h>

#include "tests/audit/machine_text.h"

namespace {

TEST(AskedOnce, TheSameQuestionReachesTheRegistryOnce) {
  const hive::Installation machine = hiveaudit_tests::machine_of(
      "[HKEY_LOCAL_MACHINE\\SYSTEM\\A]\n\"V\"=dword:1\n[HKEY_CURRENT_USER\\A]\n\"V\"=dword:2\n");
  audit::AskedOnce asked(machine.registry);
  const hive::RegistryPath key = *hive::parse_registry_path("HKLM\\SYSTEM\\A");
  const hive::RegistryPath own = *hive::parse_registry_path("HKCU\\A");
  EXPECT_EQ(*hive::read_dword(*asked.find_value(key, "V")->value), 1U);
  EXPECT_EQ(*hive::read_dword(*asked.find_value(key, "V", 0)->value), 1U) << "a user makes no difference to HKLM";
  EXPECT_EQ(asked.count(), 1U);
  EXPECT_EQ(*hive::read_dword(*asked.find_value(own, "V", 0)->value), 2U);
  EXPECT_EQ(asked.find_value(key, "W")->presence, hive::Presence::absent);
  EXPECT_EQ(asked.count(), 3U);
  EXPECT_EQ(asked.values(key)->items.items.size(), 1U);
  EXPECT_EQ(asked.subkeys(key)->items.items.size(), 0U);
  EXPECT_EQ(asked.values(key), asked.values(key));
  EXPECT_EQ(audit::key_of_listing(asked.values(key))->presence, hive::Presence::present);
  EXPECT_EQ(asked.count(), 5U);
  EXPECT_EQ(asked.again().count(), 5U) << "each is asked again, and told apart again";
}

TEST(AskedOnce, TheSecondViewIsAnotherPlaceHoweverItIsSpelled) {
  const hive::Installation machine = hiveaudit_tests::machine_of(
      "[HKEY_LOCAL_MACHINE\\SOFTWARE\\A]\n\"V\"=dword:1\n"
      "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Wow6432Node\\A]\n\"V\"=dword:2\n");
  audit::AskedOnce asked(machine.registry);
  const hive::RegistryPath native = *hive::parse_registry_path("HKLM\\SOFTWARE\\A");
  const hive::RegistryPath spelled = *hive::parse_registry_path("HKLM\\SOFTWARE\\Wow6432Node\\A");
  EXPECT_EQ(*hive::read_dword(*asked.find_value(native, "V")->value), 1U);
  EXPECT_EQ(*hive::read_dword(*asked.find_value(native, "V", {}, true)->value), 2U);
  EXPECT_EQ(*hive::read_dword(*asked.find_value(spelled, "V")->value), 2U);
  EXPECT_EQ(*hive::read_dword(*asked.find_value(spelled, "V", {}, true)->value), 2U) << "it has no view of its own";
  EXPECT_EQ(asked.count(), 2U);
}

TEST(AskedOnce, KeysLikeAPatternAreAskedForOnce) {
  const hive::Installation machine = hiveaudit_tests::machine_of(
      "[HKEY_LOCAL_MACHINE\\SOFTWARE\\A\\one]\n\"V\"=dword:1\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\A\\two]\n");
  audit::AskedOnce asked(machine.registry);
  const hive::RegistryPath pattern = *hive::parse_registry_path("HKLM\\SOFTWARE\\A\\*");
  EXPECT_EQ(asked.matching(pattern)->found.keys.size(), 2U);
  EXPECT_EQ(asked.matching(pattern), asked.matching(pattern));
  EXPECT_EQ(asked.count(), 1U);
  EXPECT_EQ(asked.again().matching(pattern)->found.keys.size(), 2U);
}

TEST(AskedOnce, DataIsReadOnceForEachAnswer) {
  const hive::Installation machine = hiveaudit_tests::machine_of(
      "[HKEY_LOCAL_MACHINE\\SOFTWARE\\A]\n\"List\"=hex(7):61,00,00,00,62,00,00,00,00,00\n\"N\"=dword:5\n");
  audit::AskedOnce asked(machine.registry);
  const hive::RegistryPath key = *hive::parse_registry_path("HKLM\\SOFTWARE\\A");
  const audit::SharedLookup list = asked.find_value(key, "List");
  EXPECT_EQ(&asked.strings(list), &asked.strings(list));
  EXPECT_EQ(*asked.strings(list), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(asked.shown(list), hive::shown_data(*list->value));
  const audit::SharedLookup number = asked.find_value(key, "N");
  EXPECT_EQ(asked.shown(number), "0x00000005");
  EXPECT_FALSE(asked.strings(number)) << "another type";
}

}  // namespace
