// What documents demand, and the values that a complete tool reads: what is loaded and what is refused.

#include <algorithm>

#include "tests/rules/small_rulebook.h"

namespace rules::test {
namespace {

TEST(LoadRequirements, ARowHasItsWordsSourcesAndWhereTheAnswerLies) {
  const LoadedRules loaded = load_rules(small_rulebook());
  ASSERT_TRUE(loaded.faults.empty()) << to_text(loaded.faults.front());
  ASSERT_EQ(loaded.set.requirements.size(), 2U);
  const Requirement& hive = loaded.set.requirements[0];
  EXPECT_EQ(hive.id, "OS-P4");
  EXPECT_EQ(hive.product, "SChannel");
  EXPECT_EQ(hive.decidable, Decidable::hive);
  EXPECT_EQ(hive.text, "TLS 1.2 is on.");
  EXPECT_EQ(hive.basis.confidence, Confidence::medium);
  EXPECT_EQ(hive.basis.disagreement, "S2 differs.");
  ASSERT_EQ(hive.basis.sources.size(), 1U);
  EXPECT_EQ(loaded.set.find_requirement("A-07")->instead, "Look into the inbox.");
  EXPECT_EQ(loaded.set.find_requirement("a-07"), nullptr);
  ASSERT_EQ(loaded.set.point_groups.size(), 1U);
  const PointGroup& group = loaded.set.point_groups[0];
  EXPECT_EQ(group.count, 2U);
  ASSERT_EQ(group.points.size(), 2U);
  EXPECT_EQ(group.points[0].key.segments, (std::vector<std::string>{"SOFTWARE", "*", "Server"}));
  EXPECT_EQ(group.points[1].not_covered, "nobody reads it");
}

TEST(RefusedRequirements, EachFaultHasItsPlace) {
  struct Fault {
    std::string_view from;
    std::string_view to;
    std::string_view told;
  };
  const Fault refusals[] = {
      {R"(id="A-07" product)", R"(id="A7" product)", R"("A7" is no requirement id such as A-07 or ODD-03)"},
      {R"(id="A-07" product)", R"(id="OS-P4" product)", R"(requirement "OS-P4" a second time)"},
      {R"(decidable="no")", R"(decidable="file")", "<instead> is for what nothing here can decide"},
      {"<instead>Look into the inbox.</instead>", "", "what nothing here can decide needs <instead>"},
      {R"(decidable="hive")", R"(decidable="maybe")", R"(decidable: unknown word "maybe")"},
      {R"(decidable="no" confidence="high" sources="S1 S2")", R"(decidable="no" confidence="high" sources="S9")",
       R"(unknown source "S9")"},
      {R"(HKLM\SOFTWARE\*\Server)", R"(HKLM\SOFTWARE\X*\Server)", R"("X*": only a whole segment can be *)"},
      {R"(count="2")", R"(count="two")", "two"},
      {R"(name="*" not-covered)", "not-covered", R"(<point> has no attribute "name")"},
  };
  for (const Fault& refusal : refusals) {
    const std::vector<std::string> faults = faults_of(changed(refusal.from, refusal.to));
    const bool told = std::any_of(faults.begin(), faults.end(), [&](const std::string& fault) {
      return fault.starts_with("requirements.xml:") && fault.find(refusal.told) != std::string::npos;
    });
    EXPECT_TRUE(told) << refusal.to << ": " << (faults.empty() ? "no fault" : faults.front());
  }
}

}  // namespace
}  // namespace rules::test
