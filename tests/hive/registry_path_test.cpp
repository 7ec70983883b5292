#include "hive/registry_path.h"

#include <gtest/gtest.h>

namespace {

TEST(RegistryPathTest, ParsesBothSpellingsOfARoot) {
  const auto path = hive::parse_registry_path(R"(hkey_local_machine\SYSTEM\CurrentControlSet\Ciphers\RC4 128/128)");
  ASSERT_TRUE(path);
  EXPECT_EQ(path->root, hive::Root::hklm);
  EXPECT_EQ(path->segments.back(), "RC4 128/128");
  EXPECT_EQ(to_text(*path), R"(HKLM\SYSTEM\CurrentControlSet\Ciphers\RC4 128/128)");
  EXPECT_EQ(to_text(hive::parse_registry_path("HKCU").value()), "HKCU");
}

TEST(RegistryPathTest, RefusesWhatIsNoPath) {
  for (const char* text : {"", "SYSTEM", R"(HKCR\x)", R"(HKLM\)", R"(HKLM\\x)", R"(HKLM\x\)", R"(HKLM/SYSTEM)"}) {
    const auto path = hive::parse_registry_path(text);
    ASSERT_FALSE(path) << text;
    EXPECT_EQ(path.error().code, hive::ErrorCode::corrupt);
  }
}

TEST(RegistryPathTest, PathsAreEqualWithoutCase) {
  EXPECT_TRUE(hive::parse_registry_path(R"(HKLM\Software\A)").value() ==
              hive::parse_registry_path(R"(HKEY_LOCAL_MACHINE\SOFTWARE\a)").value());
  EXPECT_FALSE(hive::parse_registry_path(R"(HKLM\A)").value() == hive::parse_registry_path(R"(HKCU\A)").value());
  EXPECT_FALSE(hive::parse_registry_path(R"(HKLM\A)").value() == hive::parse_registry_path(R"(HKLM\A\B)").value());
}

TEST(RegistryPathTest, The32BitViewIsASoftwareMatter) {
  const auto view = [](const char* text) {
    return to_text(hive::wow6432_view(hive::parse_registry_path(text).value()));
  };
  EXPECT_EQ(view(R"(HKLM\software\Microsoft)"), R"(HKLM\software\Wow6432Node\Microsoft)");
  EXPECT_EQ(view(R"(HKLM\SOFTWARE)"), R"(HKLM\SOFTWARE\Wow6432Node)");
  EXPECT_EQ(view(R"(HKLM\SOFTWARE\WOW6432NODE\x)"), R"(HKLM\SOFTWARE\WOW6432NODE\x)");
  EXPECT_EQ(view(R"(HKLM\SYSTEM\Select)"), R"(HKLM\SYSTEM\Select)");
  EXPECT_EQ(view(R"(HKCU\SOFTWARE\x)"), R"(HKCU\SOFTWARE\x)");
}

TEST(RegistryPathTest, AnErrorHasOneSpelling) {
  hive::Error error{hive::ErrorCode::corrupt, "a list is too long", "30", "4096", {}};
  EXPECT_EQ(to_text(error), "corrupt: a list is too long (expected 30, found 4096)");
  error.where = {"golden.wim[2]", "Windows/System32/config/SYSTEM", "Control\x1b", 0x21038};
  error.expected.clear();
  EXPECT_EQ(
      to_text(error),
      R"(golden.wim[2]:Windows/System32/config/SYSTEM\Control\u001B @0x00021038: corrupt: a list is too long (found 4096))");
}

}  // namespace
