#pragma once
// Regular expressions of rules, matched in time linear in the text: the text comes from hostile hives, and
// std::regex backtracks without bound and recurses once per character.
//
// The subset of ECMAScript that needs no memory: literals . [..] [^..] \d \w \s \D \W \S \b \B \t \n \r \xHH \uHHHH,
// escaped punctuation, (..) (?:..) | ^ $ and * + ? {m} {m,} {m,n}. Back references and look-around are refused.

#include <array>
#include <cstddef>
#include <cstdint>
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

  /// A set of the first 128 code points: bit c % 64 of word c / 64.
  using AsciiSet = std::array<std::uint64_t, 2>;
  using Ranges = std::vector<std::pair<char32_t, char32_t>>;

  /// One step of the matching program. Characters are `range_count` ranges of code points, from `first_range` on in the
  /// ranges of the pattern; `split` goes both ways.
  struct Step {
    enum class Kind { characters, split, text_begin, text_end, word_edge, no_word_edge, found } kind = Kind::found;
    bool negated = false;
    std::size_t first_range = 0;
    std::size_t range_count = 0;
    std::size_t next = 0;
    std::size_t other = 0;
    AsciiSet ascii{};  ///< of characters: which of the first 128 it accepts, the case of letters regarded or not
  };

 private:
  friend hive::Result<Pattern> parse_pattern(std::string_view text, LetterCase letter_case);
  Pattern(std::vector<Step> steps, Ranges ranges, LetterCase letter_case);

  bool accepts(const Step& step, char32_t c) const;
  /// What a match that begins behind the begin of a text begins with.
  void find_starts();
  bool may_start_with(char32_t c) const;
  /// `text` is UTF-8 that is ASCII, or code points.
  template <class Text>
  bool is_in(const Text& text) const;

  std::vector<Step> steps_;
  Ranges ranges_;
  LetterCase letter_case_;
  AsciiSet starts_{};
  bool starts_anywhere_ = false;     ///< a match may be empty there or depend on what is beside it
  bool starts_with_others_ = false;  ///< with characters that are not ASCII
};

/// Errors: corrupt (says what is wrong and at which character), limit_exceeded.
hive::Result<Pattern> parse_pattern(std::string_view text, LetterCase letter_case);

/// The same, parsed once by each thread and kept: one expression is asked of ten thousand names of packages. For the
/// expressions of a rulebook, never for texts of an input: there are no more of them than the rulebook holds.
const hive::Result<Pattern>& parsed_pattern(const std::string& text, LetterCase letter_case);

}  // namespace rules
