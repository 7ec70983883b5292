// <each>: every key that a pattern matches, and what cannot be listed.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "audit/observation.h"
#include "audit/observed_value.h"
#include "audit/rows.h"
#include "hive/limits.h"
#include "tests/audit/judged_machine.h"

namespace {

using audit::Finding;
using audit::Verdict;
using hiveaudit_tests::JudgedMachine;
using hiveaudit_tests::kAll;
using hiveaudit_tests::kSoftware;

const std::string kBindings = "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\HTTP\\Bindings";
const std::string kFlags =
    R"(<each key="HKLM\SYSTEM\CurrentControlSet\Services\HTTP\Bindings\*" none="not_applicable">
<value id="flags" key="." name="Flags" type="REG_DWORD" bits-clear="0x1000" absent="pass"/></each>)";

/// A rulebook of one rule with this check.
rules::LoadedRules rulebook_of(const std::string& check, const std::string& scope = "machine",
                               const std::string& fix = "") {
  const std::string rule =
      "<rules xmlns=\"urn:hiveaudit:rules:1\" version=\"1.0\"><rule id=\"TST0001\" severity=\"high\" area=\"Test\" "
      "tags=\"test\" scope=\"" +
      scope + "\" requirements=\"R-01\"><title>T</title><why>W</why><check>" + check + "</check>" + fix +
      "<basis confidence=\"high\" sources=\"S1\"/><test name=\"a\" expect=\"pass\"><given/></test><test name=\"b\" "
      "expect=\"fail\"><given/></test></rule></rules>";
  rules::LoadedRules loaded = rules::load_rules(
      {{"rules.xml", rule},
       {"requirements.xml",
        "<requirements xmlns=\"urn:hiveaudit:rules:1\" version=\"1.0\"><requirement id=\"R-01\" product=\"P\" "
        "decidable=\"hive\" confidence=\"high\" sources=\"S1\"><text>T</text></requirement></requirements>"},
       {"sources.xml",
        "<sources xmlns=\"urn:hiveaudit:rules:1\" version=\"1.0\"><source id=\"S1\">One</source></sources>"}});
  for (const rules::RuleFault& fault : loaded.faults) ADD_FAILURE() << rules::to_text(fault);
  return loaded;
}

Finding finding_of(const rules::Rule& rule, const hive::Installation& machine, std::string_view os) {
  const audit::Facts facts =
      audit::collect_facts(hiveaudit_tests::rulebook().facts, machine, hiveaudit_tests::os_of(os));
  auto findings = audit::evaluate(rule, rule.severity, audit::Judged{machine, facts, {}});
  EXPECT_EQ(findings.size(), 1U);
  if (findings.empty()) return {};
  findings.front().rule = nullptr;  // it does not outlive its rulebook
  return findings.front();
}

Finding finding(const std::string& check, const std::string& text, const std::string& scope = "machine",
                std::string_view os = "19045:client:x64") {
  const rules::LoadedRules loaded = rulebook_of(check, scope);
  return finding_of(loaded.set.rules.at(0), hiveaudit_tests::machine_of(text), os);
}

std::string word(const Finding& finding) {
  return std::string(audit::name_of(finding.verdict)) + (finding.error_code ? " " + *finding.error_code : "");
}

std::string binding(const std::string& name, const std::string& flags) {
  return "[" + kBindings + "\\" + name + "]\n\"Flags\"=" + flags + "\n";
}

/// A rule's row over 80 keys that all fail, one of which stands behind what reports list.
audit::FindingRow row_of_many(const std::string& name, const std::string& flags) {
  std::string text = kAll;
  for (int i = 100; i < 180; ++i) {
    text += i == 170 ? binding(name, flags) : binding("10.0.0." + std::to_string(i) + ":443", "dword:1000");
  }
  Finding found = finding(kFlags, text);
  const rules::LoadedRules loaded = rulebook_of(kFlags);
  found.rule = &loaded.set.rules.at(0);
  return audit::finding_row(found, {}, [](const hive::Lookup&) { return hive::SecondAnswer{}; });
}

