#include "audit/os_option.h"

#include <gtest/gtest.h>

namespace {

TEST(OsOption, EveryPartIsRead) {
  const auto os = audit::parse_os_option("19045.3803:client:x64");
  ASSERT_TRUE(os);
  EXPECT_EQ(os->build, 19045U);
  EXPECT_EQ(os->ubr, 3803U);
  EXPECT_EQ(os->type, "client");
  EXPECT_EQ(os->arch, "x64");
  EXPECT_FALSE(os->force);
}

TEST(OsOption, PartsAfterTheBuildMayBeMissing) {
  const auto os = audit::parse_os_option("7601:arm64");
  ASSERT_TRUE(os);
  EXPECT_EQ(os->build, 7601U);
  EXPECT_FALSE(os->ubr);
  EXPECT_EQ(os->type, "");
  EXPECT_EQ(os->arch, "arm64");
}

TEST(OsOption, WhatIsNotItIsRefusedWithTheShape) {
  for (const char* text :
       {"", ":", "win7", "7601.", ".5", "7601.1.2", "7601:", "7601:workstation", "7601:x64:client",
        "7601:client:server", "7601:x86:x64", "-7601", "+7601", "7601 ", "99999999999", "0", "0x1db1"}) {
    const auto os = audit::parse_os_option(text);
    ASSERT_FALSE(os) << text;
    EXPECT_NE(os.error().expected.find("BUILD[.UBR]"), std::string::npos) << text;
    EXPECT_EQ(os.error().found, text);
  }
}

}  // namespace
