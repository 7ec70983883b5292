#pragma once
// The sinks' last line of defence. Text in a report is printable already (hive/utf16.h); a sink that trusted
// this would hand a forgotten byte to a terminal, an XML parser or a browser.

#include <cstddef>
#include <string>
#include <string_view>

namespace audit {

/// Valid UTF-8 that XML 1.0, HTML and a terminal accept. Control characters other than tab and line feed,
/// bidirectional marks, line separators, surrogates and non-characters appear as `\u001B`, a byte that is no
/// UTF-8 as `\xFF`.
std::string safe_text(std::string_view text);

/// The same in one line: line feeds and tabs become one space.
std::string safe_line(std::string_view text);

/// The same, at most about `most` bytes of it; what was cut is told.
std::string safe_cut(std::string_view text, std::size_t most);

/// Percent-encoded for a URI; letters, digits and `-._~/` stay.
std::string uri_text(std::string_view text);

/// For class names, anchors and the like: letters, digits, `-` and `_` stay, other characters become `_`,
/// never empty. UTF-8 letters stay.
std::string slug(std::string_view text);

}  // namespace audit
