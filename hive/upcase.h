#pragma once
// Windows' comparison of key and value names: one UTF-16 code unit to one, by the simple upper-case table
// of Windows, never by the C locale. Sharp s and surrogates stay as they are (hives.md 11, "names").

#include <cstdint>
#include <string>
#include <string_view>

namespace hive {

char16_t upcase(char16_t unit);
std::u16string upcase(std::u16string_view name);

/// Name comparison of two UTF-8 texts (see utf16.h) without case, as Windows does it.
bool equal_names(std::string_view left, std::string_view right);

/// Hash of an `lh` list: h = 37·h + upcase(c) over the code units (hives.md 11, "lh hash").
std::uint32_t name_hash(std::u16string_view upcased);

}  // namespace hive