TEST(EvaluateEach, WhatLiesBehindTheCutIsSeen) {
  const audit::FindingRow row = row_of_many("10.0.0.170:443", "dword:1000");
  EXPECT_GT(row.evidence_left_out.value_or(0), 0U);
  ASSERT_TRUE(row.observed);
  EXPECT_TRUE(audit::saw_the_same(row, {}, row_of_many("10.0.0.170:443", "dword:1000"), {}));
  EXPECT_FALSE(audit::saw_the_same(row, {}, row_of_many("10.0.0.170:8443", "dword:1000"), {}));
  EXPECT_FALSE(audit::saw_the_same(row, {}, row_of_many("10.0.0.170:443", "dword:11001000"), {}));
  audit::FindingRow bare = row;
  bare.observed.reset();
  EXPECT_FALSE(audit::saw_the_same(bare, {}, bare, {})) << "nothing tells what was left out";
  EXPECT_FALSE(audit::telling_value(row, {}));
}

TEST(EvaluateEach, EachKeyMustHold) {
  const std::string good = kAll + binding("0.0.0.0:443", "dword:1") + binding("0.0.0.0:8443", "dword:0");
  EXPECT_EQ(word(finding(kFlags, good)), "pass");
  const Finding bad = finding(kFlags, good + binding("0.0.0.0:9443", "dword:1000"));
  EXPECT_EQ(word(bad), "fail");
  EXPECT_NE(bad.message.find("0.0.0.0:9443"), std::string::npos) << bad.message;
  EXPECT_EQ(bad.message.find("8443"), std::string::npos) << bad.message;
  ASSERT_FALSE(bad.evidence.empty());
  EXPECT_EQ(bad.evidence[0]->path.segments.back(), "0.0.0.0:9443");
  EXPECT_EQ(bad.evidence[0]->stored_segments.front(), "ControlSet001") << "the control set that Select names";
  EXPECT_EQ(word(finding(kFlags, good + binding("x", "\"1\""))), "fail") << "another type";
}

TEST(EvaluateEach, NoKeyIsWhatTheRuleSays) {
  const auto with = [](const std::string& none) {
    std::string check = kFlags;
    check.replace(check.find("not_applicable"), 14, none);
    return finding(check, kAll);
  };
  EXPECT_EQ(word(with("pass")), "pass");
  EXPECT_EQ(word(with("fail")), "fail");
  EXPECT_EQ(word(with("error")), "error unknown_fact");
  const Finding none = with("not_applicable");
  EXPECT_EQ(word(none), "not_applicable");
  ASSERT_FALSE(none.evidence.empty());
  EXPECT_EQ(none.evidence[0]->presence, hive::Presence::absent);
  EXPECT_FALSE(none.evidence[0]->deepest_key.empty());
  EXPECT_EQ(word(finding(kFlags, kAll + "[" + kBindings + "]\n")), "not_applicable") << "a list without keys";
  EXPECT_EQ(word(finding(kFlags, std::string(kSoftware))), "not_checked") << "no SYSTEM hive";
}

const std::string kWhere = R"(<each key="HKLM\SOFTWARE\Products\*" none="not_applicable">
<where name="Version" type="REG_SZ" matches="^12\.0\."/><where name="Kind" type="REG_DWORD" equals="1"/>
<value key=".\Settings" name="On" type="REG_DWORD" equals="1" absent="fail"/></each>)";
const std::string kProducts = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Products\\";

TEST(EvaluateEach, OnlyKeysThatAreMeantCount) {
  const std::string meant = kProducts + "A]\n\"Version\"=\"12.0.1\"\n\"Kind\"=dword:1\n";
  const std::string settings = kProducts + "A\\Settings]\n\"On\"=dword:1\n";
  EXPECT_EQ(word(finding(kWhere, kAll + meant + settings)), "pass");
  const Finding bad = finding(kWhere, kAll + meant);
  EXPECT_EQ(word(bad), "fail");
  EXPECT_NE(bad.message.find("A\\Settings\\On"), std::string::npos) << bad.message;
  EXPECT_EQ(word(finding(kWhere, kAll + kProducts + "A]\n\"Version\"=\"13.0.1\"\n\"Kind\"=dword:1\n")),
            "not_applicable");
  EXPECT_EQ(word(finding(kWhere, kAll + kProducts + "A]\n\"Version\"=\"12.0.1\"\n\"Kind\"=dword:2\n")),
            "not_applicable");
  const Finding without = finding(kWhere, kAll + kProducts + "A]\n\"Version\"=\"12.0.1\"\n");
  EXPECT_EQ(word(without), "not_applicable") << "a key without the value is not meant";
  EXPECT_NE(without.message.find("where Version"), std::string::npos) << without.message;
}

