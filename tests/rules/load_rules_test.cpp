#include <gtest/gtest.h>

#include <algorithm>

#include "rules/vocabulary.h"
#include "tests/rules/small_rulebook.h"

namespace rules::test {
namespace {

using Faults = std::vector<std::string>;

TEST(LoadRules, ReadsARule) {
  const LoadedRules loaded = load_rules(small_rulebook());
  ASSERT_EQ(faults_of(small_rulebook()), Faults{});
  ASSERT_EQ(loaded.set.rules.size(), 1U);
  const Rule& rule = loaded.set.rules[0];
  EXPECT_EQ(rule.title, "TLS 1.2 stays usable");
  EXPECT_EQ(rule.requirements, (std::vector<std::string>{"OS-P4", "A-07"}));
  EXPECT_EQ(rule.tags, (std::vector<std::string>{"schannel", "server"}));
  EXPECT_EQ(rule.basis.confidence, Confidence::medium);
  ASSERT_EQ(rule.basis.sources.size(), 2U);
  EXPECT_EQ(rule.basis.sources[1].title, "Two & more");
  EXPECT_EQ(rule.basis.disagreement, "They differ.");
  ASSERT_EQ(rule.applies.machines.size(), 1U);
  EXPECT_EQ(rule.applies.machines[0].build_max, 9200U);
  EXPECT_EQ(rule.applies.facts.at(0).expectation.numbers, std::vector<std::uint64_t>{7600});
  EXPECT_EQ(rule.line, 2U);
}

TEST(LoadRules, ReadsChecksFixesAndCases) {
  const LoadedRules loaded = load_rules(small_rulebook());
  ASSERT_EQ(loaded.set.rules.size(), 1U);
  const Rule& rule = loaded.set.rules[0];
  const auto& group = std::get<GroupCheck>(rule.check.test);
  ASSERT_EQ(group.checks.size(), 4U);
  const auto& value = std::get<ValueCheck>(group.checks[0].test);
  EXPECT_EQ(value.expectation.op, Operator::not_equals);
  EXPECT_EQ(value.absent, AbsentMeans::pass);
  EXPECT_EQ(value.view, View::both);
  EXPECT_EQ(std::get<EffectiveCheck>(group.checks[1].test).states, (std::vector<std::string>{"on", "explicit-only"}));
  EXPECT_EQ(std::get<NamesCheck>(group.checks[2].test).only, (std::vector<std::string>{"TLS 1.1", "TLS 1.2"}));
  ASSERT_EQ(rule.fix.size(), 2U);
  EXPECT_EQ(rule.fix[0].name, "Enabled");
  EXPECT_EQ(rule.fix[0].type, "REG_DWORD");
  EXPECT_EQ(rule.fix[0].view, View::both);
  EXPECT_EQ(rule.fix[1].type, "");
  EXPECT_EQ(rule.fix_note, "Restart.");
  EXPECT_EQ(rule.cases.at(0).given, "\n[HKEY_LOCAL_MACHINE\\SOFTWARE]\n\"Enabled\"=dword:0 ");
  EXPECT_EQ(rule.cases.at(0).line, 17U);
}

TEST(LoadRules, SelectsRulesByWhatAsksForThem) {
  const auto selected = [](std::string_view select) {
    const LoadedRules loaded = load_rules(changed(R"(<select tags="schannel"/>)", select));
    const Profile* profile = loaded.set.find_profile("m365");
    return profile == nullptr ? std::vector<std::string>{} : profile->rules;
  };
  EXPECT_EQ(selected(R"(<select requirements="A-07"/>)"), std::vector<std::string>{"TLS1012"});
  EXPECT_EQ(selected(R"(<select requirements="A-*"/>)"), std::vector<std::string>{"TLS1012"});
  EXPECT_EQ(selected(R"(<select requirements="A-0"/>)"), std::vector<std::string>{}) << "an id is not its beginning";
  EXPECT_EQ(selected(R"(<select all="true"/><deselect requirements="A-07"/>)"), std::vector<std::string>{});
}

TEST(LoadRules, ReadsFactsAndDefaultsAndProfiles) {
  const LoadedRules loaded = load_rules(small_rulebook());
  ASSERT_EQ(loaded.set.facts.size(), 2U);
  EXPECT_TRUE(loaded.set.facts[0].places.at(0).unmapped_is_absent);
  const auto& evidence = loaded.set.facts[1].evidence;
  ASSERT_EQ(evidence.size(), 4U);
  EXPECT_TRUE(evidence[1].likely);
  EXPECT_EQ(evidence[2].min_ubr, 3469U);
  EXPECT_EQ(evidence[3].machines.build_min, 9600U);
  const Defaults& defaults = loaded.set.defaults;
  ASSERT_EQ(defaults.schannel.size(), 1U);
  EXPECT_TRUE(defaults.schannel[0].protocols[1].explicit_needs_value);
  EXPECT_TRUE(defaults.schannel[0].protocols[4].enabled_alone_is_explicit);
  EXPECT_EQ(defaults.schannel[0].protocols[2].support, Support::offered);
  EXPECT_EQ(defaults.winhttp.at(0).mask, 0xA0U);
  EXPECT_EQ(defaults.wininet.at(0).removes, 0x280U);
  EXPECT_TRUE(defaults.dotnet.at(0).strong_default_on);
  EXPECT_FALSE(defaults.dotnet.at(0).reads_system_default);
  ASSERT_NE(loaded.set.find_profile("m365"), nullptr);
  EXPECT_EQ(loaded.set.find_profile("m365")->rules, std::vector<std::string>{"TLS1012"});
  EXPECT_EQ(loaded.set.find_profile("m365")->severities.at("TLS1012"), "critical");
  EXPECT_NE(loaded.set.find_rule("tls1012"), nullptr);
  EXPECT_EQ(loaded.set.find_rule("TLS9999"), nullptr);
}

TEST(LoadRules, FilesMayStandInAnyOrder) {
  std::vector<RuleFile> files = small_rulebook();
  std::reverse(files.begin(), files.end());
  EXPECT_EQ(faults_of(files), Faults{});
}

TEST(LoadRules, FaultShowsTheLineAndACaret) {
  const LoadedRules loaded = load_rules(changed("severity=\"high\"", "severity=\"hihg\""));
  ASSERT_EQ(loaded.faults.size(), 1U);
  EXPECT_EQ(to_text(loaded.faults[0]),
            "rules.xml:2:30: severity: unknown word \"hihg\"; did you mean \"high\"?\n"
            "  <rule id=\"TLS1012\" severity=\"hihg\" area=\"Schannel.Server\" tags=\"schannel server\" "
            "scope=\"machine\" requirements=\"OS-P4 A-07\">\n"
            "                               ^");
}

TEST(LoadRules, ColumnsCountCharacters) {
  const auto files = changed("name=\"zero\" os", "name=\"zéro\" oss");
  EXPECT_EQ(faults_of(files), Faults{"rules.xml:17:19: unknown attribute \"oss\" of <test>; did you mean \"os\"?"});
}

TEST(LoadRules, AllFaultsAreListedInOrder) {
  auto files = changed("confidence=\"medium\"", "confidence=\"middle\"");
  files = changed("severity=\"high\"", "severity=\"huge\"", files);
  files = changed("href=\"https://example.org/1\"", "href=\"example.org\"", files);
  const Faults faults = faults_of(files);
  ASSERT_EQ(faults.size(), 3U);
  EXPECT_TRUE(faults[0].starts_with("rules.xml:2:30:"));
  EXPECT_TRUE(faults[1].starts_with("rules.xml:16:"));
  EXPECT_TRUE(faults[2].starts_with("sources.xml:2:23:"));
}

TEST(LoadRules, RefusesWhatIsNoRuleFile) {
  const auto refused = [](std::string text) { return faults_of({{"a.xml", std::move(text)}}); };
  EXPECT_EQ(refused(""), Faults{"a.xml:1:1: the file has no root element"});
  EXPECT_EQ(refused("<rules>\n<rule></rules>"), Faults{"a.xml:2:9: not well-formed XML: Start-end tags mismatch"});
  EXPECT_EQ(refused("<ruels xmlns=\"urn:hiveaudit:rules:1\" version=\"1.0\"/>"),
            Faults{"a.xml:1:2: unknown kind of rule file <ruels>; did you mean \"rules\"?; known: sources, "
                   "requirements, facts, rules, tool-differences, "
                   "defaults, profiles"});
  EXPECT_EQ(refused("<rules/>\n<rules/>"), Faults{"a.xml:2:2: a second root element"});
  EXPECT_EQ(refused("<rules/>\n more"), Faults{"a.xml:1:9: text outside the root element"});
  EXPECT_EQ(refused("<rules version=\"1.0\"/>"),
            Faults{"a.xml:1:2: the namespace of rule files is xmlns=\"urn:hiveaudit:rules:1\""});
  EXPECT_EQ(refused("<rules xmlns=\"urn:other\" version=\"1.0\"/>"),
            Faults{"a.xml:1:15: the namespace of rule files is xmlns=\"urn:hiveaudit:rules:1\""});
  EXPECT_EQ(refused("<rules xmlns=\"urn:hiveaudit:rules:1\" version=\"1.1\"/>"),
            Faults{"a.xml:1:47: this file is of version \"1.1\": this program reads rules of version 1.0"});
  EXPECT_EQ(refused("<rules xmlns=\"urn:hiveaudit:rules:1\" version=\"1.0\"/>"),
            Faults{"a.xml:1:2: <rules> has no <rule>"});
}

TEST(LoadRules, RefusesDocumentTypesAndExpandsNothing) {
  const std::string lol =
      "<!DOCTYPE sources [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>\n"
      "<sources xmlns=\"urn:hiveaudit:rules:1\" version=\"1.0\"><source id=\"S1\">&b;</source></sources>";
  const LoadedRules loaded = load_rules({{"a.xml", lol}});
  ASSERT_EQ(loaded.faults.size(), 1U);
  EXPECT_EQ(loaded.faults[0].message, "a document type (<!DOCTYPE) is not allowed");
  EXPECT_TRUE(loaded.set.sources.empty());
  const auto entity = changed(">One<", ">&one;<");
  EXPECT_EQ(faults_of(entity), Faults{"sources.xml:2:46: only &lt; &gt; &amp; &quot; &apos; and characters by number "
                                      "can be referred to"});
  EXPECT_EQ(faults_of(changed(">One<", ">&#27;[31m<")).size(), 1U);
  EXPECT_EQ(faults_of(changed(">One<", "><!-- &x; --><![CDATA[&y;]]><")), Faults{});
}

TEST(LoadRules, RefusesForeignText) {
  EXPECT_EQ(faults_of(changed(">One<", ">\x1b[31m<")),
            Faults{"sources.xml:2:46: a byte that is no UTF-8 text (our files are UTF-8 without control characters)"});
  EXPECT_EQ(faults_of(changed(">One<", ">\xff<")).size(), 1U);
  EXPECT_EQ(faults_of(changed(">One<", std::string_view(">\0<", 3))).size(), 1U);
  EXPECT_EQ(faults_of(changed(">One<", ">Übersicht €<")), Faults{});
}

TEST(LoadRules, CapsSizeDepthAndFaults) {
  EXPECT_EQ(faults_of({{"a.xml", std::string(5U << 20, ' ')}}),
            Faults{"a.xml:1:1: the file has 5242880 bytes, at most 4194304 are read"});
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<all>";
  for (int i = 0; i < 100'000; ++i) deep += "</all>";
  EXPECT_EQ(faults_of(changed("<effective stack=\"schannel-client\" protocol=\"TLS 1.2\" is=\"on explicit-only\"/>",
                              deep))[0],
            "rules.xml:10:102: elements nest deeper than 24 levels");
  std::string many;
  for (int i = 0; i < 2'000; ++i) many += "<x/>";
  const Faults faults = faults_of(changed("<title>", many + "<title>"));
  ASSERT_EQ(faults.size(), 501U);
  EXPECT_TRUE(faults.back().ends_with("there are more faults"));
  std::string attributes;
  for (int i = 0; i < 100'000; ++i) attributes += " a=''";
  EXPECT_EQ(faults_of(changed("<title>", "<title" + attributes + ">")).front(),
            "rules.xml:3:2: <title> has more than 50 attributes");
  std::string words;
  for (int i = 0; i < 100'000; ++i) words += " t" + std::to_string(i);
  EXPECT_EQ(faults_of(changed("tags=\"schannel server\"", "tags=\"schannel" + words + "\"")),
            Faults{"rules.xml:2:65: tags has more than 2000 words"});
}

TEST(LoadRules, ADuplicateIdNamesTheFirst) {
  auto files = small_rulebook();
  RuleFile again = files[0];
  again.name = "more.xml";
  files.push_back(again);
  EXPECT_EQ(faults_of(files), Faults{"more.xml:2:11: rule id TLS1012 a second time; first in rules.xml:2"});
}

TEST(ShippedRulebook, HasNoFaults) {
  const LoadedRules loaded = load_rules(embedded_rule_files());
  for (const RuleFault& fault : loaded.faults) ADD_FAILURE() << to_text(fault);
  EXPECT_GE(loaded.set.rules.size(), 25U);
  EXPECT_NE(loaded.set.find_profile("m365"), nullptr);
  EXPECT_NE(loaded.set.find_profile("office365-2018"), nullptr);
}

TEST(Schema, NamesEveryWordOfTheLoader) {
  const auto expect_words = [](auto words) {
    for (const Word word : words) {
      const std::string item = "<xs:enumeration value=\"" + std::string(word) + "\"/>";
      EXPECT_NE(embedded_schema().find(item), std::string_view::npos) << word;
    }
  };
  expect_words(kSeverityWords);
  expect_words(kVerdictWords);
  expect_words(kTypeWords);
  expect_words(kMachineStackWords);
  expect_words(kUserStackWords);
  expect_words(kStateWords);
  expect_words(kProtocols);
  expect_words(kReadAsWords);
  expect_words(kTargetWords);
  expect_words(kRegLineWords);
  expect_words(kRootWords);
  for (const Word word : kOperatorWords) {
    EXPECT_NE(embedded_schema().find("<xs:attribute name=\"" + std::string(word) + "\""), std::string_view::npos);
    EXPECT_TRUE(find_operator(word).has_value());
  }
}

}  // namespace
}  // namespace rules::test
