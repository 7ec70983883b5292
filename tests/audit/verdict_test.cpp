#include "audit/verdict.h"

#include <gtest/gtest.h>

#include <array>

namespace audit {
namespace {

constexpr std::array kVerdicts = {Verdict::pass,        Verdict::fail,           Verdict::error,
                                  Verdict::not_checked, Verdict::not_applicable, Verdict::informational};

TEST(Verdict, WordsGoBothWays) {
  for (const Verdict verdict : kVerdicts) EXPECT_EQ(find_verdict(name_of(verdict)), verdict);
  for (const Severity severity : {Severity::info, Severity::low, Severity::medium, Severity::high, Severity::critical})
    EXPECT_EQ(find_severity(name_of(severity)), severity);
}

TEST(Verdict, UnknownWordsAreNothing) {
  for (const char* word : {"", "Pass", "passed", "notchecked", "pass "}) EXPECT_FALSE(find_verdict(word)) << word;
  for (const char* word : {"", "none", "HIGH", "warning"}) EXPECT_FALSE(find_severity(word)) << word;
}

TEST(Verdict, SeveritiesAreOrdered) {
  EXPECT_LT(Severity::info, Severity::low);
  EXPECT_LT(Severity::low, Severity::medium);
  EXPECT_LT(Severity::medium, Severity::high);
  EXPECT_LT(Severity::high, Severity::critical);
}

TEST(Verdict, CombinationDoesNotDependOnTheOrder) {
  for (const Verdict left : kVerdicts) {
    for (const Verdict right : kVerdicts) {
      EXPECT_EQ(both(left, right), both(right, left));
      EXPECT_EQ(either(left, right), either(right, left));
    }
    EXPECT_EQ(both(left, left), left);
    EXPECT_EQ(either(left, left), left);
  }
}

TEST(Verdict, AndIsPassOnlyWhenNothingSpeaksAgainstIt) {
  EXPECT_EQ(both(Verdict::fail, Verdict::error), Verdict::fail);
  EXPECT_EQ(both(Verdict::error, Verdict::not_checked), Verdict::error);
  EXPECT_EQ(both(Verdict::not_checked, Verdict::pass), Verdict::not_checked);
  EXPECT_EQ(both(Verdict::pass, Verdict::not_applicable), Verdict::pass);
}

TEST(Verdict, OrIsFailOnlyWhenAllFail) {
  EXPECT_EQ(either(Verdict::pass, Verdict::error), Verdict::pass);
  EXPECT_EQ(either(Verdict::error, Verdict::fail), Verdict::error);
  EXPECT_EQ(either(Verdict::not_checked, Verdict::fail), Verdict::not_checked);
  EXPECT_EQ(either(Verdict::fail, Verdict::not_applicable), Verdict::fail);
}

}  // namespace
}  // namespace audit