TEST(EvaluateEach, AConditionOfAnotherTypeLeavesItOpen) {
  const std::string odd =
      kProducts + "A]\n\"Version\"=dword:c\n\"Kind\"=dword:1\n" + kProducts + "A\\Settings]\n\"On\"=dword:1\n";
  const Finding open = finding(kWhere, kAll + odd);
  EXPECT_EQ(word(open), "error wrong_type");
  EXPECT_NE(open.message.find("Products\\A\\Version"), std::string::npos) << open.message;
  const std::string other = kProducts + "A]\n\"Version\"=dword:c\n\"Kind\"=dword:2\n";
  EXPECT_EQ(word(finding(kWhere, kAll + other)), "not_applicable") << "the other condition tells that it is not meant";
  const std::string bad = kProducts + "B]\n\"Version\"=\"12.0.9\"\n\"Kind\"=dword:1\n";
  EXPECT_EQ(word(finding(kWhere, kAll + odd + bad)), "fail") << "what fails, fails";
}

TEST(EvaluateEach, BothViewsAndNoneInEither) {
  const std::string check = R"(<each key="HKLM\SOFTWARE\Products\*" none="fail" view="both">
<value key="." name="On" type="REG_DWORD" equals="1" absent="fail"/></each>)";
  const auto key = [](const std::string& node, const std::string& on) {
    return "[HKEY_LOCAL_MACHINE\\SOFTWARE\\" + node + "Products\\A]\n\"On\"=dword:" + on + "\n";
  };
  const std::string wow = "Wow6432Node\\";
  EXPECT_EQ(word(finding(check, kAll)), "fail");
  EXPECT_EQ(word(finding(check, kAll + key("", "1"))), "pass") << "in one view is enough";
  EXPECT_EQ(word(finding(check, kAll + key(wow, "1"))), "pass");
  const Finding bad = finding(check, kAll + key("", "1") + key(wow, "0"));
  EXPECT_EQ(word(bad), "fail");
  EXPECT_NE(bad.message.find("32-bit view"), std::string::npos) << bad.message;
  EXPECT_EQ(word(finding(check, kAll + key("", "1") + key(wow, "0"), "machine", "19045:client:x86")), "pass");
  std::string only_wow = check;
  only_wow.replace(only_wow.find("both"), 4, "wow6432");
  EXPECT_EQ(word(finding(only_wow, kAll + key("", "0") + key(wow, "1"))), "pass");
  EXPECT_EQ(word(finding(only_wow, kAll, "machine", "19045:client:x86")), "not_applicable");
}

TEST(EvaluateEach, UsersGroupsAndTwoStars) {
  const std::string check = R"(<each key="HKCU\Software\Mail\*\Accounts\*" none="pass"><any>
<value key="." name="Tls" type="REG_DWORD" equals="1" absent="fail"/>
<subkeys key=".\Servers" only="modern"/></any></each>)";
  const std::string account = "[HKEY_CURRENT_USER\\Software\\Mail\\Work\\Accounts\\007]\n";
  const std::string servers = "[HKEY_CURRENT_USER\\Software\\Mail\\Work\\Accounts\\007\\Servers\\old]\n";
  EXPECT_EQ(word(finding(check, kAll, "users")), "pass");
  EXPECT_EQ(word(finding(check, kAll + account + servers, "users")), "fail");
  EXPECT_EQ(word(finding(check, kAll + account + "\"Tls\"=dword:1\n" + servers, "users")), "pass");
  const Finding bad = finding(check, kAll + account + servers, "users");
  EXPECT_NE(bad.message.find("007"), std::string::npos) << bad.message;
}

