// Facts that one of several keys tells.

#include <gtest/gtest.h>

#include <string>

#include "audit/facts.h"
#include "rules/rule_set.h"
#include "tests/audit/judged_machine.h"

namespace {

using audit::Doubt;
using audit::Fact;
using hiveaudit_tests::kSoftware;
using hiveaudit_tests::kSystem;

const std::string kUninstall = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Uninstall\\";

std::string product(const std::string& key, const std::string& name, const std::string& version) {
  return kUninstall + key + "]\n\"DisplayName\"=\"" + name + "\"\n\"DisplayVersion\"=\"" + version + "\"\n";
}

Fact fact_of(const std::string& read, const hive::Installation& machine) {
  const std::string facts =
      "<facts xmlns=\"urn:hiveaudit:rules:1\" version=\"1.0\"><fact id=\"product.version\" "
      "title=\"The product\">" +
      read + "<basis confidence=\"high\" sources=\"S1\"/></fact></facts>";
  const rules::LoadedRules loaded = rules::load_rules(
      {{"facts.xml", facts},
       {"sources.xml",
        "<sources xmlns=\"urn:hiveaudit:rules:1\" version=\"1.0\"><source id=\"S1\">One</source></sources>"}});
  for (const rules::RuleFault& fault : loaded.faults) ADD_FAILURE() << rules::to_text(fault);
  const audit::Facts found = audit::collect_facts(loaded.set.facts, machine, {});
  const Fact* fact = found.find("product.version");
  EXPECT_NE(fact, nullptr);
  return fact != nullptr ? *fact : Fact{};
}

std::string read(const std::string& pick) {
  return R"(<read key="HKLM\SOFTWARE\Uninstall\*" where-name="DisplayName" where-matches="^Connect( V2)?$" )"
         R"(name="DisplayVersion" type="REG_SZ" as="version" pick=")" +
         pick + "\"/>";
}

Fact fact_of(const std::string& how, const std::string& text) {
  return fact_of(how, hiveaudit_tests::machine_of(std::string(kSystem) + std::string(kSoftware) + text));
}

const std::string kThree = product("{1}", "Connect", "1.6.2.0") + product("{2}", "Connect V2", "1.10.0.0") +
                           product("{3}", "Other", "9.0") + kUninstall + "{4}]\n";

TEST(AskMatching, TheLowestOrTheHighestOfThoseThatAreMeant) {
  const Fact highest = fact_of(read("highest"), kThree);
  EXPECT_EQ(highest.state, Fact::State::known);
  EXPECT_EQ(highest.value, "1.10.0.0") << "numbers, not text";
  ASSERT_TRUE(highest.seen);
  EXPECT_EQ(highest.seen->path.segments.back(), "{2}");
  EXPECT_EQ(fact_of(read("lowest"), kThree).value, "1.6.2.0");
  EXPECT_EQ(fact_of(read("highest"), product("{3}", "Other", "9.0")).state, Fact::State::absent);
  EXPECT_EQ(fact_of(read("highest"), "").state, Fact::State::absent);
}

TEST(AskMatching, TextIsTheFirstByNameAndAKeyIsThereOrNot) {
  const std::string text = R"(<read key="HKLM\SOFTWARE\Uninstall\*" name="DisplayName" type="REG_SZ"/>)";
  EXPECT_EQ(fact_of(text, product("b", "Second", "1") + product("A", "First", "1")).value, "First");
  const std::string key =
      R"(<read key="HKLM\SOFTWARE\Uninstall\*" where-name="DisplayName" where-matches="^Connect" as="key"/>)";
  EXPECT_EQ(fact_of(key, kThree).value, "yes");
  EXPECT_EQ(fact_of(key, product("{3}", "Other", "9.0")).state, Fact::State::absent);
}

TEST(AskMatching, WhatCannotBeToldIsUnknown) {
  const Fact no_version = fact_of(read("highest"), kThree + product("{5}", "Connect", "beta"));
  EXPECT_EQ(no_version.state, Fact::State::unknown);
  EXPECT_EQ(no_version.doubt, Doubt::unreadable);
  EXPECT_NE(no_version.why_unknown.find("{5}"), std::string::npos) << no_version.why_unknown;
  EXPECT_EQ(fact_of(read("highest"), kThree + kUninstall + "{6}]\n\"DisplayName\"=dword:1\n").doubt, Doubt::unreadable);
  EXPECT_EQ(fact_of(read("highest"), hiveaudit_tests::machine_of(kSystem)).doubt, Doubt::hive_absent);
  const auto hand = hive::installation_from_text("hand.reg", product("{1}", "Connect", "1.6.2.0"));
  EXPECT_EQ(fact_of(read("highest"), hand).state, Fact::State::unknown)
      << "a text does not tell that it is the highest";
}

}  // namespace
