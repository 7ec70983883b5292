// The cases of facts and defaults: what they become, and what is refused.

#include "tests/rules/small_rulebook.h"

namespace rules::test {
namespace {

constexpr std::string_view kFactEnd = "<basis confidence=\"high\" sources=\"S1\"/>\n</fact>\n<fact id=\"update.kb\"";

/// The rulebook with these tests in its first fact, on line 6 of its file.
std::vector<RuleFile> with_tests(const std::string& tests) {
  return changed(kFactEnd,
                 "<basis confidence=\"high\" sources=\"S1\"/>\n" + tests + "\n</fact>\n<fact id=\"update.kb\"");
}

std::vector<RuleFile> with_expected(const std::string& expected) {
  return changed("<schannel role=\"client\">", expected + "\n<schannel role=\"client\">");
}

void expect_fault(const std::vector<RuleFile>& files, const std::string& place, const std::string& message) {
  const std::vector<std::string> faults = faults_of(files);
  ASSERT_EQ(faults.size(), 1U) << message;
  EXPECT_TRUE(faults[0].starts_with(place)) << faults[0];
  EXPECT_NE(faults[0].find(message), std::string::npos) << faults[0];
}

TEST(FactCases, EveryRowGoesWithEveryGiven) {
  const LoadedRules loaded =
      load_rules(with_tests("<test name=\"both\"><given>[A]\n  \"x\"=\"{}\"</given><given>[{}]\n"
                            "[B]</given><with text=\"1\" value=\"one\"/>"
                            "<with text=\"2\" os=\"9600:x64\" absent=\"true\"/></test>"));
  ASSERT_TRUE(loaded.faults.empty()) << to_text(loaded.faults.front());
  const std::vector<FactCase>& cases = loaded.set.fact_cases;
  ASSERT_EQ(cases.size(), 4U);
  EXPECT_EQ(cases[0].given, "[A]\n\"x\"=\"1\"");
  EXPECT_EQ(cases[1].given, "[1]\n[B]");
  EXPECT_EQ(cases[0].outcome, FactCase::Outcome::known);
  EXPECT_EQ(cases[0].value, "one");
  EXPECT_EQ(cases[0].os, "");
  EXPECT_EQ(cases[3].given, "[2]\n[B]");
  EXPECT_EQ(cases[3].outcome, FactCase::Outcome::absent);
  EXPECT_EQ(cases[3].os, "9600:x64");
  EXPECT_EQ(cases[3].name, "both: 2");
  EXPECT_EQ(cases[3].fact, "os.build");
}

TEST(FactCases, OneOutcome) {
  const LoadedRules loaded =
      load_rules(with_tests("<test name=\"dark\" os=\"7601\" unknown=\"true\"><given>[A]</given></test>"));
  ASSERT_TRUE(loaded.faults.empty());
  ASSERT_EQ(loaded.set.fact_cases.size(), 1U);
  EXPECT_EQ(loaded.set.fact_cases[0].outcome, FactCase::Outcome::unknown);
  EXPECT_EQ(loaded.set.fact_cases[0].os, "7601");
  EXPECT_EQ(loaded.set.fact_cases[0].line, 5U);
}

TEST(FactCases, WhatSaysNothingOrTwoThingsIsRefused) {
  const std::string given = "<given>[A]</given>";
  expect_fault(with_tests("<test name=\"a\">" + given + "</test>"), "facts.xml:5:", "<test> says exactly one of value");
  expect_fault(with_tests("<test name=\"a\" value=\"1\" absent=\"true\">" + given + "</test>"),
               "facts.xml:5:", "<test> says exactly one of value");
  expect_fault(with_tests("<test name=\"a\" value=\"1\">" + given + "<with os=\"1\" value=\"1\"/></test>"),
               "facts.xml:5:", "each row says what is expected");
  expect_fault(with_tests("<test name=\"a\">" + given + "<with os=\"1\"/></test>"),
               "facts.xml:5:", "<with> says exactly one of value");
  expect_fault(with_tests("<test name=\"a\">" + given + "<with value=\"1\"/></test>"),
               "facts.xml:5:", "an os, a text or both");
  expect_fault(with_tests("<test name=\"a\">" + given + "<with text=\"x\" value=\"1\"/></test>"),
               "facts.xml:5:", "rows have a text exactly where");
  expect_fault(with_tests("<test name=\"a\"><given>[{}]</given><with os=\"1\" value=\"1\"/></test>"),
               "facts.xml:5:", "rows have a text exactly where");
  expect_fault(with_tests("<test name=\"a\" os=\"seven\" value=\"1\">" + given + "</test>"),
               "facts.xml:5:", "\"seven\" is no system");
}

TEST(DefaultCases, ACaseForEachSystemStackAndGiven) {
  const LoadedRules loaded =
      load_rules(with_expected("<expected os=\"7601 9600\" stack=\"schannel-client wininet\" on=\"TLS 1.0, TLS 1.1\" "
                               "off=\"SSL 3.0\"><given>[A]</given><given>[B]</given></expected>"));
  ASSERT_TRUE(loaded.faults.empty()) << to_text(loaded.faults.front());
  const std::vector<DefaultCase>& cases = loaded.set.default_cases;
  ASSERT_EQ(cases.size(), 8U);
  EXPECT_EQ(cases[7].os, "9600");
  EXPECT_EQ(cases[7].stack, "wininet");
  EXPECT_EQ(cases[7].given, "[B]");
  const std::array<std::string, kProtocolCount> states = {"unsupported", "off",         "on",
                                                          "on",          "unsupported", "unsupported"};
  EXPECT_EQ(cases[7].states, states);
  EXPECT_EQ(cases[7].file, "defaults.xml");
  EXPECT_EQ(cases[7].line, 2U);
}

TEST(DefaultCases, WordsStandInThePlaceOfEveryGiven) {
  const LoadedRules loaded = load_rules(with_expected(
      "<expected os=\"7601\" stack=\"wininet\" each=\"X Y\"><given>[{}]</given><given>[A\\{}]</given></expected>"));
  ASSERT_TRUE(loaded.faults.empty()) << to_text(loaded.faults.front());
  std::vector<std::string> givens;
  for (const DefaultCase& test : loaded.set.default_cases) givens.push_back(test.given);
  EXPECT_EQ(givens, (std::vector<std::string>{"[X]", "[Y]", "[A\\X]", "[A\\Y]"}));
  const std::string misses = "there are words for {} exactly where";
  expect_fault(with_expected("<expected os=\"7\" stack=\"wininet\" each=\"X\"><given>[A]</given></expected>"),
               "defaults.xml:2:", misses);
  expect_fault(with_expected("<expected os=\"7\" stack=\"wininet\"><given>[{}]</given></expected>"),
               "defaults.xml:2:", misses);
}

TEST(DefaultCases, WhatNoMachineHasIsRefused) {
  expect_fault(with_expected("<expected os=\"7601\" stack=\"schanel\"/>"), "defaults.xml:2:", "unknown stack");
  expect_fault(with_expected("<expected os=\"7\" stack=\"wininet\" on=\"TLS1.0\"/>"),
               "defaults.xml:2:", "\"TLS1.0\" is no protocol");
  expect_fault(with_expected("<expected os=\"7\" stack=\"wininet\" on=\"TLS 1.0\" off=\"TLS 1.0\"/>"),
               "defaults.xml:2:", "TLS 1.0 a second time");
  expect_fault(with_expected("<expected os=\"x\" stack=\"wininet\"/>"), "defaults.xml:2:", "\"x\" is no system");
}

}  // namespace
}  // namespace rules::test
