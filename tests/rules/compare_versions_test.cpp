#include <gtest/gtest.h>

#include "rules/expectation.h"

namespace rules {
namespace {

TEST(CompareVersions, NumberByNumber) {
  EXPECT_EQ(compare_versions("7601.24168.1.2", "7601.24168.1.2"), 0);
  EXPECT_EQ(compare_versions("7601.9", "7601.24168"), -1);
  EXPECT_EQ(compare_versions("10.0", "9.9"), 1);
  EXPECT_EQ(compare_versions("16.0.4266.1001", "16.0.4266.1000"), 1);
}

TEST(CompareVersions, MissingPartsAreZero) {
  EXPECT_EQ(compare_versions("4.7", "4.7.0.0"), 0);
  EXPECT_EQ(compare_versions("4.7", "4.7.0.1"), -1);
}

TEST(CompareVersions, LeadingZerosAndSpacesDoNotCount) {
  EXPECT_EQ(compare_versions("4.07", "4.7"), 0);
  EXPECT_EQ(compare_versions(" 4.7 ", "4.7"), 0);
}

TEST(CompareVersions, WhatIsNoVersionIsNotCompared) {
  for (const char* text : {"", ".", "4.", ".7", "4..7", "v4.7", "4.7b", "-1", "4. 7", "99999999999999999999999"}) {
    EXPECT_FALSE(compare_versions(text, "1").has_value()) << text;
    EXPECT_FALSE(compare_versions("1", text).has_value()) << text;
  }
}

TEST(CompareVersions, LargeNumbersDoNotWrap) {
  EXPECT_EQ(compare_versions("4294967296", "1"), 1);
  EXPECT_EQ(compare_versions("18446744073709551615", "18446744073709551614"), 1);
}

}  // namespace
}  // namespace rules
