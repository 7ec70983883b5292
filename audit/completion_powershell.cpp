#include <fmt/format.h>

#include "audit/completion.h"

namespace audit {
namespace {

constexpr std::string_view kEnd = R"(    $before = @($commandAst.CommandElements | ForEach-Object { $_.ToString() })
    if ($wordToComplete) { $before = @($before | Select-Object -SkipLast 1) }
    $verb = $before | Select-Object -Skip 1 | Where-Object { $options.ContainsKey($_) } | Select-Object -First 1
    $last = $before | Select-Object -Last 1
    if ($arguments.ContainsKey($last)) { $found = $arguments[$last] }
    elseif ($wordToComplete.StartsWith('-')) { if ($verb) { $found = $options[$verb] } else { $found = $common } }
    elseif (-not $verb) { $found = $verbs }
    elseif ($words.ContainsKey($verb)) { $found = $words[$verb] }
    else { return } # files, as PowerShell completes them
    $found | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
        [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
    }
}
)";

std::string list(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += fmt::format("{}'{}'", text.empty() ? "" : ", ", word);
  return "@(" + text + ")";
}

}  // namespace

std::string powershell_completion(const CompletionWords& words) {
  std::vector<std::string> names;
  for (const Verb& verb : verbs()) names.emplace_back(verb.name);
  std::string text =
      "# Completion of hiveaudit for PowerShell 7: dot-source it in $PROFILE.\n\n"
      "Register-ArgumentCompleter -Native -CommandName hiveaudit -ScriptBlock {\n"
      "    param($wordToComplete, $commandAst, $cursorPosition)\n";
  text += fmt::format("    $verbs = {}\n    $common = {}\n    $options = @{{\n", list(names), list(typed_options("")));
  for (const Verb& verb : verbs())
    text += fmt::format("        '{}' = {}\n", verb.name, list(typed_options(verb.name)));
  text += "    }\n    $arguments = @{\n";
  for (const OptionSpec& option : option_specs()) {
    const Completed completed = completed_argument(option, words);
    if (completed.words.empty()) continue;
    if (option.letter != 0) text += fmt::format("        '-{}' = {}\n", option.letter, list(completed.words));
    text += fmt::format("        '--{}' = {}\n", option.name, list(completed.words));
  }
  text += "    }\n    $words = @{\n";
  for (const Verb& verb : verbs()) {
    std::vector<std::string> listed = completed_word(verb, 0, words).words;
    for (std::string& word : completed_word(verb, 1, words).words) listed.push_back(std::move(word));
    if (!listed.empty()) text += fmt::format("        '{}' = {}\n", verb.name, list(listed));
  }
  return text + "    }\n" + std::string(kEnd);
}

}  // namespace audit
