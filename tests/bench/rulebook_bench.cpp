// What the rulebook costs: rulebook_bench MACHINE... Loading it, and judging each machine beyond the look-ups that
// judging needs, which are asked once more by themselves. A machine is a folder of hives; it is opened before the clock
// starts. Exit status 1 when a gate is missed.

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "audit/effective.h"
#include "audit/evaluate.h"
#include "audit/facts.h"
#include "hive/input.h"
#include "rules/rule_set.h"
#include "tests/bench/readers.h"

namespace {

constexpr double kLoadGateMicroseconds = 5000;
constexpr double kRulesGateMicroseconds = 1000;
constexpr int kRuns = 40;

hive::Installation open_or_exit(const std::string& folder) {
  hive::Input input = hive::open_input(folder, {});
  if (input.installations.size() == 1) return std::move(input.installations.front());
  fmt::print(stderr, "{}: not one machine\n", folder);
  std::exit(2);
}

std::vector<audit::Finding> judge(const rules::RuleSet& set, const rules::Profile& profile,
                                  const hive::Installation& installation,
                                  const std::shared_ptr<audit::AskedOnce>& asked) {
  const audit::Facts facts = audit::collect_facts(set.facts, installation, {}, *asked);
  const std::vector<audit::StackRow> rows = audit::effective_protocols(set.defaults, facts, installation, *asked);
  std::vector<audit::Finding> findings;
  const audit::Judged judged{installation, facts, rows, {}, nullptr, true, asked};
  // As the program walks: a profile names its rules in the order of the rulebook.
  auto next = profile.rules.begin();
  for (const rules::Rule& rule : set.rules) {
    if (next == profile.rules.end()) break;
    if (*next != rule.id) continue;
    ++next;
    for (audit::Finding& finding : audit::evaluate(rule, rule.severity, judged)) findings.push_back(std::move(finding));
  }
  return findings;
}

bool within(double value, double gate) { return value <= gate; }

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "usage: rulebook_bench MACHINE...\n");
    return 2;
  }
  const double load = bench::best_processor_microseconds([] { (void)rules::load_judging_rules(); }, kRuns);
  const rules::LoadedRules book = rules::load_judging_rules();
  bool good = within(load, kLoadGateMicroseconds);
  fmt::print("{} the rulebook of {} rules loads in {:.1f} ms (gate {:.0f})\n", good ? "PASS" : "FAIL",
             book.set.rules.size(), load / 1000, kLoadGateMicroseconds / 1000);
  const rules::Profile& profile = *book.set.find_profile("m365");
  for (int i = 1; i < argc; ++i) {
    const hive::Installation installation = open_or_exit(argv[i]);
    const auto once = [&] { return std::make_shared<audit::AskedOnce>(installation.registry); };
    const auto asked = once();
    const std::vector<audit::Finding> findings = judge(book.set, profile, installation, asked);
    const double whole =
        bench::best_processor_microseconds([&] { (void)judge(book.set, profile, installation, once()); }, kRuns);
    const double look_ups = bench::best_processor_microseconds([&] { (void)asked->again(); }, kRuns);
    const double beyond = whole - look_ups;
    const bool passed = within(beyond, kRulesGateMicroseconds);
    good = good && passed;
    fmt::print("{} {}: {} findings, {} look-ups in {:.2f} ms, {:.2f} ms in all, {:.2f} ms beyond them (gate {:.0f})\n",
               passed ? "PASS" : "FAIL", std::filesystem::path(argv[i]).filename().string(), findings.size(),
               asked->count(), look_ups / 1000, whole / 1000, beyond / 1000, kRulesGateMicroseconds / 1000);
  }
  return good ? 0 : 1;
}
