#pragma once
// Registry text. Names and strings are UTF-16LE or Latin-1 on disk; inside the program they are UTF-8 in
// which a lone surrogate keeps its three-byte form (so that nothing is lost and comparison works).
// `printable` is the one function that makes such text safe for people and for XML, HTML and JSON.

#include <string>
#include <string_view>

#include "hive/bytes.h"

namespace hive {

/// UTF-16LE to UTF-8. An odd last byte is dropped. Lone surrogates keep their three-byte form.
std::string utf8_from_utf16(Bytes utf16le);
/// The same for code units in memory.
std::string utf8_from_utf16(std::u16string_view units);
/// One byte per character, ISO 8859-1 (hives.md 11, "names").
std::string utf8_from_latin1(Bytes latin1);
/// UTF-8 (lone surrogates allowed) to code units. Broken bytes become U+FFFD.
std::u16string utf16_from_utf8(std::string_view utf8);
/// How many leading bytes are whole UTF-8 sequences (lone surrogates allowed).
std::size_t whole_utf8_bytes(std::string_view text);

/// Shows what must not reach a terminal or a document as `\u001B`: control characters (tab, line feed
/// and NUL too), DEL, C1, bidirectional marks, line separators, non-characters, lone surrogates; a byte
/// that is no UTF-8 is shown as `\xFF`. What remains is valid UTF-8 and legal in XML 1.0.
std::string printable(std::string_view text);

/// `printable`, cut after `limit` bytes (on a character) with the length and a mark for what is missing.
std::string printable_cut(std::string_view text, std::size_t limit);

}  // namespace hive
