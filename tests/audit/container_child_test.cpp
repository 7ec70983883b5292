#include "audit/container_child.h"

#include <gtest/gtest.h>

namespace {

const std::vector<std::string> kFormats = {"text", "json"};

std::optional<audit::Options> given(const std::vector<std::string>& own) {
  std::vector<std::string> arguments{audit::kContainerVerb};
  arguments.insert(arguments.end(), own.begin(), own.end());
  arguments.insert(arguments.end(), {"audit", "a.wim", "b.wim", "--jobs", "3"});
  return audit::child_options(arguments, kFormats);
}

TEST(ContainerChild, ReadsWhatTheParentPasses) {
  const auto whole = given({"1", "2026-11-22T00:00:00Z", "all"});
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->words, std::vector<std::string>{"b.wim"});
  EXPECT_EQ(whole->now, "2026-11-22T00:00:00Z");
  EXPECT_TRUE(whole->in_child);
  EXPECT_FALSE(whole->images);
  const auto range = given({"0", "2026-11-22T00:00:00Z", "2-5"});
  ASSERT_TRUE(range && range->images);
  EXPECT_EQ(range->images->first, 2U);
  EXPECT_EQ(range->images->end, 5U);
  EXPECT_TRUE(given({"0", "", "0-0"})->images);
}

TEST(ContainerChild, RefusesEverythingElse) {
  for (const char* images :
       {"", "-", "1", "1-", "-1", "5-2", "1-2-3", "a-b", "+1-2", " 1-2", "All", "0-99999999999999999999999"}) {
    EXPECT_FALSE(given({"0", "", images})) << images;
  }
  EXPECT_FALSE(given({"2", "", "all"})) << "there is no third target";
  EXPECT_FALSE(given({"-1", "", "all"}));
  EXPECT_FALSE(given({"", "", "all"}));
  EXPECT_FALSE(audit::child_options({audit::kContainerVerb}, kFormats));
  EXPECT_FALSE(audit::child_options({audit::kContainerVerb, "0", "", "all"}, kFormats));
}

TEST(ContainerChild, TheMemoryOfAllChildrenIsBounded) {
  EXPECT_LE(audit::kMostJobs * audit::kChildMemoryBytes, audit::kAllChildrenMemoryBytes);
  EXPECT_GE(audit::kMostJobs, 1U);
}

}  // namespace
