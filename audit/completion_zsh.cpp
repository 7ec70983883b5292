#include <fmt/format.h>
#include <fmt/ranges.h>

#include "audit/completion.h"

namespace audit {
namespace {

/// For a word in single quotes, of which _arguments and _describe read brackets and colons.
std::string in_quotes(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
      continue;
    }
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string action(const Completed& completed) {
  switch (completed.kind) {
    case Completed::Kind::words:
      return fmt::format("({})", fmt::join(completed.words, " "));
    case Completed::Kind::report:
      return "_hiveaudit_report";
    case Completed::Kind::file:
      return "_files";
    case Completed::Kind::folder:
      return "_files -/";
    case Completed::Kind::nothing:
    case Completed::Kind::anything:
      break;
  }
  return {};
}

/// Specifications of _arguments, one a line.
std::string option_lines(std::string_view verb, const CompletionWords& words) {
  std::string text;
  for (const OptionSpec& option : option_specs()) {
    if (!belongs_to(option, verb)) continue;
    const bool flag = option.argument.empty();
    const std::string many = option.use == Use::list ? "*" : "";
    const std::string rest = fmt::format(
        "[{}]{}", in_quotes(option.help),
        flag ? "" : fmt::format(":{}:{}", in_quotes(option.argument), action(completed_argument(option, words))));
    if (option.letter != 0) text += fmt::format("    '{}-{}{}{}'\n", many, option.letter, flag ? "" : "+", rest);
    text += fmt::format("    '{}--{}{}{}'\n", many, option.name, flag ? "" : "=", rest);
  }
  return text;
}

std::string word_lines(const Verb& verb, const CompletionWords& words) {
  const Completed first = completed_word(verb, 0, words);
  const Completed second = completed_word(verb, 1, words);
  if (first.kind == Completed::Kind::nothing) return {};
  std::string text = fmt::format("    '1:{}:{}'\n", in_quotes(verb.words), action(first));
  if (second.kind != Completed::Kind::nothing) {
    text += fmt::format("    '*:{}:{}'\n", in_quotes(verb.words), action(second));
  }
  return text;
}

}  // namespace

std::string zsh_completion(const CompletionWords& words) {
  std::string text = "#compdef hiveaudit\n# Completion of hiveaudit for zsh: lies in a folder of $fpath.\n\n";
  text += fmt::format(
      "_hiveaudit_report() {{\n  if compset -P '*='; then\n    _files\n  else\n    local -a formats=({})\n"
      "    compadd -S '' -a formats\n  fi\n}}\n\n",
      fmt::join(words.formats, " "));
  text +=
      "_hiveaudit() {\n  local curcontext=$curcontext context state state_descr line\n  typeset -A opt_args\n  local "
      "-a verbs specs\n";
  text += "  verbs=(\n";
  for (const Verb& verb : verbs()) text += fmt::format("    '{}:{}'\n", verb.name, in_quotes(verb.summary));
  text += "  )\n  specs=(\n" + option_lines("", words) + "  )\n";
  text += "  _arguments -C -s -S $specs '1:verb:->verb' '*::word:->word'\n";
  text +=
      "  if [[ $state == verb ]]; then\n    _describe -t verbs verb verbs\n    return\n  fi\n"
      "  [[ $state == word ]] || return\n";
  text += "  case $words[1] in\n";
  for (const Verb& verb : verbs()) {
    text += fmt::format("  {})\n    specs=(\n{}{}    )\n    ;;\n", verb.name, option_lines(verb.name, words),
                        word_lines(verb, words));
  }
  return text +
         "  *) return 1 ;;\n  esac\n  _arguments -s -S $specs\n}\n\n"
         "if [[ $funcstack[1] == _hiveaudit ]]; then\n  _hiveaudit \"$@\"\nelse\n  compdef _hiveaudit hiveaudit\nfi\n";
}

}  // namespace audit
