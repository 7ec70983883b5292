#include "audit/facts.h"

#include <gtest/gtest.h>

#include "audit/collect_facts.h"
#include "tests/audit/judged_machine.h"

namespace {

using audit::Doubt;
using audit::Fact;
using audit::Truth;
using hiveaudit_tests::kSoftware;
using hiveaudit_tests::kSystem;
using hiveaudit_tests::kUser;

const std::string kVersionKey = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion]\n";
const std::string kPackages =
    "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\Packages\\";

audit::Facts facts_of(const std::string& text, std::string_view os = "", bool force = false) {
  const hive::Installation machine = hiveaudit_tests::machine_of(text);
  audit::OsOption option = hiveaudit_tests::os_of(os);
  option.force = force;
  return audit::collect_facts(hiveaudit_tests::rulebook().facts, machine, option);
}

std::string package(const std::string& identity, const std::string& state) {
  return kPackages + identity + "]\n\"CurrentState\"=dword:" + state + "\n";
}

TEST(Facts, PlacesAreTriedInOrder) {
  EXPECT_EQ(facts_of(kVersionKey + "\"CurrentBuildNumber\"=\"9600\"\n\"CurrentBuild\"=\"7601\"\n").text("os.build"),
            "9600");
  EXPECT_EQ(facts_of(kVersionKey + "\"CurrentBuild\"=\"7601\"\n").number("os.build"), 7601U);
}

TEST(Facts, ABuildThatIsNoNumberIsUnreadableAndNotGuessed) {
  const audit::Facts facts = facts_of(kVersionKey + "\"CurrentBuildNumber\"=\"76o1\"\n");
  const Fact* build = facts.find("os.build");
  ASSERT_NE(build, nullptr);
  EXPECT_EQ(build->state, Fact::State::unknown);
  EXPECT_EQ(build->doubt, Doubt::unreadable);
  EXPECT_NE(build->why_unknown.find("--os BUILD"), std::string::npos);
}

TEST(Facts, ALoneUserHiveTellsTheBuildOfTheLastLogon) {
  const std::string key = "\\Software\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon]\n\"BuildNumber\"=dword:";
  const audit::Facts facts = facts_of("[HKEY_USERS\\alice" + key + "1db1\n[HKEY_USERS\\bob" + key + "4a65\n");
  EXPECT_EQ(facts.number("os.build"), 19045U) << "the highest number wins, not the greatest text";
}

TEST(Facts, WithoutAnyHiveOfItTheBuildIsUnknownAndTheFlagIsNamed) {
  const audit::Facts facts = facts_of(std::string(kSystem));
  const Fact* build = facts.find("os.build");
  ASSERT_NE(build, nullptr);
  EXPECT_EQ(build->doubt, Doubt::unknown_os);
  EXPECT_NE(build->why_unknown.find("--os BUILD[.UBR][:client|:server][:x86|:x64|:arm64]"), std::string::npos);
}

TEST(Facts, TheOptionFillsWhatTheHivesDoNotSay) {
  const audit::Facts facts = facts_of(std::string(kSystem), "7601.24000:server:x64");
  EXPECT_EQ(facts.number("os.build"), 7601U);
  EXPECT_EQ(facts.number("os.ubr"), 24000U);
  EXPECT_EQ(facts.text("os.type"), "server");
  EXPECT_EQ(facts.text("os.arch"), "x64");
  EXPECT_TRUE(facts.find("os.build")->from_option);
  EXPECT_TRUE(facts.notes.empty());
}

TEST(Facts, TheHivesWinOverTheOptionAndTheReportSaysSo) {
  const std::string text = kVersionKey + "\"CurrentBuildNumber\"=\"9600\"\n\"UBR\"=dword:64\n";
  const audit::Facts facts = facts_of(text, "7601.5");
  EXPECT_EQ(facts.number("os.build"), 9600U);
  EXPECT_EQ(facts.number("os.ubr"), 100U) << "the revision belongs to the build of the option";
  ASSERT_EQ(facts.notes.size(), 1U);
  EXPECT_EQ(facts.notes[0].code, "os-contradiction");

  const audit::Facts forced = facts_of(text, "7601", true);
  EXPECT_EQ(forced.number("os.build"), 7601U);
  EXPECT_FALSE(forced.number("os.ubr")) << "the revision of 9600 says nothing about 7601";
  EXPECT_EQ(forced.notes.size(), 1U);
}

TEST(Facts, PackageNamesAreParsedStrictly) {
  EXPECT_EQ(audit::kb_of_package("Package_for_KB3140245~31bf3856ad364e35~amd64~~6.1.1.0"), "3140245");
  EXPECT_EQ(audit::kb_of_package("Package_12_for_KB3140245~31bf"), "3140245");
  EXPECT_EQ(audit::kb_of_package("package_1_for_kb976902_SP1~31bf"), "976902");
  EXPECT_EQ(audit::kb_of_package("Package_for_KB3140245"), "");
  EXPECT_EQ(audit::kb_of_package("Package_for_KB~31bf"), "");
  EXPECT_EQ(audit::kb_of_package("Package_for_KB3140245_~31bf"), "");
  EXPECT_EQ(audit::kb_of_package("Package_1for_KB3140245~31bf"), "");
  EXPECT_EQ(audit::kb_of_package("My_Package_for_KB3140245~31bf"), "");
  EXPECT_EQ(audit::kb_of_package("Package_for_RollupFix~31bf3856ad364e35~amd64~~7601.24168.1.2"), "");
}

