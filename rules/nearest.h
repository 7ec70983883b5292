#pragma once
// The word that somebody may have meant: for misspelt attributes, ids, options and formats.

#include <string>
#include <string_view>
#include <vector>

namespace rules {

/// The one of `words` with the fewest edits (insert, delete, replace, swap of neighbours; case is ignored), the
/// first of equals. Empty when none is near: more than a third of the longer word would have to change.
std::string nearest(std::string_view word, const std::vector<std::string>& words);

/// `unknown WHAT 'GIVEN'`, with the nearest of `words` as a question when one is near.
std::string unknown_word(std::string_view what, std::string_view given, const std::vector<std::string>& words);

}  // namespace rules
