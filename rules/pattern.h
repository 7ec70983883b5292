#pragma once
// Regular expressions of rules, matched in time linear in the text: the text comes from hostile hives, and
// std::regex backtracks without bound and recurses once per character.
//
// The subset of ECMAScript that needs no memory: literals . [..] [^..] \d \w \s \D \W \S \b \B \t \n \r \xHH \uHHHH,
// escaped punctuation, (..) (?:..) | ^ $ and * + ? {m} {m,} {m,n}. Back references and look-around are refused.

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hive/result.h"

namespace rules {

/// No shipped expression needs a tenth of it; a longer one cannot be reviewed.
inline constexpr std::size_t kMaxPatternLength = 200;

enum class LetterCase { significant, ignored };

class Pattern {
 public:
  /// Whether the expression is found anywhere in the text; ^ and $ stand for the ends of the text.
  bool found_in(std::string_view text) const;

  /// One step of the matching program. Characters are ranges of code points; `split` goes both ways.
  struct Step {
    enum class Kind { characters, split, text_begin, text_end, word_edge, no_word_edge, found } kind = Kind::found;
    std::vector<std::pair<char32_t, char32_t>> ranges;
    bool negated = false;
    std::size_t next = 0;
    std::size_t other = 0;
  };

 private:
  friend hive::Result<Pattern> parse_pattern(std::string_view text, LetterCase letter_case);
  Pattern(std::vector<Step> steps, LetterCase letter_case) : steps_(std::move(steps)), letter_case_(letter_case) {}

  std::vector<Step> steps_;
  LetterCase letter_case_;
};

/// Errors: corrupt (says what is wrong and at which character), limit_exceeded.
hive::Result<Pattern> parse_pattern(std::string_view text, LetterCase letter_case);

}  // namespace rules
