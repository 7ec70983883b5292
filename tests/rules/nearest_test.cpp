#include "rules/nearest.h"

#include <gtest/gtest.h>

namespace rules {
namespace {

TEST(Nearest, FindsTheMisspeltWord) {
  const std::vector<std::string> words = {"critical", "high", "medium", "low", "info"};
  EXPECT_EQ(nearest("hihg", words), "high");
  EXPECT_EQ(nearest("HIGH", words), "high");
  EXPECT_EQ(nearest("medum", words), "medium");
  EXPECT_EQ(nearest("lwo", words), "low");
}

TEST(Nearest, SaysNothingWhenNoneIsNear) {
  const std::vector<std::string> words = {"critical", "high", "a", ""};
  EXPECT_EQ(nearest("severe", words), "");
  EXPECT_EQ(nearest("", words), "");
  EXPECT_EQ(nearest("b", words), "");
  EXPECT_EQ(nearest("high", {}), "");
  EXPECT_EQ(nearest(std::string(100'000, 'a'), {std::string(100'000, 'a')}), "");
}

TEST(Nearest, TheFirstOfEqualsWins) {
  EXPECT_EQ(nearest("TLS1013", {"TLS1012", "TLS1014"}), "TLS1012");
  EXPECT_EQ(nearest("TLS1013", {"TLS2044", "TLS1003", "TLS1014"}), "TLS1003");
}

}  // namespace
}  // namespace rules
