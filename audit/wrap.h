#pragma once
// Text cut into lines that fit a terminal.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace audit {

/// Terminal columns: two for East Asian wide characters, none for combining marks.
std::size_t display_width(std::string_view utf8);

/// Lines of at most `width` columns (at least 8), broken at spaces; a word that is longer is broken behind a
/// backslash where it has one. Never empty. Copying a broken registry path back together needs no repair:
/// no character is added or lost at such a break.
std::vector<std::string> wrap(std::string_view text, std::size_t width);

/// The start of it, at most `bytes` long, cut behind a word (or, in a word longer than that, a character) and
/// followed by "..."; or the whole text when it is no longer.
std::string shortened(std::string_view text, std::size_t bytes);

}  // namespace audit
