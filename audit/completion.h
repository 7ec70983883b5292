#pragma once
// Scripts that complete a command line in a shell, made from the one table of verbs and options. They carry their words
// and never run the program.

#include <string>
#include <string_view>
#include <vector>

#include "audit/verbs.h"

namespace audit {

/// Words that other tables hold: the sinks and the rulebook.
struct CompletionWords {
  std::vector<std::string> formats;
  std::vector<std::string> profiles;
  std::vector<std::string> rules;
};

/// `shell` is one of kShells.
std::string completion_script(std::string_view shell, const CompletionWords& words);

/// What can stand in a place of the command line.
struct Completed {
  enum class Kind { nothing, anything, words, file, folder, report };  // report: FORMAT[=FILE]
  Kind kind = Kind::nothing;
  std::vector<std::string> words;
};
/// Behind an option; nothing: it is a flag.
Completed completed_argument(const OptionSpec& option, const CompletionWords& words);
/// The bare word number `place` (from 0) behind a verb.
Completed completed_word(const Verb& verb, std::size_t place, const CompletionWords& words);

/// The options of a verb, of every verb when it is empty, as they are typed: "-o", "--output".
std::vector<std::string> typed_options(std::string_view verb);

std::string bash_completion(const CompletionWords& words);
std::string zsh_completion(const CompletionWords& words);
std::string fish_completion(const CompletionWords& words);
std::string powershell_completion(const CompletionWords& words);

}  // namespace audit