TEST(EvaluateEach, WhatCannotBeListedIsNeverAPass) {
  const std::string text = kAll + binding("0.0.0.0:443", "dword:1") + binding("0.0.0.0:8443", "dword:0");
  const auto keys = hive::parse_reg_text(text, true);
  const auto trees = hive::hive_trees(*keys);
  const auto system = std::ranges::find(*trees, "SYSTEM", &hive::HiveTree::name);
  ASSERT_NE(system, trees->end());
  hive::regf::BuiltHive built = hive::regf::build_located_hive(system->root);
  const auto at = hive::regf::cell_offset(built, hive::regf::CellKind::key,
                                          "ControlSet001\\Services\\HTTP\\Bindings\\0.0.0.0:8443");
  built.bytes.at(static_cast<std::size_t>(at) + 4) = std::byte{'x'};
  const rules::LoadedRules loaded = rulebook_of(kFlags);
  const rules::Rule& rule = loaded.set.rules.at(0);
  const Finding damaged =
      finding_of(rule, hive::installation_from_memory("damaged", {{"SYSTEM", "", built.bytes}}), "19045:client:x64");
  EXPECT_EQ(word(damaged), "error corrupt");
  EXPECT_NE(damaged.message.find("could not all be listed"), std::string::npos) << damaged.message;
}

TEST(EvaluateEach, TheCapIsAnError) {
  hive::regf::BuildKey root;
  root.name = "ROOT";
  root.child("Microsoft").child("Windows NT").child("CurrentVersion");
  hive::regf::BuildKey& list = root.child("Products");
  for (std::size_t i = 0; i <= hive::limits::kMaxMatchedKeys; ++i) {
    hive::regf::BuildKey key;
    key.name = "K" + std::to_string(100'000 + i);
    list.subkeys.push_back(std::move(key));
  }
  const rules::LoadedRules loaded = rulebook_of(R"(<each key="HKLM\SOFTWARE\Products\*" none="pass">
<value key="." name="On" type="REG_DWORD" equals="1" absent="pass"/></each>)");
  const Finding many = finding_of(
      loaded.set.rules.at(0), hive::installation_from_memory("many", {{"SOFTWARE", "", hive::regf::build_hive(root)}}),
      "19045:client:x64");
  EXPECT_EQ(word(many), "error limit_exceeded");
  EXPECT_LE(many.evidence.size(), 200U);
}

TEST(EvaluateEach, ATextSaysWhatItSaysAndNoMore) {
  const rules::LoadedRules loaded = rulebook_of(kFlags);
  const rules::Rule& rule = loaded.set.rules.at(0);
  const auto of_text = [&](const std::string& text) {
    return finding_of(rule, hive::installation_from_text("hand.reg", text), "19045:client:x64");
  };
  const std::string bad = binding("0.0.0.0:443", "dword:00001000");
  const std::string good = binding("0.0.0.0:443", "dword:00000001");
  EXPECT_EQ(word(of_text(bad)), "fail");
  EXPECT_EQ(word(of_text("[HKEY_LOCAL_MACHINE\\SOFTWARE\\X]\n")), "not_checked");
  // A text that was written by hand does not tell that there are no other bindings.
  const Finding partly = of_text(good);
  EXPECT_EQ(word(partly), "not_checked");
  EXPECT_NE(partly.message.find("more of the SYSTEM hive"), std::string::npos) << partly.message;
}

TEST(EvaluateEach, TheChangeIsToldForEachKeyThatFails) {
  const rules::LoadedRules loaded =
      rulebook_of(kFlags, "machine", "<fix><set ref=\"flags\" data=\"0\"/><note>Restart.</note></fix>");
  const rules::Rule& rule = loaded.set.rules.at(0);
  Finding bad =
      finding_of(rule,
                 hiveaudit_tests::machine_of(kAll + binding("0.0.0.0:443", "dword:1") +
                                             binding("0.0.0.0:8443", "dword:1000") + binding("[::]:443", "dword:1000")),
                 "19045:client:x64");
  bad.rule = &rule;
  const audit::FindingRow row =
      audit::finding_row(bad, {"t", "l", "x64", "high"}, [](const hive::Lookup&) { return hive::SecondAnswer{}; });
  ASSERT_EQ(row.fix.size(), 2U);
  const std::string above = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\HTTP\\Bindings\\";
  EXPECT_EQ(row.fix[0].key, above + "0.0.0.0:8443");
  EXPECT_EQ(row.fix[1].key, above + "[::]:443");
  EXPECT_EQ(row.fix[1].name, "Flags");
  EXPECT_EQ(row.fix[1].data, "0");
}

}  // namespace
