// rule_mutation [STRIDE [DIR [WORD]]]: every STRIDEth mutant of the rule data (all without), of the rulebook in DIR
// (without, of the one in this program), of which the description holds WORD; which ones the cases notice, and the
// score. Ends with 1 below the score that is promised.

#include <fmt/format.h>

#include <cstdlib>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "tests/audit/mutant_fate.h"

namespace {
constexpr double kPromisedScore = 0.95;
}

int main(int argc, char** argv) {
  using hiveaudit_tests::Fate;
  using hiveaudit_tests::RuleMutant;
  const std::size_t stride = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1;
  std::vector<rules::RuleFile> files = rules::embedded_rule_files();
  if (argc > 2) {
    auto read = rules::read_rule_files(argv[2]);
    if (!read) {
      fmt::print(stderr, "rule_mutation: {}\n", hive::to_text(read.error()));
      return 2;
    }
    files = *std::move(read);
  }
  std::vector<RuleMutant> mutants = hiveaudit_tests::rule_mutants(files);
  if (argc > 3)
    std::erase_if(mutants, [&](const RuleMutant& it) { return it.told.find(argv[3]) == std::string::npos; });
  const hiveaudit_tests::MutantTrial trial(std::move(files));
  std::vector<Fate> fates(mutants.size(), Fate::refused);
  const std::size_t workers = std::max(1U, std::thread::hardware_concurrency());
  std::vector<std::thread> threads;
  for (std::size_t worker = 0; worker < workers; ++worker) {
    threads.emplace_back([&, worker] {
      for (std::size_t i = worker * stride; i < mutants.size(); i += workers * stride)
        fates[i] = trial.fate_of(mutants[i]);
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::map<Fate, std::size_t> counts;
  for (std::size_t i = 0; i < mutants.size(); i += stride) {
    ++counts[fates[i]];
    if (fates[i] == Fate::survived) fmt::print("survived: {}\n", mutants[i].told);
  }
  const std::size_t judged = counts[Fate::caught] + counts[Fate::survived];
  const double score = judged == 0 ? 0 : static_cast<double>(counts[Fate::caught]) / static_cast<double>(judged);
  fmt::print("{} mutants of the rule data: {} caught, {} survived, {} refused by the loader; score {:.1f} %\n",
             judged + counts[Fate::refused], counts[Fate::caught], counts[Fate::survived], counts[Fate::refused],
             100 * score);
  return score >= kPromisedScore ? 0 : 1;
}
