#include "audit/completion.h"

namespace audit {
namespace {

Completed one_of(std::vector<std::string> words) { return {Completed::Kind::words, std::move(words)}; }

template <class Words>
std::vector<std::string> strings(const Words& words) {
  return {words.begin(), words.end()};
}

}  // namespace

Completed completed_argument(const OptionSpec& option, const CompletionWords& words) {
  if (option.argument.empty()) return {};
  if (!option.words.empty()) return one_of(strings(option.words));
  if (option.name == "output") return {Completed::Kind::report, words.formats};
  if (option.name == "profile") return one_of(words.profiles);
  if (option.argument == "FILE") return {Completed::Kind::file, {}};
  if (option.argument == "DIR") return {Completed::Kind::folder, {}};
  return {Completed::Kind::anything, {}};
}

Completed completed_word(const Verb& verb, std::size_t place, const CompletionWords& words) {
  if (place >= verb.most_words) return {};
  if (place == 0 && !verb.first_words.empty()) return one_of(strings(verb.first_words));
  if (verb.words.find("RULE") != std::string_view::npos) return one_of(words.rules);
  // What follows the target of `evidence` is in the registry.
  const bool in_registry = place > 0 && verb.words.find("KEY") != std::string_view::npos;
  return {in_registry ? Completed::Kind::anything : Completed::Kind::file, {}};
}

std::vector<std::string> typed_options(std::string_view verb) {
  std::vector<std::string> typed;
  for (const OptionSpec& option : option_specs()) {
    if (!belongs_to(option, verb)) continue;
    if (option.letter != 0) typed.push_back(std::string("-") + option.letter);
    typed.push_back("--" + std::string(option.name));
  }
  return typed;
}

std::string completion_script(std::string_view shell, const CompletionWords& words) {
  if (shell == "bash") return bash_completion(words);
  if (shell == "zsh") return zsh_completion(words);
  if (shell == "fish") return fish_completion(words);
  return powershell_completion(words);
}

}  // namespace audit
