#include "audit/verbs.h"

#include <algorithm>
#include <limits>

#include "audit/option_words.h"

namespace audit {
namespace {

constexpr std::size_t kAnyNumber = std::numeric_limits<std::size_t>::max();

}  // namespace

const OptionSpec* find_option(std::string_view name) {
  const auto& table = option_specs();
  const auto found =
      std::find_if(table.begin(), table.end(), [name](const OptionSpec& row) { return row.name == name; });
  return found == table.end() ? nullptr : &*found;
}

const std::vector<Verb>& verbs() {
  static const std::vector<Verb> table = {
      {"audit", "TARGET...", "Judge hives, .reg exports, folders and mounted Windows trees.",
       "hiveaudit audit /mnt/windows\n"
       "hiveaudit audit exports/ -o text -o junit=tls.xml -o html=tls.html\n"
       "hiveaudit audit SYSTEM --os 7601:client:x64",
       1, kAnyNumber},
      {"effective", "TARGET...", "Only the protocol matrix: what each TLS stack would offer, and why.",
       "hiveaudit effective /mnt/windows", 1, kAnyNumber},
      {"inspect", "TARGET...", "What was found: hives, users, OS build, log state; no rules run.",
       "hiveaudit inspect SYSTEM\nhiveaudit inspect --formats", 0, kAnyNumber},
      {"evidence", "TARGET KEY [VALUE]", "One key or value as a report would show it, with its proof.",
       "hiveaudit evidence SYSTEM 'HKLM\\SYSTEM\\Select' Current\n"
       "hiveaudit evidence /mnt/windows 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa' --all-control-sets",
       2, 3},
      {"recover", "HIVE", "Write a dirty hive with its transaction logs applied, as a new file.",
       "hiveaudit recover SYSTEM --to SYSTEM.recovered", 1, 1},
      {"fix", "RESULT.json", "The registry changes that turn what fails to pass, from a saved result.",
       "hiveaudit fix result.json --to fix.reg\n"
       "hiveaudit fix result.json --undo --to undo.reg\n"
       "hiveaudit fix result.json --format powershell --offline-root D:\\mount",
       1, 1},
      {"diff", "OLD NEW", "What changed between two saved results or two targets.",
       "hiveaudit diff before.json after.json\nhiveaudit diff golden.wim /mnt/windows -o json=diff.json", 2, 2},
      {"render", "RESULT.json", "Any report again from a result that -o json=FILE saved.",
       "hiveaudit render result.json -o html=report.html -o junit=tls.xml", 1, 1},
      {"waivers", "ACTION FILE [RESULT.json]", "Waivers: check a file of them, or start one for today's failures.",
       "hiveaudit waivers template result.json > waivers.xml\nhiveaudit waivers check waivers.xml result.json", 2, 3,
       kWaiversActions},
      {"rules", "ACTION [RULE]", "The rulebook: list it, what it covers, show or test a rule.",
       "hiveaudit rules list\nhiveaudit rules show TLS1011\nhiveaudit rules test TLS1011\nhiveaudit rules "
       "coverage\nhiveaudit rules validate --rules my-rules/",
       1, 2, kRulesActions},
      {"explain", "RULE", "One rule for people: what, why, how to mend it, and its sources.",
       "hiveaudit explain TLS1011", 1, 1},
      {"completion", "SHELL", "What completes a command line in bash, zsh, fish or PowerShell.",
       "hiveaudit completion bash >hiveaudit.bash", 1, 1, kShells},
      {"man", "", "The manual page.", "hiveaudit man | man -l -", 0, 0},
      {"sbom", "", "What this program is made of: SPDX 2.3 as JSON.", "hiveaudit sbom >hiveaudit.spdx.json", 0, 0},
  };
  return table;
}

const Verb* find_verb(std::string_view name) {
  const auto& table = verbs();
  const auto found = std::find_if(table.begin(), table.end(), [name](const Verb& verb) { return verb.name == name; });
  return found == table.end() ? nullptr : &*found;
}

bool belongs_to(const OptionSpec& option, std::string_view verb) {
  if (option.verbs == "*") return true;
  return (" " + std::string(option.verbs) + " ").find(" " + std::string(verb) + " ") != std::string::npos;
}

}  // namespace audit
