#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "audit/asked_once.h"
#include "audit/evaluate_parts.h"
#include "tests/audit/judged_machine.h"

namespace {

using audit::Outcome;
using audit::Verdict;

Outcome outcome_of(Verdict verdict, std::string expected, std::string actual) {
  Outcome outcome;
  outcome.verdict = verdict;
  outcome.expected = std::move(expected);
  outcome.actual = std::move(actual);
  return outcome;
}

std::vector<Outcome> failing(int count) {
  std::vector<Outcome> outcomes;
  for (int i = 1; i <= count; ++i) outcomes.push_back(outcome_of(Verdict::fail, "1", fmt::format("A{} is 0", i)));
  return outcomes;
}

TEST(EvaluateCombine, APhraseIsToldOnceAndNoEmptyOne) {
  const Outcome merged = audit::all_of({outcome_of(Verdict::fail, "1", "A is 0"), outcome_of(Verdict::fail, "", ""),
                                        outcome_of(Verdict::fail, "1", "B is 0"), outcome_of(Verdict::pass, "2", "C")});
  EXPECT_EQ(merged.verdict, Verdict::fail);
  EXPECT_EQ(merged.expected, "1");
  EXPECT_EQ(merged.actual, "A is 0; B is 0");
}

TEST(EvaluateCombine, WhatIsNotToldIsCountedAndHasADigest) {
  const Outcome six = audit::all_of(failing(6));
  EXPECT_TRUE(six.actual.ends_with("A6 is 0")) << six.actual;
  EXPECT_TRUE(six.cut.digests.empty());
  const Outcome seven = audit::all_of(failing(7));
  EXPECT_TRUE(seven.actual.ends_with("A6 is 0; and 1 more")) << seven.actual;
  EXPECT_EQ(seven.cut.digests.size(), 1U);
}

TEST(EvaluateCombine, NoneOfTurnsWhatIsDecided) {
  const auto verdict = [](Verdict one, Verdict other) {
    return audit::none_of({outcome_of(one, "1", "A"), outcome_of(other, "1", "B")}).verdict;
  };
  EXPECT_EQ(verdict(Verdict::fail, Verdict::fail), Verdict::pass);
  EXPECT_EQ(verdict(Verdict::fail, Verdict::pass), Verdict::fail);
  EXPECT_EQ(verdict(Verdict::fail, Verdict::error), Verdict::error);
  EXPECT_EQ(audit::none_of({outcome_of(Verdict::fail, "1", "A")}).expected, "not: 1");
}

/// The caveats of one look-up, of a machine whose Select names no set that is there.
std::string caveats_of(const hive::RegistryPath& key, const char* name) {
  const hiveaudit_tests::JudgedMachine machine(
      "[HKEY_LOCAL_MACHINE\\SYSTEM\\Select]\n\"Current\"=dword:5\n[HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet001\\Control]"
      "\n"
      "[HKEY_LOCAL_MACHINE\\SOFTWARE\\CurrentControlSet]\n[HKEY_CURRENT_USER\\SYSTEM\\CurrentControlSet]\n",
      "19045");
  audit::AskedOnce asked(machine.installation.registry);
  std::string all;
  const std::optional<std::size_t> user = key.root == hive::Root::hkcu ? std::optional<std::size_t>(0) : std::nullopt;
  for (const std::string& caveat : audit::caveats_of({asked.find_value(key, name, user)}, machine.installation)) {
    all += caveat + "\n";
  }
  return all;
}

TEST(EvaluateCombine, AGuessedControlSetWeakensWhatAsksItAlone) {
  EXPECT_NE(caveats_of({hive::Root::hklm, {"SYSTEM", "CurrentControlSet", "Control"}}, "A"), "");
  EXPECT_NE(caveats_of({hive::Root::hklm, {"system", "currentcontrolset"}}, "A"), "");
  EXPECT_EQ(caveats_of({hive::Root::hklm, {"SYSTEM", "Select"}}, "Current"), "");
  EXPECT_EQ(caveats_of({hive::Root::hklm, {"SYSTEM"}}, "A"), "");
  EXPECT_EQ(caveats_of({hive::Root::hklm, {"SOFTWARE", "CurrentControlSet"}}, "A"), "");
  EXPECT_EQ(caveats_of({hive::Root::hkcu, {"SYSTEM", "CurrentControlSet"}}, "A"), "");
}

Outcome names_of(int count) {
  std::string text(hiveaudit_tests::kSoftware);
  for (int i = 1; i <= count; ++i) text += fmt::format("[HKEY_LOCAL_MACHINE\\SOFTWARE\\Test\\Name{}]\n", i);
  const hiveaudit_tests::JudgedMachine machine(text, "19045");
  const audit::Judged judged{machine.installation, machine.facts, machine.rows};
  rules::NamesCheck check;
  check.key = {hive::Root::hklm, {"SOFTWARE", "Test"}};
  check.only = {"Other"};
  check.like = "^Name";
  return audit::check_names(check, judged, {"HKLM", nullptr});
}

TEST(EvaluateNames, FiveAreShownAndTheRestIsCounted) {
  const Outcome five = names_of(5);
  EXPECT_EQ(five.verdict, Verdict::fail);
  EXPECT_EQ(five.expected, "no subkeys other than \"Other\" among those like ^Name");
  EXPECT_TRUE(five.actual.ends_with("subkeys \"Name1\", \"Name2\", \"Name3\", \"Name4\", \"Name5\"")) << five.actual;
  EXPECT_EQ(five.cut.left_out, 0U);
  EXPECT_TRUE(five.cut.digests.empty());
  EXPECT_EQ(five.evidence.size(), 6U);
  const Outcome seven = names_of(7);
  EXPECT_TRUE(seven.actual.ends_with("\"Name5\" and 2 more")) << seven.actual;
  EXPECT_EQ(seven.cut.left_out, 2U);
  EXPECT_EQ(seven.cut.digests.size(), 1U);
  EXPECT_EQ(names_of(0).verdict, Verdict::pass);
}

}  // namespace
