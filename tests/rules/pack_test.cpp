// The packed rulebook says what the files say, and bytes that cannot be are a fault.

#include "rules/pack.h"

#include <gtest/gtest.h>

#include "tests/rules/same_members.h"
#include "tests/rules/small_rulebook.h"

namespace rules {
namespace {

using test::Same;

std::string packed_small_rulebook() { return pack(load_rules(test::small_rulebook()).set); }

bool is_refused(std::string_view bytes) {
  const LoadedRules loaded = unpack(bytes);
  return loaded.faults.size() == 1 && loaded.set.rules.empty();
}

TEST(Pack, TheShippedRulebookComesBackWhole) {
  const LoadedRules whole = load_rules(embedded_rule_files());
  ASSERT_TRUE(whole.faults.empty());
  const LoadedRules back = unpack(pack(whole.set));
  ASSERT_TRUE(back.faults.empty());
  EXPECT_TRUE(Same()(back.set, whole.set));
}

TEST(Pack, SameSeesADifference) {
  const RuleSet set = load_rules(test::small_rulebook()).set;
  RuleSet other = set;
  EXPECT_TRUE(Same()(set, other));
  hive::RegistryPath& key =
      std::get<ValueCheck>(std::get<GroupCheck>(other.rules.at(0).check.test).checks.at(0).test).key;
  key.segments = hive::Segments(std::vector<std::string>{"Software"});
  EXPECT_FALSE(Same()(set, other));
}

TEST(Pack, WritesNumbersAndListsBySize) {
  // RuleSet has ten lists beside its defaults, which are five.
  EXPECT_EQ(pack({}), std::string(kPackedMark) + std::string(15, '\0'));
  RuleSet set;
  set.tool_reasons = {{"a", "bc"}, {"bc", "a"}};
  set.tools.resize(1);
  set.tools[0].cases.resize(1);
  set.tools[0].cases[0].machines.build_min = 300;
  const std::string bytes = pack(set).substr(kPackedMark.size());
  const std::string head(11, '\0');
  ASSERT_EQ(bytes.substr(0, 11), head);  // rules to point groups
  const std::size_t a = kPackedMark.size() + 12;
  const std::string reasons = {
      2, 2, 'a', 4, 'b', 'c', static_cast<char>((a + 2) << 1U | 1U), static_cast<char>(a << 1U | 1U)};
  EXPECT_EQ(bytes.substr(11, 8), reasons);
  EXPECT_NE(bytes.find("\xAC\x02"), std::string::npos);  // 300
}

TEST(Pack, BytesThatEndEarlyAreRefused) {
  const std::string bytes = packed_small_rulebook();
  ASSERT_TRUE(unpack(bytes).faults.empty());
  for (std::size_t size = 0; size < bytes.size(); ++size) ASSERT_TRUE(is_refused(bytes.substr(0, size))) << size;
  EXPECT_TRUE(is_refused(bytes + '\0'));
}

TEST(Pack, AnotherMarkIsRefused) {
  std::string bytes = packed_small_rulebook();
  bytes[0] = 'H';
  EXPECT_TRUE(is_refused(bytes));
  EXPECT_EQ(to_text(unpack(bytes).faults.at(0)),
            "(packed rulebook):0:0: damaged at byte 0 of " + std::to_string(bytes.size()));
}

TEST(Pack, ChangedBytesAreRefusedOrSayAnotherRulebook) {
  const std::string bytes = packed_small_rulebook();
  for (std::size_t at = kPackedMark.size(); at < bytes.size(); ++at) {
    for (const char changed : {'\x00', '\x01', '\x7F', '\xFF'}) {
      std::string other = bytes;
      other[at] = changed;
      const LoadedRules loaded = unpack(other);
      EXPECT_TRUE(!loaded.faults.empty() || unpack(pack(loaded.set)).faults.empty());
    }
  }
}

TEST(Pack, WhatCannotBeIsRefused) {
  const std::string mark(kPackedMark);
  const std::string rest(14, '\0');
  EXPECT_TRUE(is_refused(mark + '\x7F' + rest));                             // more rules than bytes
  EXPECT_TRUE(is_refused(mark + std::string(9, '\xFF') + '\x01' + rest));    // 2^64 - 1 rules
  EXPECT_TRUE(is_refused(mark + std::string(20, '\xFF') + rest));            // a number without end
  EXPECT_TRUE(is_refused(mark + '\x01' + '\x7F' + std::string(100, '\0')));  // a text at itself
  EXPECT_TRUE(is_refused(mark + '\x01' + '\x01' + std::string(100, '\0')));  // the mark is no text
}

}  // namespace
}  // namespace rules
