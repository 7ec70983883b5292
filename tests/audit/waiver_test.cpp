#include "audit/waiver.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace {

using namespace audit;

constexpr const char* kNow = "2026-11-23T10:00:00Z";

const rules::RuleSet& rulebook() {
  static const rules::RuleSet kSet = [] {
    rules::RuleSet set;
    rules::Rule plain;
    plain.id = "TLS1012";
    rules::Rule heir;
    heir.id = "TLS1101";
    heir.replaces = {"TLS0900"};
    rules::Rule second_heir;
    second_heir.id = "TLS1102";
    second_heir.replaces = {"TLS0900", "TLS0901"};
    set.rules = {plain, heir, second_heir};
    return set;
  }();
  return kSet;
}

std::string file_of(const std::string& waivers) {
  return "<waivers xmlns=\"urn:hiveaudit:waivers:1\">\n" + waivers + "\n</waivers>\n";
}

std::string waiver_of(const std::string& attributes, const std::string& reason = "<reason>r</reason>") {
  return "<waiver " + attributes + ">" + reason + "</waiver>";
}

LoadedWaivers loaded(const std::string& waivers) { return load_waivers({"w.xml", file_of(waivers)}, rulebook(), kNow); }

/// Of the only fault: its message; or all of them.
std::string fault_of(const std::string& waivers) {
  std::string text;
  for (const rules::RuleFault& fault : loaded(waivers).faults) text += (text.empty() ? "" : "|") + fault.message;
  return text;
}

const std::string kWhole = R"(rule="TLS1012" owner="vdi-team" expires="2027-01-31")";

TEST(Waivers, AreReadAsTheyAreWritten) {
  const LoadedWaivers file = loaded(
      R"(<waiver rule="tls1012" target="win2016-*" scope="user:a  b" value="Server\Enabled=0" expires="2027-01-31"
                 owner="vdi-team" ticket="CHG-4411"><reason> Vendor agent
         3.2 needs it. </reason></waiver>)");
  ASSERT_TRUE(file.faults.empty()) << rules::to_text(file.faults[0]);
  ASSERT_EQ(file.waivers.size(), 1U);
  const WaiverRow& row = file.waivers[0].row;
  EXPECT_EQ(row.rule, "TLS1012");
  EXPECT_EQ(row.target, "win2016-*");
  EXPECT_EQ(row.scope, "user:a  b");
  EXPECT_EQ(row.value, "Server\\Enabled=0");
  EXPECT_EQ(row.expires, "2027-01-31");
  EXPECT_EQ(row.owner, "vdi-team");
  EXPECT_EQ(row.ticket, "CHG-4411");
  EXPECT_EQ(row.reason, "Vendor agent 3.2 needs it.");
  EXPECT_EQ(file.waivers[0].rules, std::vector<std::string>{"TLS1012"});
}

TEST(Waivers, WithoutATargetCoverEveryTarget) {
  EXPECT_EQ(loaded(waiver_of(kWhole)).waivers.at(0).row.target, "*");
  EXPECT_EQ(loaded(waiver_of(kWhole)).waivers.at(0).row.scope, std::nullopt);
}

TEST(Waivers, NoneIsAFileToo) {
  EXPECT_TRUE(loaded("").faults.empty());
  EXPECT_TRUE(loaded("").waivers.empty());
}

TEST(Waivers, NeedARuleAnOwnerAReasonAndAnEnd) {
  EXPECT_EQ(fault_of(waiver_of(R"(owner="a" expires="2027-01-31")")), "<waiver> has no attribute \"rule\"");
  EXPECT_EQ(fault_of(waiver_of(R"(rule="TLS1012" expires="2027-01-31")")), "<waiver> has no attribute \"owner\"");
  EXPECT_EQ(fault_of(waiver_of(R"(rule="TLS1012" owner="a")")),
            "<waiver> has no attribute \"expires\": a full date such as 2027-01-31, the end of which ends it");
  EXPECT_EQ(fault_of(waiver_of(kWhole, "")), "<waiver> has no <reason>");
  EXPECT_EQ(fault_of(waiver_of(kWhole, "<reason>  </reason>")), "<reason> has no text");
  EXPECT_EQ(fault_of(waiver_of(R"(rule="TLS1012" owner=" " expires="2027-01-31")")),
            "owner is empty: who answers for it?");
  EXPECT_EQ(fault_of(waiver_of(kWhole, "<reason>a</reason><reason>b</reason>")), "<waiver> holds at most 1 <reason>");
}

