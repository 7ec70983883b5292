#include <fmt/format.h>
#include <fmt/ranges.h>

#include "audit/completion.h"

namespace audit {
namespace {

/// In single quotes, fish knows \\ and \'.
std::string in_quotes(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

std::string argument_of(const OptionSpec& option, const CompletionWords& words) {
  const Completed completed = completed_argument(option, words);
  switch (completed.kind) {
    case Completed::Kind::words:
    case Completed::Kind::report:
      return fmt::format(" -x -a {}", in_quotes(fmt::format("{}", fmt::join(completed.words, " "))));
    case Completed::Kind::file:
      return " -r -F";
    case Completed::Kind::folder:
      return " -x -a '(__fish_complete_directories)'";
    case Completed::Kind::anything:
      return " -x";
    case Completed::Kind::nothing:
      break;
  }
  return {};
}

std::string verb_lines(const Verb& verb, const CompletionWords& words) {
  std::string text;
  const std::string behind = fmt::format("complete -c hiveaudit -n '__fish_seen_subcommand_from {}'", verb.name);
  const Completed first = completed_word(verb, 0, words);
  const Completed second = completed_word(verb, 1, words);
  std::vector<std::string> listed = first.words;
  listed.insert(listed.end(), second.words.begin(), second.words.end());
  if (first.kind != Completed::Kind::file) {
    text += behind + " -f" + (listed.empty() ? "" : fmt::format(" -a '{}'", fmt::join(listed, " "))) + "\n";
  }
  for (const OptionSpec& option : option_specs()) {
    if (option.verbs == "*" || !belongs_to(option, verb.name)) continue;
    text += behind + (option.letter != 0 ? fmt::format(" -s {}", option.letter) : "") +
            fmt::format(" -l {}{} -d {}\n", option.name, argument_of(option, words), in_quotes(option.help));
  }
  return text;
}

}  // namespace

std::string fish_completion(const CompletionWords& words) {
  std::vector<std::string_view> names;
  for (const Verb& verb : verbs()) names.push_back(verb.name);
  std::string text = "# Completion of hiveaudit for fish.\n\n";
  for (const Verb& verb : verbs()) {
    text += fmt::format("complete -c hiveaudit -n 'not __fish_seen_subcommand_from {}' -f -a {} -d {}\n",
                        fmt::join(names, " "), verb.name, in_quotes(verb.summary));
  }
  for (const OptionSpec& option : option_specs()) {
    if (option.verbs != "*") continue;
    text += "complete -c hiveaudit" + (option.letter != 0 ? fmt::format(" -s {}", option.letter) : "") +
            fmt::format(" -l {}{} -d {}\n", option.name, argument_of(option, words), in_quotes(option.help));
  }
  for (const Verb& verb : verbs()) text += verb_lines(verb, words);
  return text;
}

}  // namespace audit
