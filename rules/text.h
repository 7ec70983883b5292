#pragma once
// Small pure functions on the text of rule files and of registry strings. Case is ASCII's: the words that rules
// compare are ASCII.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rules {

std::string lower_ascii(std::string_view text);
bool same_text(std::string_view left, std::string_view right);
/// Without the white space of XML at both ends.
std::string_view trimmed(std::string_view text);
/// Runs of white space become one space, none at the ends.
std::string collapsed(std::string_view text);
/// Pieces between separators, as they are; an empty text has none.
std::vector<std::string> split(std::string_view text, char separator);
/// Words between white space.
std::vector<std::string> split_words(std::string_view text);
/// "a, b, c"
std::string joined(const std::vector<std::string>& words, std::string_view separator = ", ");

/// Decimal or 0x text, unsigned. Nothing when it is anything else or does not fit.
std::optional<std::uint64_t> parse_number(std::string_view text);

/// UTF-8 to code points. A byte that is no UTF-8 becomes U+DC00 plus the byte; lone surrogates are kept.
std::u32string code_points(std::string_view text);

}  // namespace rules
