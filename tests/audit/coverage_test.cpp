// What `rules coverage` says: from citations and from what cases look at, of a small rulebook and of the shipped one.

#include "audit/coverage.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/audit/judged_machine.h"

namespace {

using audit::Coverage;

rules::RuleSet small_set() {
  rules::LoadedRules loaded = rules::load_rules({
      {"sources.xml", R"(<sources xmlns="urn:hiveaudit:rules:1" version="1.0"><source id="S1">One</source></sources>)"},
      {"requirements.xml", R"(<requirements xmlns="urn:hiveaudit:rules:1" version="1.0">
<requirement id="A-01" product="P" decidable="hive" confidence="high" sources="S1"><text>One.</text></requirement>
<requirement id="A-02" product="P" decidable="file" confidence="high" sources="S1"><text>Two.</text></requirement>
<requirement id="A-03" product="P" decidable="no" confidence="high" sources="S1"><text>Three.</text>
<instead>Ask somebody.</instead></requirement>
<points group="G" source="S1">
<point key="HKLM\SOFTWARE\K" name="V"/><point key="HKLM\SOFTWARE\*" name="V"/><point key="HKLM\SOFTWARE\K" name="W"/>
<point key="HKLM\SOFTWARE\F" name="X"/>
</points></requirements>)"},
      {"facts.xml", R"(<facts xmlns="urn:hiveaudit:rules:1" version="1.0"><fact id="f" title="F">
<read key="HKLM\SOFTWARE\F" name="X" type="REG_SZ"/><basis confidence="high" sources="S1"/></fact></facts>)"},
      {"rules.xml", R"(<rules xmlns="urn:hiveaudit:rules:1" version="1.0">
<rule id="TLS9001" severity="high" area="A" tags="t" scope="machine" requirements="A-01">
<title>T</title><why>W</why><applies><fact id="f" not-equals="z" absent="met"/></applies>
<check><value key="HKLM\SOFTWARE\K" name="V" type="REG_DWORD" equals="1" absent="fail"/></check>
<basis confidence="high" sources="S1"/>
<test name="one" expect="pass"><given>[HKEY_LOCAL_MACHINE\SOFTWARE\K]
"V"=dword:1</given></test>
<test name="none" expect="fail"><given/></test></rule></rules>)"},
  });
  EXPECT_TRUE(loaded.faults.empty()) << rules::to_text(loaded.faults.front());
  return std::move(loaded.set);
}

TEST(Coverage, CountsCitationsAndWhatTheCasesLookAt) {
  const rules::RuleSet set = small_set();
  const Coverage coverage = audit::coverage_of(set);
  EXPECT_EQ(coverage.decidable, 2U);
  EXPECT_EQ(coverage.covered, 1U);
  ASSERT_EQ(coverage.groups.size(), 1U);
  const audit::GroupCover& group = coverage.groups[0];
  EXPECT_EQ(group.covered, 3U);
  EXPECT_EQ(group.points[0].rules, std::vector<std::string>{"TLS9001"});
  EXPECT_EQ(group.points[1].rules, std::vector<std::string>{"TLS9001"});
  EXPECT_TRUE(group.points[2].rules.empty());
  EXPECT_EQ(group.points[3].rules, std::vector<std::string>{"TLS9001"});
  const std::string text = audit::coverage_text(coverage);
  EXPECT_NE(text.find("A-01        TLS9001\n"), std::string::npos) << text;
  EXPECT_NE(text.find("A-02        NOT COVERED: Two.\n"), std::string::npos) << text;
  EXPECT_NE(text.find("A-03        cannot be read offline: Ask somebody.\n"), std::string::npos) << text;
  EXPECT_NE(text.find("  not read: HKLM\\SOFTWARE\\K\\W\n"), std::string::npos) << text;
  EXPECT_TRUE(text.ends_with("\n1 of 2 decidable requirements covered\n")) << text;
}

/// Runs every case: once for both tests.
const Coverage& of_the_rulebook() {
  static const Coverage kCoverage = audit::coverage_of(hiveaudit_tests::rulebook());
  return kCoverage;
}

TEST(Coverage, TheShippedRulebookChecksWhatCanBeDecided) {
  const Coverage& coverage = of_the_rulebook();
  for (const audit::RequirementCover& cover : coverage.requirements) {
    if (cover.requirement->decidable == rules::Decidable::no) {
      EXPECT_TRUE(cover.rules.empty()) << cover.requirement->id << " cannot be decided, and rules cite it";
    } else {
      EXPECT_FALSE(cover.rules.empty()) << cover.requirement->id << ": " << cover.requirement->text;
    }
  }
  EXPECT_EQ(coverage.covered, coverage.decidable);
}

TEST(Coverage, EveryExpectedValueIsReadOrSaysWhyNot) {
  for (const audit::GroupCover& group : of_the_rulebook().groups) {
    for (const audit::PointCover& point : group.points) {
      EXPECT_NE(point.rules.empty(), point.point->not_covered.empty())
          << hive::to_text(point.point->key) << "\\" << point.point->name;
    }
  }
}

}  // namespace
