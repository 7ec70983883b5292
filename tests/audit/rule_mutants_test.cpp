// A fixed sample of the mutants of the rule data: the cases of the rules notice nearly all of them. `./dev bench
// mutation` looks at every one.

#include "tests/audit/rule_mutants.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "tests/audit/mutant_fate.h"

namespace {

using hiveaudit_tests::Fate;
using hiveaudit_tests::RuleMutant;

TEST(RuleMutants, TheCasesNoticeWhatIsWrong) {
  if (std::getenv("HIVEAUDIT_SANITIZED") != nullptr) GTEST_SKIP() << "the same answers, ten times as slow";
  const std::vector<rules::RuleFile>& files = rules::embedded_rule_files();
  const std::vector<RuleMutant> mutants = hiveaudit_tests::rule_mutants(files);
  const hiveaudit_tests::MutantTrial trial(files);
  constexpr std::size_t kSample = 150;
  ASSERT_GT(mutants.size(), 10 * kSample);
  std::size_t caught = 0;
  std::vector<std::string> survivors;
  for (std::size_t i = 0; i < kSample; ++i) {
    const RuleMutant& mutant = mutants[i * mutants.size() / kSample];
    const Fate fate = trial.fate_of(mutant);
    if (fate == Fate::caught) ++caught;
    if (fate == Fate::survived) survivors.push_back(mutant.told);
  }
  // The score that is promised is 95 %.
  EXPECT_LE(survivors.size() * 20, caught + survivors.size());
  if (HasFailure()) {
    for (const std::string& told : survivors) ADD_FAILURE() << "survived: " << told;
  }
}

TEST(RuleMutants, ARulebookWithoutCasesThatBiteIsFoundOut) {
  std::vector<rules::RuleFile> files = rules::embedded_rule_files();
  const std::vector<RuleMutant> mutants = hiveaudit_tests::rule_mutants(files);
  const auto threshold = std::find_if(mutants.begin(), mutants.end(), [](const RuleMutant& mutant) {
    return mutant.kind == RuleMutant::Kind::rename_attribute && mutant.attribute == "equals" && !mutant.rule.empty();
  });
  ASSERT_NE(threshold, mutants.end());
  EXPECT_EQ(hiveaudit_tests::MutantTrial(files).fate_of(*threshold), Fate::caught) << threshold->told;
}

}  // namespace
