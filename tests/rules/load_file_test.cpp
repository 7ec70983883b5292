// <file> in facts and in the cases of rules.
#include <gtest/gtest.h>

#include "tests/rules/small_rulebook.h"

namespace rules::test {
namespace {

using Faults = std::vector<std::string>;

constexpr std::string_view kRead =
    R"(<read key="HKLM\SOFTWARE\CurrentVersion" name="CurrentBuild" type="REG_SZ" as="number" otherwise="absent"><map from="a*" to="1"/></read>)";

TEST(LoadFile, AFixedPathOrAValueThatNamesIt) {
  const auto files = changed(kRead, R"(<file path="%SystemRoot%\System32\x.dll"/>
<file key="HKLM\SOFTWARE\Lync" name="Folder" append="a\lync.exe" view="wow6432"/><read key="HKLM\SOFTWARE\X" as="key"/>)");
  EXPECT_EQ(faults_of(files), Faults{});
  const LoadedRules loaded = load_rules(files);
  const std::vector<FactPlace>& places = loaded.set.facts.at(0).places;
  ASSERT_EQ(places.size(), 3U);
  ASSERT_TRUE(places[0].file);
  EXPECT_EQ(places[0].file->path, "%SystemRoot%\\System32\\x.dll");
  EXPECT_EQ(places[0].as, "version");
  ASSERT_TRUE(places[1].file);
  EXPECT_EQ(places[1].file->append, "a\\lync.exe");
  EXPECT_TRUE(places[1].file->wow6432);
  EXPECT_FALSE(places[2].file);
}

TEST(LoadFile, Refused) {
  const auto faults = [](const std::string& file) { return faults_of(changed(kRead, "<file " + file + "/>")).size(); };
  EXPECT_EQ(faults(R"(path="%ProgramFiles(x86)%\a b\c.exe")"), 0U);
  EXPECT_EQ(faults(R"(path="C:\Windows\x.dll")"), 1U);
  EXPECT_EQ(faults(R"(path="%SystemRoot%")"), 1U);
  EXPECT_EQ(faults(R"(path="%TEMP%\x.dll")"), 1U);
  EXPECT_EQ(faults(R"(path="%SystemRoot%\..\x.dll")"), 1U);
  EXPECT_EQ(faults(R"(path="%SystemRoot%\\x.dll")"), 1U);
  EXPECT_EQ(faults(R"(path="%SystemRoot%\*.dll")"), 1U);
  EXPECT_EQ(faults(R"(path="%SystemRoot%\x.dll" key="HKLM\SOFTWARE\X")"), 1U);
  EXPECT_EQ(faults(R"(key="HKLM\SOFTWARE\X")"), 1U);
  EXPECT_EQ(faults(R"(key="HKCU\Software\X" name="Y")"), 1U);
  EXPECT_EQ(faults(R"(key="HKLM\SOFTWARE\*" name="Y")"), 1U);
  EXPECT_EQ(faults(R"(key="HKLM\SOFTWARE\X" name="Y" append="..\x.exe")"), 1U);
}

TEST(LoadFile, CasesStateTheirFiles) {
  const auto with = [](const std::string& file) {
    return changed("<given/></test>", "<given/><file " + file + "/></test>");
  };
  const auto files = with(R"(path="%SystemRoot%\System32\x.dll" version="6.1.7601.23375")");
  EXPECT_EQ(faults_of(files), Faults{});
  const LoadedRules loaded = load_rules(files);
  const Case& test = loaded.set.rules.at(0).cases.at(1);
  ASSERT_EQ(test.files.size(), 1U);
  EXPECT_EQ(test.files[0].second, "6.1.7601.23375");
  EXPECT_EQ(faults_of(with(R"(path="x" version="absent")")), Faults{});
  EXPECT_EQ(faults_of(with(R"(path="x" version="new")")).size(), 1U);
  EXPECT_EQ(faults_of(with(R"(path="x")")).size(), 1U);
}

}  // namespace
}  // namespace rules::test