TEST(Waivers, AreForRulesThatExist) {
  EXPECT_EQ(fault_of(waiver_of(R"(rule="TLS1013" owner="a" expires="2027-01-31")")),
            "there is no rule \"TLS1013\"; did you mean \"TLS1012\"?");
  EXPECT_EQ(fault_of(waiver_of(R"(rule="everything" owner="a" expires="2027-01-31")")),
            "there is no rule \"everything\"");
  EXPECT_NE(fault_of(waiver_of(R"(rule="" owner="a" expires="2027-01-31")")), "");
}

TEST(Waivers, AnOldIdCoversWhatReplacesIt) {
  const LoadedWaivers file = loaded(waiver_of(R"(rule="TLS0900" owner="a" expires="2027-01-31")"));
  ASSERT_TRUE(file.faults.empty());
  EXPECT_EQ(file.waivers[0].row.rule, "TLS0900");
  EXPECT_EQ(file.waivers[0].rules, (std::vector<std::string>{"TLS1101", "TLS1102"}));
}

TEST(Waivers, TheEndIsADayOfTheCalendar) {
  for (const char* wrong :
       {"31/01/2027", "2027/01/31", "2027-02-29", "2027-1-31", "2027-01-31T00:00:00Z", "soon", ""}) {
    EXPECT_EQ(fault_of(waiver_of(fmt::format(R"(rule="TLS1012" owner="a" expires="{}")", wrong))),
              fmt::format("\"{}\" is no day: a full date of the calendar is wanted, YYYY-MM-DD", wrong));
  }
}

TEST(Waivers, EndWithinAYear) {
  const auto with = [](const std::string& attributes) {
    return fault_of(waiver_of(R"(rule="TLS1012" owner="a" )" + attributes));
  };
  EXPECT_EQ(with(R"(expires="2027-11-23")"), "");
  EXPECT_EQ(with(R"(expires="2027-11-24")"),
            "2027-11-24 is more than a year after 2026-11-23: at most 2027-11-23, or permanent=\"true\" with an "
            "approver");
  // One that is over is no fault: reports say so.
  EXPECT_EQ(with(R"(expires="2020-01-01")"), "");
}

TEST(Waivers, OnlyASecondPersonMakesThemPermanent) {
  const auto with = [](const std::string& attributes) {
    return fault_of(waiver_of(R"(rule="TLS1012" owner="Vdi  Team" )" + attributes));
  };
  EXPECT_EQ(with(R"(permanent="true" approver="security")"), "");
  EXPECT_EQ(with(R"(permanent="true" approver="security" expires="2040-01-01")"), "");
  EXPECT_EQ(with(R"(permanent="true" approver="security" expires="2040-02-30")"),
            "\"2040-02-30\" is no day: a full date of the calendar is wanted, YYYY-MM-DD");
  EXPECT_EQ(with(R"(permanent="true")"), "a permanent waiver needs an approver, who is not its owner");
  EXPECT_EQ(with(R"(permanent="true" approver=" vdi team")"), "the approver is the owner: a second person is wanted");
  EXPECT_NE(with(R"(permanent="false" approver="security")"), "");
  EXPECT_NE(with(R"(approver="security" expires="2040-01-01")"), "");
}

TEST(Waivers, ScopesAreAClosedList) {
  const auto with = [](const std::string& scope) {
    return fault_of(waiver_of(kWhole + fmt::format(" scope=\"{}\"", scope)));
  };
  for (const char* scope : {"HKLM", "default-user", "user:alice", "user:*", "LocalSystem"}) EXPECT_EQ(with(scope), "");
  EXPECT_EQ(with("HKML"), "\"HKML\" is no scope; did you mean \"HKLM\"?");
  EXPECT_NE(with("alice"), "");
  EXPECT_NE(with("user:"), "");
  EXPECT_NE(with(""), "");
}

TEST(Waivers, AValueIsNameAndData) {
  const auto with = [](const std::string& value) { return fault_of(waiver_of(kWhole + " value='" + value + "'")); };
  EXPECT_EQ(with("Enabled=0"), "");
  EXPECT_EQ(with("Enabled=absent"), "");
  EXPECT_EQ(with("Enabled"), "value is NAME=DATA, such as Enabled=0, or NAME=absent");
  EXPECT_NE(with("=0"), "");
  EXPECT_NE(with("Enabled="), "");
  EXPECT_NE(with(""), "");
}

