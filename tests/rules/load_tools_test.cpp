// What other tools say of the same values, as the loader reads and refuses it.
#include <gtest/gtest.h>

#include "tests/rules/small_rulebook.h"

namespace rules::test {
namespace {

std::vector<RuleFile> with_tools() {
  std::vector<RuleFile> files = small_rulebook();
  files.push_back({"tools.xml", R"(<tool-differences xmlns="urn:hiveaudit:rules:1" version="1.0">
<reason code="only-1">It knows 1 alone.</reason>
<tool name="A  tool" of="TLS 1.2" rules="TLS1012">
<case values="Enabled=0xFFFFFFFF DisabledByDefault=0" says="off" verdict="bad" reason="only-1" builds="-7999"/>
<case values="nothing" says="on" verdict="good"/>
<basis confidence="high" sources="S1"/>
</tool>
</tool-differences>
)"});
  return files;
}

TEST(Tools, AreLoadedWithTheirReasons) {
  const LoadedRules loaded = load_rules(with_tools());
  ASSERT_TRUE(loaded.faults.empty()) << to_text(loaded.faults.front());
  ASSERT_EQ(loaded.set.tool_reasons.size(), 1U);
  EXPECT_EQ(loaded.set.tool_reasons[0].text, "It knows 1 alone.");
  ASSERT_EQ(loaded.set.tools.size(), 1U);
  const Tool& tool = loaded.set.tools[0];
  EXPECT_EQ(tool.name, "A tool");
  EXPECT_EQ(tool.rules, std::vector<std::string>{"TLS1012"});
  ASSERT_EQ(tool.cases.size(), 2U);
  ASSERT_EQ(tool.cases[0].values.size(), 2U);
  EXPECT_EQ(tool.cases[0].values[0].name, "Enabled");
  EXPECT_EQ(tool.cases[0].values[0].data, 0xFFFFFFFFU);
  EXPECT_EQ(tool.cases[0].machines.build_max, 7999U);
  EXPECT_EQ(tool.cases[0].verdict, ToolCase::Verdict::bad);
  EXPECT_TRUE(tool.cases[1].values.empty());
  EXPECT_TRUE(tool.cases[1].reason.empty());
}

TEST(Tools, WhatTheLoaderRefuses) {
  const Refusal refusals[] = {
      {R"(reason="only-1" builds)",
       R"(reason="only-2" builds)",
       {R"(tools.xml:4:88: unknown reason "only-2"; did you mean "only-1"?)"}},
      {R"(rules="TLS1012">
<case)",
       R"(rules="TLS1013">
<case)",
       {R"(tools.xml:3:42: unknown rule "TLS1013"; did you mean "TLS1012"?)"}},
      {R"(Enabled=0xFFFFFFFF)",
       R"(Enabled=0x1FFFFFFFF)",
       {R"(tools.xml:4:15: "Enabled=0x1FFFFFFFF" is not NAME=NUMBER, and not nothing)"}},
      {R"(values="nothing")",
       R"(values="nothing Enabled=1")",
       {R"(tools.xml:5:15: "nothing" is not NAME=NUMBER, and not nothing)"}},
      {R"(verdict="good")",
       R"(verdict="fine")",
       {R"(tools.xml:5:43: verdict: unknown word "fine"; known: good, bad, open)"}},
  };
  for (const Refusal& refusal : refusals) {
    EXPECT_EQ(faults_of(changed(refusal.from, refusal.to, with_tools())), refusal.faults) << refusal.to;
  }
}

TEST(Tools, ARefusedReasonIsThereTwice) {
  const std::string again = R"(<reason code="only-1">It knows 1 alone.</reason>)";
  EXPECT_EQ(faults_of(changed(again, again + again, with_tools())),
            std::vector<std::string>{R"(tools.xml:2:63: reason "only-1" a second time)"});
}

/// What the model may be asked besides the state of a cell.
TEST(EffectiveChecks, ReachesAndEveryProgramHaveTheirStacks) {
  const std::string_view plain = R"(<effective stack="schannel-client" protocol="TLS 1.2" is=)";
  EXPECT_TRUE(
      faults_of(changed(plain, R"(<effective stack="schannel-client" protocol="TLS 1.2" reaches="microsoft-365" is=)"))
          .empty());
  EXPECT_EQ(
      faults_of(changed(plain, R"(<effective stack="schannel-server" protocol="TLS 1.2" reaches="microsoft-365" is=)")),
      std::vector<std::string>{"rules.xml:10:64: reaches is known of schannel-client alone"});
  EXPECT_TRUE(
      faults_of(changed(plain, R"(<effective stack="dotnet4-native-47" protocol="TLS 1.2" every-program="true" is=)"))
          .empty());
  EXPECT_EQ(
      faults_of(changed(plain, R"(<effective stack="dotnet2-native" protocol="TLS 1.2" every-program="true" is=)")),
      std::vector<std::string>{"rules.xml:10:69: settings of single programs are known of .NET 4 alone"});
}

}  // namespace
}  // namespace rules::test
