// Every change that a rule offers is made on the machines of the rule's own cases: it must turn at least one of them,
// and where it does not turn one, the finding must say that it falls short.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

#include "audit/remediation.h"
#include "audit/rows.h"
#include "audit/try_fixes.h"
#include "tests/audit/judged_machine.h"

namespace hiveaudit_tests {
namespace {

hive::Installation machine_of_case(const rules::Case& test) {
  std::string text = test.given + "\n" + std::string(kSystem) + std::string(kSoftware);
  const bool names_user = text.find("HKEY_CURRENT_USER") != text.npos || text.find("HKEY_USERS\\") != text.npos;
  if (!names_user) text += kUser;
  hive::Installation machine = machine_of(text);
  for (const auto& [path, version] : test.files) {
    machine.stated_files.push_back({path, version == "absent" ? std::nullopt : std::optional(version)});
  }
  for (const auto& [path, content] : test.texts) machine.stated_files.push_back({path, std::nullopt, content});
  return machine;
}

const rules::Profile* profile_with_dates(const rules::Rule& rule) {
  for (const rules::Profile& profile : rulebook().profiles) {
    if (std::ranges::find(profile.rules, rule.id) != profile.rules.end()) return &profile;
  }
  return nullptr;
}

struct Tried {
  std::size_t mended = 0;
  std::vector<std::string> short_of;
};

void try_case(const rules::Rule& rule, const rules::Case& test, Tried& tried) {
  const audit::OsOption os = os_of(test.os);
  const std::string now = test.now.empty() ? rules::kCaseNow : test.now;
  const auto judge = [&](const hive::Installation& machine) {
    const audit::Facts facts = audit::collect_facts(rulebook().facts, machine, os);
    const auto rows = audit::effective_protocols(rulebook().defaults, facts, machine);
    // An informational finding is as good as a failing one here.
    return audit::evaluate(rule, "high", audit::Judged{machine, facts, rows, now, profile_with_dates(rule)});
  };
  const hive::Installation machine = machine_of_case(test);
  const std::string arch(audit::collect_facts(rulebook().facts, machine, os).text("os.arch"));
  audit::InstallationRow row;
  const auto silent = [](const hive::Lookup&) { return hive::SecondAnswer{}; };
  for (const audit::Finding& finding : judge(machine)) {
    row.findings.push_back(audit::finding_row(finding, {"machine", "", arch, "high"}, silent));
  }
  audit::look_before_fixes(row, machine);
  audit::try_fixes(row, machine, judge);
  for (const audit::FindingRow& finding : row.findings) {
    if (finding.verdict != audit::Verdict::fail) continue;
    if (finding.fix_falls_short) {
      tried.short_of.push_back(test.name + ": " + *finding.fix_falls_short);
    } else {
      ++tried.mended;
    }
  }
}

TEST(RuleFixesTest, EachFixTurnsACaseOfItsRule) {
  std::size_t fixes = 0;
  std::size_t mended = 0;
  for (const rules::Rule& rule : rulebook().rules) {
    if (rule.fix.empty()) continue;
    ++fixes;
    Tried tried;
    for (const rules::Case& test : rule.cases) {
      if (test.expect == "fail" || test.expect == "informational") try_case(rule, test, tried);
    }
    mended += tried.mended;
    EXPECT_GT(tried.mended, 0U) << rule.id << " offers changes that mend nothing";
    if (std::getenv("HIVEAUDIT_SHOW_SHORT") == nullptr) continue;
    for (const std::string& it : tried.short_of) std::cout << rule.id << " " << it << "\n";
  }
  EXPECT_GT(fixes, 100U);
  EXPECT_GT(mended, 500U);
}

}  // namespace
}  // namespace hiveaudit_tests
