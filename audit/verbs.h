#pragma once
// The one table of verbs and options: parsing, help, suggestions and later man pages and completion read it.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "audit/options.h"

namespace audit {

/// Stores an argument; returns what is wrong with it, or nothing. Flags get an empty text.
using Store = std::optional<std::string> (*)(Options& options, const std::string& argument);

/// A setting may stand in configuration files and in the environment, a list there more than once; a request is made
/// on the command line alone.
enum class Use { setting, list, request };

struct OptionSpec {
  std::string_view name;      ///< long name, without dashes
  char letter;                ///< 0: none
  std::string_view argument;  ///< "FORMAT[=FILE]"; empty: a flag
  std::string_view help;      ///< one sentence
  std::string_view verbs;     ///< "audit effective"; "*": all, before the verb too
  bool common;                ///< shown among the first
  Store store;
  std::span<const std::string_view> words = {};  ///< what the argument can be, where that is a closed list
  std::string_view otherwise = {};               ///< what holds when nobody says anything; empty: nothing, or no
  Use use = Use::setting;
};

struct Verb {
  std::string_view name;
  std::string_view words;  ///< "TARGET..."
  std::string_view summary;
  std::string_view examples;  ///< one per line
  std::size_t least_words;
  std::size_t most_words;
  std::span<const std::string_view> first_words = {};  ///< what the first word can be, where that is a closed list
};

const std::vector<OptionSpec>& option_specs();
const OptionSpec* find_option(std::string_view name);
const std::vector<Verb>& verbs();
const Verb* find_verb(std::string_view name);
bool belongs_to(const OptionSpec& option, std::string_view verb);

/// What to say of a word outside a closed list: the nearest one, or the whole list.
std::string not_one_of(std::string_view what, const std::string& given, const std::vector<std::string>& words);
std::string not_one_of(std::string_view what, const std::string& given, std::span<const std::string_view> words);

/// Help of the whole program, or of one verb; at most 80 columns.
std::string help_text(const Verb* verb);

}  // namespace audit
