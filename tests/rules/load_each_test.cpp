// <each> and reads with wildcards: what is loaded, and what is refused.
#include <gtest/gtest.h>

#include "rules/rule.h"
#include "tests/rules/small_rulebook.h"

namespace rules::test {
namespace {

constexpr std::string_view kFact = R"(<fact id="update.kb" equals="met" absent="error"/>)";
constexpr std::string_view kEach = R"(<each key="HKLM\SOFTWARE\P\*" none="pass" view="both">
<where name="Version" type="REG_SZ" matches="^12"/><where name="On" type="REG_DWORD" exists="true"/>
<any><value id="deep" key=".\Sub\Key" name="V" type="REG_DWORD" equals="1" absent="fail"/>
<subkeys key="." only="a"/></any>
</each>)";

TEST(LoadEach, PatternConditionsAndTestsOfTheKey) {
  std::vector<RuleFile> files = changed(kFact, kEach);
  files = changed(R"(<set ref="enabled" data="1"/>)", R"(<set ref="deep" data="1"/>)", std::move(files));
  EXPECT_EQ(faults_of(files), std::vector<std::string>{});
  const LoadedRules loaded = load_rules(files);
  const Rule& rule = loaded.set.rules.at(0);
  const auto& each = std::get<EachCheck>(std::get<GroupCheck>(rule.check.test).checks.at(3).test);
  EXPECT_EQ(hive::to_text(each.key), "HKLM\\SOFTWARE\\P\\*");
  EXPECT_EQ(each.none, AbsentMeans::pass);
  EXPECT_EQ(each.view, View::both);
  ASSERT_EQ(each.where.size(), 2U);
  EXPECT_EQ(each.where[0].name, "Version");
  EXPECT_EQ(each.where[0].expectation.op, Operator::matches);
  EXPECT_EQ(each.where[1].type, hive::ValueType::dword);
  ASSERT_EQ(each.checks.size(), 1U);
  const hive::RegistryPath key{hive::Root::hklm, {"SOFTWARE", "Wow6432Node", "P", "x"}};
  const Check bound = bound_to(key, each.key.segments.size(), each.checks[0]);
  const auto& group = std::get<GroupCheck>(bound.test);
  EXPECT_EQ(hive::to_text(std::get<ValueCheck>(group.checks[0].test).key),
            "HKLM\\SOFTWARE\\Wow6432Node\\P\\x\\Sub\\Key");
  EXPECT_EQ(hive::to_text(std::get<NamesCheck>(group.checks[1].test).key), "HKLM\\SOFTWARE\\Wow6432Node\\P\\x");
  ASSERT_EQ(rule.fix.size(), 2U);
  EXPECT_EQ(rule.fix[0].each_depth, 3U);
  EXPECT_EQ(rule.fix[0].view, View::both);
  EXPECT_EQ(rule.fix[1].each_depth, 0U);
}

/// The faults of a rulebook with this <each> in the place of the fact, which stands in line 12.
std::vector<std::string> faults_with(std::string_view each) { return faults_of(changed(kFact, each)); }

TEST(LoadEach, Refused) {
  const std::string value = R"(<value key="." name="V" type="REG_DWORD" equals="1" absent="fail"/></each>)";
  const auto faults = [&](const std::string& key) {
    return faults_with("<each key=\"" + key + "\" none=\"pass\">" + value);
  };
  using Faults = std::vector<std::string>;
  EXPECT_EQ(faults(R"(HKLM\SOFTWARE\*\A\*\B\*)"), Faults{});
  EXPECT_EQ(faults(R"(HKCU\Software\*)").size(), 1U) << "a key of users in a rule about the machine";
  EXPECT_EQ(faults(R"(HKLM\SOFTWARE\*\*\*\*)"), Faults{"rules.xml:12:12: a key has at most 3 *"});
  EXPECT_EQ(faults(R"(HKLM\SOFTWARE\A*)"), Faults{R"(rules.xml:12:12: "A*": key names have no wildcards here)"});
  EXPECT_EQ(faults(R"(HKLM\*)"), Faults{"rules.xml:12:12: a * cannot stand for a hive"});
  EXPECT_EQ(faults(R"(HKLM\SYSTEM\*\Services)"),
            Faults{"rules.xml:12:12: a * cannot stand for a control set: write CurrentControlSet"});
  EXPECT_EQ(faults(R"(HKLM\SOFTWARE\A)"),
            Faults{"rules.xml:12:12: <each> needs a * in its key: of one key ask without <each>"});
  EXPECT_EQ(faults_with(R"(<each key="HKLM\SOFTWARE\*">)" + value),
            Faults{R"(rules.xml:12:2: <each> has no attribute "none")"});
  EXPECT_EQ(faults_with(R"(<each key="HKLM\SOFTWARE\*" none="pass"/>)"),
            Faults{"rules.xml:12:2: <each> has no <all> or <any> or <none> or <value> or <subkeys> or <values> or "
                   "<fact> or <own-certificate>"});
}

TEST(LoadEach, TestsOfTheKeyNameItsOwnKeys) {
  const auto faults = [](const std::string& test) {
    return faults_with(R"(<each key="HKLM\SOFTWARE\*" none="pass">)" + test + "</each>");
  };
  using Faults = std::vector<std::string>;
  const std::string rest = R"( name="V" type="REG_DWORD" equals="1" absent="fail"/>)";
  EXPECT_EQ(faults(R"(<value key="HKLM\SOFTWARE\X")" + rest),
            Faults{R"(rules.xml:12:53: "HKLM\SOFTWARE\X": below <each> a key is . or .\Name)"});
  EXPECT_EQ(faults(R"(<value key=".\")" + rest), Faults{R"(rules.xml:12:53: ".\": below <each> a key is . or .\Name)"});
  EXPECT_EQ(faults(R"(<value key=".\*")" + rest), Faults{R"(rules.xml:12:53: "*": key names have no wildcards here)"});
  EXPECT_EQ(faults(R"(<value key="." view="both")" + rest),
            Faults{R"(rules.xml:12:56: unknown attribute "view" of <value>)"});
  EXPECT_EQ(faults(R"(<where name="V" type="REG_SZ" at-least="1"/><value key=".")" + rest),
            Faults{R"(rules.xml:12:81: at-least does not fit REG_SZ)"});
  EXPECT_EQ(faults(R"(<effective stack="schannel-client" protocol="TLS 1.2" is="on"/>)").size(), 2U);
  EXPECT_EQ(faults(R"(<each key="HKLM\SOFTWARE\*" none="pass"/>)").size(), 2U);
}

constexpr std::string_view kRead =
    R"(<read key="HKLM\SOFTWARE\CurrentVersion" name="CurrentBuild" type="REG_SZ" as="number" otherwise="absent"><map from="a*" to="1"/></read>)";

TEST(LoadEach, ReadsOfSeveralKeys) {
  const auto files = changed(
      kRead,
      R"(<read key="HKLM\SOFTWARE\*" where-name="N" where-matches="^x" name="V" type="REG_SZ" as="version" pick="lowest"/>)");
  EXPECT_EQ(faults_of(files), std::vector<std::string>{});
  const LoadedRules loaded = load_rules(files);
  const FactPlace& place = loaded.set.facts.at(0).places.at(0);
  EXPECT_EQ(place.where_name, "N");
  EXPECT_EQ(place.where_matches, "^x");
  EXPECT_EQ(place.pick, Pick::lowest);
}

TEST(LoadEach, ReadsRefused) {
  const auto faults = [](const std::string& read) { return faults_of(changed(kRead, "<read " + read + "/>")); };
  using Faults = std::vector<std::string>;
  const std::string value = R"(name="V" type="REG_SZ" )";
  EXPECT_EQ(faults(value + R"(key="HKLM\SOFTWARE\*")"), Faults{});
  EXPECT_EQ(faults(value + R"(key="HKLM\SOFTWARE\*" as="version")"),
            Faults{"facts.xml:3:2: a version of several keys needs pick"});
  EXPECT_EQ(faults(value + R"(key="HKLM\SOFTWARE\*" pick="lowest")"),
            Faults{R"(facts.xml:3:2: pick compares numbers and versions, not as="text")"});
  EXPECT_EQ(faults(value + R"(key="HKLM\SOFTWARE\*" where-name="N")"),
            Faults{"facts.xml:3:2: <read> needs where-name and where-matches, both or neither"});
  EXPECT_EQ(faults(value + R"(key="HKLM\SOFTWARE\X" as="number" pick="lowest")"),
            Faults{"facts.xml:3:70: pick needs a * in the key"});
  EXPECT_EQ(faults(value + R"(key="HKLM\SOFTWARE\X*")"),
            Faults{R"(facts.xml:3:35: "X*": key names have no wildcards here)"});
}

}  // namespace
}  // namespace rules::test
