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
}

}  // namespace