TEST(Waivers, WhatIsNotUnderstoodIsRefused) {
  EXPECT_EQ(fault_of(waiver_of(kWhole + " taget=\"x\"")),
            "unknown attribute \"taget\" of <waiver>; did you mean \"target\"?");
  EXPECT_EQ(fault_of(waiver_of(kWhole, "<reason>a</reason><note/>")), "unknown element <note> in <waiver>");
  EXPECT_NE(fault_of(waiver_of(kWhole, "<reason><b>a</b></reason>")).find("unknown element <b> in <reason>"),
            std::string::npos);
  EXPECT_NE(fault_of(waiver_of(kWhole) + " stray"), "");
  EXPECT_EQ(fault_of("<wavier/>").substr(0, 24), "unknown element <wavier>");
  const auto whole = [](const std::string& text) {
    const auto faults = load_waivers({"w.xml", text}, rulebook(), kNow).faults;
    return faults.empty() ? "" : faults[0].message;
  };
  EXPECT_NE(whole(""), "");
  EXPECT_NE(whole("<waivers>"), "");
  EXPECT_EQ(whole("<waivers/>"), "the namespace of waivers is xmlns=\"urn:hiveaudit:waivers:1\"");
  EXPECT_NE(whole("<waivers xmlns=\"urn:hiveaudit:waivers:2\"/>"), "");
  EXPECT_EQ(whole("<rules xmlns=\"urn:hiveaudit:rules:1\"/>"),
            "this is no file of waivers: its root is <rules>, not <waivers>");
  EXPECT_NE(whole("<!DOCTYPE x><waivers xmlns=\"urn:hiveaudit:waivers:1\"/>"), "");
  EXPECT_NE(whole(file_of(waiver_of(kWhole, "<reason>&unknown;</reason>"))), "");
  EXPECT_NE(whole(file_of(waiver_of(kWhole, "<reason>\x1b[2J</reason>"))), "");
}

TEST(Waivers, TheSameTwiceIsRefused) {
  EXPECT_EQ(fault_of(waiver_of(kWhole) + waiver_of(R"(rule="TLS1012" target="*" owner="b" expires="2027-02-28")")),
            "a second waiver for the same rule, target, scope and value");
  EXPECT_EQ(fault_of(waiver_of(kWhole) + waiver_of(kWhole + " scope=\"HKLM\"") + waiver_of(kWhole + " value='A=0'")),
            "");
}

TEST(Waivers, SizesAndNumbersAreBounded) {
  const std::string long_text(kMaxWaiverTextBytes + 1, 'a');
  EXPECT_EQ(fault_of(waiver_of(kWhole + " ticket=\"" + long_text.substr(1) + "\"")), "");
  EXPECT_NE(fault_of(waiver_of(kWhole + " ticket=\"" + long_text + "\"")), "");
  EXPECT_NE(fault_of(waiver_of(kWhole, "<reason>" + long_text + "</reason>")), "");
  EXPECT_NE(fault_of(waiver_of(kWhole + " value=\"a=" + std::string(kMaxObservedBytes, '0') + "\"")), "");
  std::string many;
  for (std::size_t i = 0; i < kMaxWaivers; ++i) many += waiver_of(kWhole + fmt::format(" target=\"t{}\"", i));
  EXPECT_EQ(loaded(many).waivers.size(), kMaxWaivers);
  EXPECT_EQ(fault_of(many + waiver_of(kWhole)), fmt::format("more than {} waivers", kMaxWaivers));
  EXPECT_NE(fault_of(std::string(kMaxWaiverFileBytes, ' ')), "");
}

TEST(Waivers, FaultsNameLineAndColumn) {
  const auto faults = loaded("\n  " + waiver_of(R"(rule="TLS1012" owner="a" expires="31/01/2027")")).faults;
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_EQ(rules::to_text(faults[0]),
            "w.xml:3:45: \"31/01/2027\" is no day: a full date of the calendar is wanted, YYYY-MM-DD\n"
            "    <waiver rule=\"TLS1012\" owner=\"a\" expires=\"31/01/2027\"><reason>r</reason></waiver>\n"
            "                                              ^");
}

}  // namespace
