// Needs bash 4 and nothing else.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "audit/completion.h"

namespace audit {
namespace {

constexpr std::string_view kBegin = R"(# shellcheck shell=bash
# Completion of hiveaudit for bash: lies in a folder of bash-completion, or is sourced.

_hiveaudit_words() { # WORDS CURRENT
  mapfile -t COMPREPLY < <(compgen -W "$1" -- "$2")
}

_hiveaudit_files() { # -f|-d CURRENT
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen "$1" -- "$2")
}

_hiveaudit() {
  local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
  local verb='' words=0 skip='' joined='' word i
  COMPREPLY=()
  # An equals sign is a word of its own: COMP_WORDBREAKS.
  if [[ $current == '=' ]]; then
    current='' joined=yes
  elif [[ $before == '=' ]]; then
    before=${COMP_WORDS[COMP_CWORD - 2]} joined=yes
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ $word == '=' ]]; then
      skip=yes
      continue
    fi
    if [[ $skip ]]; then
      skip=''
      continue
    fi
    case $word in
)";

std::string typed(const OptionSpec& option) {
  return (option.letter != 0 ? fmt::format("-{} | ", option.letter) : "") + fmt::format("--{}", option.name);
}

std::string reply(const Completed& completed) {
  switch (completed.kind) {
    case Completed::Kind::words:
      return fmt::format("_hiveaudit_words '{}' \"$current\"", fmt::join(completed.words, " "));
    case Completed::Kind::report:
      return fmt::format("compopt -o nospace 2>/dev/null\n      _hiveaudit_words '{}' \"$current\"",
                         fmt::join(completed.words, " "));
    case Completed::Kind::file:
      return "_hiveaudit_files -f \"$current\"";
    case Completed::Kind::folder:
      return "_hiveaudit_files -d \"$current\"";
    case Completed::Kind::nothing:
    case Completed::Kind::anything:
      break;
  }
  return {};
}

/// Every option with an argument, those together that are completed alike, in the order of the table.
std::string argument_cases(const CompletionWords& words) {
  std::vector<std::pair<std::string, std::string>> cases;  // reply, patterns
  for (const OptionSpec& option : option_specs()) {
    if (option.argument.empty()) continue;
    const std::string how = reply(completed_argument(option, words));
    const auto same = std::find_if(cases.begin(), cases.end(), [&](const auto& row) { return row.first == how; });
    if (same == cases.end()) {
      cases.emplace_back(how, typed(option));
    } else {
      same->second += " | " + typed(option);
    }
  }
  std::string text;
  for (const auto& [how, patterns] : cases) {
    text += fmt::format("    {})\n{}      return\n      ;;\n", patterns, how.empty() ? "" : "      " + how + "\n");
  }
  return text;
}

std::string word_case(const Verb& verb, const CompletionWords& words) {
  const std::string first = reply(completed_word(verb, 0, words));
  const std::string second = reply(completed_word(verb, 1, words));
  if (first.empty()) return {};
  std::string text = fmt::format("    {})\n", verb.name);
  if (first == second) {
    text += "      " + first + "\n";
  } else if (second.empty()) {
    text += fmt::format("      ((words > 0)) || {}\n", first);
  } else {
    text += fmt::format(
        "      if ((words == 0)); then\n        {}\n      elif ((words == 1)); then\n        {}\n      fi\n", first,
        second);
  }
  return text + "      ;;\n";
}

}  // namespace

std::string bash_completion(const CompletionWords& words) {
  std::string text(kBegin);
  std::string with_argument;
  std::vector<std::string> verb_names;
  for (const OptionSpec& option : option_specs()) {
    if (!option.argument.empty()) with_argument += (with_argument.empty() ? "" : " | ") + typed(option);
  }
  for (const Verb& verb : verbs()) verb_names.emplace_back(verb.name);
  text += fmt::format("      {}) skip=yes ;;\n", with_argument);
  text +=
      "      -*) ;;\n      *) if [[ $verb ]]; then words=$((words + 1)); else verb=$word; fi ;;\n    esac\n  done\n";
  text += "  case $before in\n" + argument_cases(words) + "  esac\n";
  text += "  if [[ $joined ]]; then # FORMAT=FILE\n    _hiveaudit_files -f \"$current\"\n    return\n  fi\n";
  text += "  if [[ $current == -* ]]; then\n    case $verb in\n";
  for (const Verb& verb : verbs()) {
    text += fmt::format("      {}) _hiveaudit_words '{}' \"$current\" ;;\n", verb.name,
                        fmt::join(typed_options(verb.name), " "));
  }
  text += fmt::format("      *) _hiveaudit_words '{}' \"$current\" ;;\n    esac\n    return\n  fi\n",
                      fmt::join(typed_options(""), " "));
  text += "  case $verb in\n";
  text += fmt::format("    '') _hiveaudit_words '{}' \"$current\" ;;\n", fmt::join(verb_names, " "));
  for (const Verb& verb : verbs()) text += word_case(verb, words);
  return text + "  esac\n}\n\ncomplete -F _hiveaudit hiveaudit\n";
}

}  // namespace audit