TEST(Facts, AnUpdateIsMetByTheStateOfItsPackage) {
  const std::string name = "Package_for_KB3140245~31bf3856ad364e35~amd64~~6.1.1.0";
  for (const char* state : {"50", "60", "70", "80"}) {
    EXPECT_EQ(facts_of(package(name, state), "7601").text("os.kb3140245"), "met") << state;
  }
  for (const char* state : {"0", "5", "10", "20", "30", "40"}) {
    EXPECT_EQ(facts_of(package(name, state), "7601").text("os.kb3140245"), "not met") << state;
  }
  for (const char* state : {"65", "ffffff9c"}) {
    const audit::Facts facts = facts_of(package(name, state), "7601");
    EXPECT_EQ(facts.find("os.kb3140245")->state, Fact::State::unknown) << state;
    EXPECT_EQ(facts.find("os.kb3140245")->doubt, Doubt::unknown_fact) << state;
  }
}

TEST(Facts, ARollupCountsFromItsVersionOnAndOnlyForItsOwnBuild) {
  const auto answer = [](const std::string& version, const std::string& state = "70") {
    return facts_of(package("Package_for_RollupFix~31bf3856ad364e35~amd64~~" + version, state), "7601");
  };
  const audit::Facts later = answer("7601.24540.1.5");
  EXPECT_EQ(later.text("os.kb3140245"), "met");
  EXPECT_TRUE(later.find("os.kb3140245")->likely);
  EXPECT_NE(later.find("os.kb3140245")->confidence, rules::Confidence::high);
  EXPECT_EQ(answer("7601.20000.1.5").text("os.kb3140245"), "not met");
  EXPECT_EQ(answer("9600.99999.1.5").text("os.kb3140245"), "not met") << "another build's rollup proves nothing";
  EXPECT_EQ(answer("7601.24540.1.5", "0").text("os.kb3140245"), "not met");
  EXPECT_EQ(answer("nonsense").text("os.kb3140245"), "not met");
}

TEST(Facts, WithoutAListOfPackagesAnUpdateIsUnknown) {
  const audit::Facts no_list = facts_of(std::string(kSystem) + std::string(kSoftware), "7601");
  EXPECT_EQ(no_list.find("os.kb3140245")->state, Fact::State::unknown);
  EXPECT_EQ(no_list.find("os.kb3140245")->doubt, Doubt::unknown_fact);
  const audit::Facts no_hive = facts_of(std::string(kSystem), "7601");
  EXPECT_EQ(no_hive.find("os.kb3140245")->doubt, Doubt::hive_absent);
}

TEST(Facts, TheRevisionDecidesWhereItIsKnown) {
  EXPECT_EQ(facts_of(std::string(kSystem), "17763.3469").text("os.kb5017811"), "met");
  EXPECT_EQ(facts_of(std::string(kSystem), "17763.3468").text("os.kb5017811"), "not met");
  const audit::Facts open = facts_of(std::string(kSoftware), "17763");
  EXPECT_EQ(open.find("os.kb5017811")->state, Fact::State::unknown);
  EXPECT_NE(open.find("os.kb5017811")->why_unknown.find("--os BUILD.UBR"), std::string::npos);
  EXPECT_EQ(facts_of(std::string(kSystem), "19045").text("os.kb5017811"), "met") << "part of the system";
  EXPECT_EQ(facts_of(std::string(kSystem), "9600").find("os.kb5017811")->state, Fact::State::absent);
}

TEST(Truths, NoBeatsUnknownAndUnknownBeatsYes) {
  const audit::Facts facts = facts_of(std::string(kSystem), "7601");
  rules::Machines machines;
  machines.build_min = machines.build_max = 7601;
  EXPECT_EQ(audit::holds(machines, facts).is, Truth::Is::yes);
  machines.type = "server";
  EXPECT_EQ(audit::holds(machines, facts).is, Truth::Is::unknown);
  EXPECT_EQ(audit::holds(machines, facts).doubt, Doubt::unknown_os);
  machines.build_min = machines.build_max = 9600;
  EXPECT_EQ(audit::holds(machines, facts).is, Truth::Is::no);

  rules::Applies any;
  any.machines.resize(2, machines);
  any.machines[1] = rules::Machines{};
  EXPECT_EQ(audit::holds(any, facts).is, Truth::Is::yes) << "any of the machines is enough";
}

TEST(Truths, AnUnknownFactNeverHolds) {
  const audit::Facts facts = facts_of(std::string(kSystem), "7601");
  rules::FactCondition condition{"os.kb3140245", {rules::Operator::equals, {}, {"met"}}, false};
  EXPECT_EQ(audit::holds(condition, facts).is, Truth::Is::unknown);
  condition.fact = "no.such.fact";
  EXPECT_EQ(audit::holds(condition, facts).is, Truth::Is::unknown);
  condition.fact = "os.kb5017811";
  EXPECT_EQ(audit::holds(condition, facts).is, Truth::Is::no) << "absent";
  condition.absent_meets = true;
  EXPECT_EQ(audit::holds(condition, facts).is, Truth::Is::yes);
}

TEST(Truths, TheStrongerDoubtIsKept) {
  EXPECT_EQ(audit::worse(Doubt::hive_absent, Doubt::unknown_fact), Doubt::unknown_fact);
  EXPECT_EQ(audit::worse(Doubt::unknown_os, Doubt::unreadable), Doubt::unreadable);
  EXPECT_EQ(audit::worse(Doubt::none, Doubt::hive_absent), Doubt::hive_absent);
}

}  // namespace
