#include "rules/pattern.h"

#include <gtest/gtest.h>

#include <iterator>
#include <string>

namespace rules {
namespace {

bool found(std::string_view expression, std::string_view text, LetterCase letter_case = LetterCase::significant) {
  const auto pattern = parse_pattern(expression, letter_case);
  EXPECT_TRUE(pattern.has_value()) << expression << ": " << (pattern ? "" : pattern.error().message);
  return pattern.has_value() && pattern->found_in(text);
}

/// Which of the texts an expression is found in, with and without regard to case; std::regex_search of the standard
/// library says the same.
struct Expected {
  std::string_view expression;
  std::string_view significant;
  std::string_view ignored;
};

TEST(Pattern, FindsWhatTheStandardLibraryFinds) {
  const char* texts[] = {"",    "a",    "b",    "abab", "aab", "bcad", "abc", "cc", "4.7.2",   "foo bar", "food",
                         "xxy", "xxxy", "aaab", "d",    "-",   "A",    "1.",  "ac", "TLS 1.2", "TLS1_2",  "tls 1.2"};
  const Expected table[] = {
      {"a", "-x-xxxx--x---x----x---", "-x-xxxx--x---x--x-x---"},
      {"^a$", "-x--------------------", "-x--------------x-----"},
      {"a|b", "-xxxxxx--x---x----x---", "-xxxxxx--x---x--x-x---"},
      {"(ab)+", "---xx-x------x--------", "---xx-x------x--------"},
      {"a*b", "--xxxxx--x---x--------", "--xxxxx--x---x--------"},
      {"^(a|bc)*d$", "-----x--------x-------", "-----x--------x-------"},
      {"[a-c]{2,3}", "---xxxxx-x---x----x---", "---xxxxx-x---x----x---"},
      {"[^ab]", "-----xxxxxxxx-xxxxxxxx", "-----xxxxxxxx-xx-xxxxx"},
      {"a.c", "------x---------------", "------x---------------"},
      {"\\d+\\.\\d+", "--------x----------x-x", "--------x----------x-x"},
      {"\\bfoo\\b", "---------x------------", "---------x------------"},
      {"x{0,2}y$", "-----------xx---------", "-----------xx---------"},
      {"^$", "x---------------------", "x---------------------"},
      {"(?:a?){3}b", "--xxxxx--x---x--------", "--xxxxx--x---x--------"},
      {"\\w+\\s\\w+", "---------x---------x-x", "---------x---------x-x"},
      {"[\\d.]+$", "--------x--------x-xxx", "--------x--------x-xxx"},
      {"a{2}", "----x--------x--------", "----x--------x--------"},
      {"()", "xxxxxxxxxxxxxxxxxxxxxx", "xxxxxxxxxxxxxxxxxxxxxx"},
      {"a||b", "xxxxxxxxxxxxxxxxxxxxxx", "xxxxxxxxxxxxxxxxxxxxxx"},
      {"\\Bo", "---------xx-----------", "---------xx-----------"},
      {"[-a]", "-x-xxxx--x---x-x--x---", "-x-xxxx--x---x-xx-x---"},
      {"\\x41", "----------------x-----", "-x-xxxx--x---x--x-x---"},
      {"[^\\d]$", "-xxxxxxx-xxxxxxxxxx---", "-xxxxxxx-xxxxxxxxxx---"},
      {"(a*)*c", "-----xxx----------x---", "-----xxx----------x---"},
      {"a+?b", "---xx-x------x--------", "---xx-x------x--------"},
      {"TLS ?1[._]2", "-------------------xx-", "-------------------xxx"},
  };
  for (const auto& [expression, significant, ignored] : table) {
    for (std::size_t i = 0; i < std::size(texts); ++i) {
      EXPECT_EQ(found(expression, texts[i]), significant[i] == 'x') << expression << " in " << texts[i];
      EXPECT_EQ(found(expression, texts[i], LetterCase::ignored), ignored[i] == 'x')
          << expression << " in " << texts[i];
    }
  }
}

TEST(Pattern, ReadsCharactersNotBytes) {
  EXPECT_TRUE(found("^TLS.1$", "TLS\u00A01"));
  EXPECT_TRUE(found("[\\u3000\\u00A0]", "TLS\u30001"));
  EXPECT_TRUE(found("\\s", "TLS\u00A01"));
  EXPECT_TRUE(found("^.$", "\xff"));
}

TEST(Pattern, TimeDoesNotExplode) {
  const std::string text(8192, 'a');
  EXPECT_FALSE(found("^(a+)+$", text + "b"));
  EXPECT_FALSE(found("(a|aa)*(a|aa)*(a|aa)*c", text));
  EXPECT_FALSE(found("(.*)(.*)(.*)(.*)(.*)x", text));
}

TEST(Pattern, RefusesWhatItCannotMatch) {
  const auto message = [](std::string_view expression) {
    const auto pattern = parse_pattern(expression, LetterCase::significant);
    return pattern ? std::string() : pattern.error().message;
  };
  EXPECT_EQ(message("a("), "a ( without its ) at character 3 of the expression");
  EXPECT_EQ(message("a)b"), "a ) without its ( at character 2 of the expression");
  EXPECT_EQ(message("[a"), "a [ without its ] at character 3 of the expression");
  EXPECT_EQ(message("[]"), "an empty [] at character 3 of the expression");
  EXPECT_EQ(message("[z-a]"), "a range in the wrong order at character 5 of the expression");
  EXPECT_EQ(message("*a"), "a special character without its backslash at character 1 of the expression");
  EXPECT_EQ(message("a{3,2}"), "bounds of a repeat in the wrong order at character 7 of the expression");
  EXPECT_EQ(message("a{101}"), "a repeat of more than 100 at character 5 of the expression");
  EXPECT_EQ(message("a**"), "a repeat of a repeat at character 3 of the expression");
  EXPECT_EQ(message("^*"), "a repeat of nothing at character 3 of the expression");
  EXPECT_EQ(message("(a)\\1"), "back references are not supported at character 5 of the expression");
  EXPECT_EQ(message("(?=a)"), "look-around and named groups are not supported at character 3 of the expression");
  EXPECT_EQ(message("\\q"), "an unknown escape at character 2 of the expression");
  EXPECT_EQ(message("\\"), "a backslash at the end at character 2 of the expression");
  EXPECT_EQ(message("\\xZ"), "an escape without its hexadecimal digits at character 4 of the expression");
  EXPECT_EQ(message("((a{100}){100}){100}"), "the repeats of the expression are too many");
  EXPECT_EQ(message(std::string(201, 'a')), "the expression is too long");
  EXPECT_EQ(message(std::string(200, '(')), "a ( without its ) at character 201 of the expression");
}

}  // namespace
}  // namespace rules
