#include <gtest/gtest.h>

#include <pugixml.hpp>
#include <set>

#include "audit/safe_text.h"
#include "audit/sinks.h"
#include "tests/audit/sample_report.h"

namespace audit {
namespace {

using hiveaudit_tests::poisoned_report;
using hiveaudit_tests::sample_report;
using hiveaudit_tests::sample_report_of;

pugi::xml_document parsed(const Report& report) {
  pugi::xml_document document;
  const pugi::xml_parse_result result = document.load_string(write_junit(report, {}).c_str());
  EXPECT_TRUE(result) << result.description();
  return document;
}

pugi::xml_node case_named(const pugi::xml_node& suite, const std::string& name) {
  return suite.find_child_by_attribute("testcase", "name", name.c_str());
}

pugi::xml_node first_suite(const pugi::xml_document& document) {
  return document.child("testsuites").child("testsuite");
}

TEST(WriteJunit, ADirtyHiveAndEveryNoteStandInTheTextOfTheSuite) {
  Report report = sample_report();
  InstallationRow& installation = report.targets.at(0).installations.at(0);
  installation.hives.at(0).state = "dirty";
  installation.hives.at(0).dirty_because = "no transaction log lies beside it";
  installation.notes = {{"control-set-differs", "ControlSet002 would change 1 of the verdicts"}};
  const std::string text = write_junit(report, {});
  EXPECT_NE(text.find("caution: SYSTEM"), std::string::npos);
  EXPECT_NE(text.find("no transaction log lies beside it"), std::string::npos);
  EXPECT_NE(text.find("note: ControlSet002 would change 1 of the verdicts"), std::string::npos);
}

TEST(WriteJunit, CountersEqualTheCases) {
  for (const Report& report :
       {sample_report(), sample_report_of("effective"), sample_report_of("inspect"), poisoned_report()}) {
    const pugi::xml_document document = parsed(report);
    int id = 0;
    for (const pugi::xml_node suite : document.child("testsuites")) {
      unsigned cases = 0, failures = 0, errors = 0, skipped = 0;
      for (const pugi::xml_node test : suite.children("testcase")) {
        ++cases;
        failures += test.child("failure") ? 1 : 0;
        errors += test.child("error") ? 1 : 0;
        skipped += test.child("skipped") ? 1 : 0;
      }
      EXPECT_GT(cases, 0u);
      EXPECT_EQ(suite.attribute("tests").as_uint(), cases);
      EXPECT_EQ(suite.attribute("failures").as_uint(), failures);
      EXPECT_EQ(suite.attribute("errors").as_uint(), errors);
      EXPECT_EQ(suite.attribute("skipped").as_uint(), skipped);
      EXPECT_EQ(suite.attribute("id").as_int(), id++);
      EXPECT_STREQ(suite.attribute("timestamp").value(), "2026-11-22T04:08:00");
    }
  }
}

TEST(WriteJunit, ClassAndNameAreUniqueAcrossTheFile) {
  for (const Report& report : {sample_report(), poisoned_report()}) {
    std::set<std::pair<std::string, std::string>> seen;
    const pugi::xml_document document = parsed(report);
    for (const pugi::xml_node suite : document.child("testsuites"))
      for (const pugi::xml_node test : suite.children("testcase"))
        EXPECT_TRUE(seen.emplace(test.attribute("classname").value(), test.attribute("name").value()).second)
            << test.attribute("classname").value() << " " << test.attribute("name").value();
  }
}

TEST(WriteJunit, TheSameRuleTwiceInAScopeKeepsBothCases) {
  Report report = sample_report();
  std::vector<FindingRow>& findings = report.targets[0].installations[0].findings;
  findings.push_back(findings[1]);
  const pugi::xml_document document = parsed(report);
  EXPECT_TRUE(case_named(first_suite(document), "TLS1012 TLS 1.2 usable by Schannel servers 2").child("failure"));
}

TEST(WriteJunit, DotsBelongToTheClassTreeAlone) {
  const pugi::xml_document document = parsed(sample_report());
  const pugi::xml_node test = case_named(first_suite(document), "TLS1012 TLS 1.2 usable by Schannel servers");
  EXPECT_STREQ(test.attribute("classname").value(), "win2016_golden.golden.HKLM.Schannel.Server");
  const pugi::xml_node user = case_named(first_suite(document), "TLS2001 WinINet offers TLS 1.2");
  EXPECT_STREQ(user.attribute("classname").value(), "win2016_golden.golden.user_alice.WinINet");
}

TEST(WriteJunit, TheTextOfAFailureBeginsWithItsMessage) {
  const pugi::xml_document document = parsed(sample_report());
  for (const pugi::xml_node suite : document.child("testsuites")) {
    for (const pugi::xml_node test : suite.children("testcase")) {
      for (const char* element : {"failure", "error"}) {
        const pugi::xml_node node = test.child(element);
        if (!node) continue;
        const std::string message = node.attribute("message").value();
        EXPECT_FALSE(message.empty());
        EXPECT_TRUE(std::string(node.text().get()).starts_with(message)) << message;
        EXPECT_STRNE(node.attribute("type").value(), "");
      }
    }
  }
}

TEST(WriteJunit, EachVerdictHasItsElement) {
  const pugi::xml_document document = parsed(sample_report());
  const pugi::xml_node suite = first_suite(document);
  EXPECT_STREQ(
      case_named(suite, "TLS1012 TLS 1.2 usable by Schannel servers").child("failure").attribute("type").value(),
      "high");
  EXPECT_STREQ(case_named(suite, "TLS3001 WinHTTP offers TLS 1.2").child("error").attribute("type").value(),
               "unknown_fact");
  EXPECT_TRUE(
      std::string(case_named(suite, "TLS1101 TLS 1.1 is not offered").child("skipped").attribute("message").value())
          .starts_with("waived by vdi-team (CHG-4411)"));
  EXPECT_TRUE(case_named(suite, "TLS1102 RC4 is not offered").child("skipped"));
  EXPECT_STREQ(case_named(suite, "TLS4001 .NET uses strong crypto").child("skipped").attribute("message").value(),
               "no SOFTWARE hive was given");
  EXPECT_TRUE(case_named(suite, "TLS5001 AD FS can use TLS 1.2").child("skipped"));
  EXPECT_FALSE(case_named(suite, "TLS1011 TLS 1.2 usable by Schannel clients").first_child());
}

TEST(WriteJunit, BelowTheGateIsAPassingCaseWithItsTextBesideIt) {
  const pugi::xml_document document = parsed(sample_report());
  const pugi::xml_node suite = first_suite(document);
  for (const char* name : {"TLS1003 TLS 1.0 is not offered by servers", "TLS1020 Cipher order is the default"}) {
    ASSERT_TRUE(case_named(suite, name));
    EXPECT_FALSE(case_named(suite, name).first_child());
    EXPECT_NE(std::string(suite.child("system-out").text().get()).find(name), std::string::npos);
  }
}

TEST(WriteJunit, TheGateOnlyMovesFailures) {
  Report report = sample_report();
  std::vector<std::string> with_gate, without;
  const auto names = [](const pugi::xml_document& document) {
    std::vector<std::string> all;
    for (const pugi::xml_node suite : document.child("testsuites"))
      for (const pugi::xml_node test : suite.children("testcase"))
        all.push_back(std::string(test.attribute("classname").value()) + "|" + test.attribute("name").value());
    return all;
  };
  const std::vector<std::string> before = names(parsed(report));
  report.gate = "none";
  for (FindingRow& finding : report.targets[0].installations[0].findings) finding.fails_gate = false;
  const pugi::xml_document document = parsed(report);
  EXPECT_EQ(names(document), before);
  EXPECT_EQ(first_suite(document).attribute("failures").as_int(), 0);
}

TEST(WriteJunit, WhatCouldNotBeReadIsAnError) {
  const pugi::xml_document document = parsed(sample_report());
  const pugi::xml_node broken = case_named(first_suite(document), "input");
  EXPECT_STREQ(broken.attribute("classname").value(), "win2016_golden.golden.input");
  EXPECT_STREQ(broken.child("error").attribute("type").value(), "truncated");
  EXPECT_STREQ(broken.child("error").attribute("message").value(),
               "win2016.golden/Users/bob/NTUSER.DAT @0x00000005: the file ends inside its base block");
  const pugi::xml_node missing = document.child("testsuites").last_child();
  EXPECT_STREQ(missing.attribute("name").value(), "no such file");
  EXPECT_TRUE(case_named(missing, "input").child("error"));
  EXPECT_TRUE(case_named(missing, "input 2").child("error"));
  EXPECT_EQ(missing.attribute("tests").as_int(), 2);
}

TEST(WriteJunit, VerbsThatJudgeNothingHaveOneCase) {
  const pugi::xml_document document = parsed(sample_report_of("inspect"));
  const pugi::xml_node sound = first_suite(document).next_sibling();
  EXPECT_EQ(sound.attribute("tests").as_int(), 1);
  EXPECT_TRUE(case_named(sound, "input"));
  EXPECT_FALSE(case_named(sound, "input").first_child());
}

TEST(WriteJunit, TheMachineIsTheHost) {
  Report report = sample_report();
  EXPECT_STREQ(first_suite(parsed(report)).attribute("hostname").value(), "WIN-GOLD01");
  report.targets[0].installations[0].facts[0].state = "unknown";
  EXPECT_STREQ(first_suite(parsed(report)).attribute("hostname").value(), "win2016.golden");
  report.targets[0].name = " ";
  EXPECT_STREQ(first_suite(parsed(report)).attribute("hostname").value(), "unknown");
}

TEST(WriteJunit, PropertiesTieTheSuiteToItsBytes) {
  const pugi::xml_document document = parsed(sample_report());
  const pugi::xml_node properties = first_suite(document).child("properties");
  const auto value = [&](const char* name) {
    return std::string(properties.find_child_by_attribute("property", "name", name).attribute("value").value());
  };
  EXPECT_TRUE(value("hive.SYSTEM.sha256").starts_with("9f2c4a7d"));
  EXPECT_EQ(value("hive.USER alice.state"), "dirty");
  EXPECT_EQ(value("profile"), "m365");
  EXPECT_EQ(value("gate"), "medium");
  EXPECT_EQ(value("tool"), "hiveaudit 0.1.0");
  EXPECT_EQ(value("exit_code"), "3");
}

TEST(WriteJunit, NoForbiddenCharacterGetsThroughPugixml) {
  const std::string text = write_junit(poisoned_report(), {});
  EXPECT_EQ(text, safe_text(text));
  for (const char* reference : {"&#8;", "&#08;", "&#27;", "&#0;", "&#00;", "&#1;", "&#01;"})
    EXPECT_EQ(text.find(reference), std::string::npos) << reference;
  EXPECT_NE(text.find("\\u001B[31m"), std::string::npos);
  EXPECT_NE(text.find("\\uD800"), std::string::npos);
  EXPECT_NE(text.find("\\uFFFE"), std::string::npos);
  EXPECT_NE(text.find("\\xFF"), std::string::npos);
}

pugi::xml_document styled(JunitStyle junit, bool skips_below = false) {
  ReportStyle style;
  style.junit = junit;
  style.junit_skips_below = skips_below;
  pugi::xml_document document;
  EXPECT_TRUE(document.load_string(write_junit(sample_report(), style).c_str()));
  return document;
}

TEST(WriteJunit, EveryStyleHasTheSameCasesAndCounters) {
  const auto summary = [](const pugi::xml_document& document) {
    std::string all;
    for (const pugi::xml_node suite : document.child("testsuites")) {
      for (const char* counter : {"tests", "failures", "errors", "skipped"})
        all += std::string(suite.attribute(counter).value()) + " ";
      for (const pugi::xml_node test : suite.children("testcase"))
        all += std::string(test.attribute("classname").value()) + "|" + test.attribute("name").value() + "\n";
    }
    return all;
  };
  const std::string portable = summary(styled(JunitStyle::portable));
  for (const JunitStyle style : {JunitStyle::gitlab, JunitStyle::github, JunitStyle::azure, JunitStyle::rich})
    EXPECT_EQ(summary(styled(style)), portable) << name_of(style);
}

TEST(WriteJunit, AStyleAddsWhatItsReaderShows) {
  const char* const off = "TLS1012 TLS 1.2 usable by Schannel servers";
  const char* const waived = "TLS1101 TLS 1.1 is not offered";
  const char* const passed = "TLS1011 TLS 1.2 usable by Schannel clients";
  const pugi::xml_document gitlab = styled(JunitStyle::gitlab);
  EXPECT_STREQ(case_named(first_suite(gitlab), off).attribute("file").value(),
               "win2016.golden/Windows/System32/config/SYSTEM");
  // GitLab reads why a case was skipped from its text alone.
  EXPECT_TRUE(std::string(case_named(first_suite(gitlab), waived).child_value("skipped")).starts_with("waived by"));
  const pugi::xml_document github = styled(JunitStyle::github);
  EXPECT_STREQ(case_named(first_suite(github), off).attribute("line").value(), "1");
  const pugi::xml_document azure = styled(JunitStyle::azure);
  EXPECT_FALSE(case_named(first_suite(azure), off).attribute("file"));
  EXPECT_TRUE(case_named(first_suite(azure), off).child("system-out"));  // attached to failed tests
  EXPECT_FALSE(case_named(first_suite(azure), passed).child("system-out"));
  const pugi::xml_document rich = styled(JunitStyle::rich);
  EXPECT_STREQ(rich.child("testsuites").attribute("failures").value(), "2");
  EXPECT_STREQ(rich.child("testsuites").attribute("tests").value(), "18");
  const pugi::xml_node properties = case_named(first_suite(rich), off).child("properties");
  EXPECT_STREQ(properties.find_child_by_attribute("property", "name", "fingerprint").attribute("value").value(),
               "TLS1012-HKLM-0123456789abcdef");
  EXPECT_TRUE(case_named(first_suite(rich), passed).child("system-out"));
  const pugi::xml_document portable = styled(JunitStyle::portable);
  EXPECT_FALSE(case_named(first_suite(portable), off).attribute("file"));
  EXPECT_FALSE(portable.child("testsuites").first_attribute());
}

TEST(WriteJunit, EveryFindingBelowTheGateIsNamedHoweverLittleRoomThereIs) {
  Report report = sample_report();
  report.targets.resize(1);
  report.targets[0].installations.resize(1);
  std::vector<FindingRow>& findings = report.targets[0].installations[0].findings;
  FindingRow low = findings.front();
  low.verdict = Verdict::fail;
  low.severity = Severity::low;
  low.fails_gate = false;
  low.waived_by.reset();
  low.known = false;
  low.title = "a title";
  low.scope = "HKLM";
  low.why = std::string(3000, 'w');
  findings.clear();
  for (int i = 1000; i < 1400; ++i) {
    low.rule = "LOW" + std::to_string(i);
    findings.push_back(low);
  }
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(write_junit(report, {}).c_str()));
  const std::string said = document.child("testsuites").first_child().child("system-out").text().get();
  for (const FindingRow& finding : findings)
    EXPECT_NE(said.find("fail low " + finding.rule + " a title HKLM"), std::string::npos) << finding.rule;
  EXPECT_LT(said.size(), 100'000u);
}

TEST(WriteJunit, BelowTheGateMayBeSkipped) {
  const pugi::xml_document document = styled(JunitStyle::portable, true);
  const pugi::xml_node low = case_named(first_suite(document), "TLS1003 TLS 1.0 is not offered by servers");
  EXPECT_TRUE(std::string(low.child("skipped").attribute("message").value()).starts_with("below the gate: "));
  // A note is no failure, whatever the gate.
  EXPECT_FALSE(case_named(first_suite(document), "TLS1020 Cipher order is the default").first_child());
}

TEST(WriteJunit, TextIsBounded) {
  Report report = sample_report();
  report.targets[0].installations[0].findings[1].actual = std::string(1'000'000, 'x');
  EXPECT_LT(write_junit(report, {}).size(), 200'000u);
}

TEST(SafeText, ShowsWhatMustNotBeSeen) {
  EXPECT_EQ(safe_text(std::string("a\0b", 3)), "a\\u0000b");
  EXPECT_EQ(safe_text("\xED\xA0\x80"), "\\uD800");
  EXPECT_EQ(safe_text("\xEF\xBF\xBF\xF4\x8F\xBF\xBF"), "\\uFFFF\\u10FFFF");
  EXPECT_EQ(safe_text("\xE2\x80\xAEtxt\xC2\x85\xEF\xBB\xBF"), "\\u202Etxt\\u0085\\uFEFF");
  EXPECT_EQ(safe_text("\xC0\xAF\xF5\xE3\x81"), "\\xC0\\xAF\\xF5\\xE3\\x81");  // overlong, too large, cut short
  EXPECT_EQ(safe_text("tab\tline\nreturn\r"), "tab\tline\nreturn\\u000D");
  EXPECT_EQ(safe_text("\xE6\xBC\xA2\xF0\x9F\x98\x80"), "\xE6\xBC\xA2\xF0\x9F\x98\x80");
  EXPECT_EQ(safe_line("a\n\tb"), "a  b");
  EXPECT_EQ(slug("S-1-5.21 a/b"), "S-1-5_21_a_b");
  EXPECT_EQ(slug(""), "_");
}

}  // namespace
}  // namespace audit
