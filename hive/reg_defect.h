#pragma once
// A line of a .reg text that regedit does not import as it was meant, and the words for what is wrong with it
// (os.md 1.1). Only what the line itself shows: letters that look like others, lost backslashes, lost quotes.

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace hive {

struct RegDefect {
  std::size_t line = 0;
  std::string code;      ///< one of kRegDefectCodes
  std::string text;      ///< the line, without its end
  std::string expected;  ///< a phrase for people
  std::string key;       ///< the key that the line belongs to, as the text spells it; may be empty
};

inline constexpr std::array<std::string_view, 18> kRegDefectCodes = {
    "dword-0x",          "dword-digits",           "name-unquoted",
    "value-on-key-line", "bracket-missing",        "quote-missing",
    "smart-quotes",      "key-trailing-backslash", "yen-sign",
    "full-width",        "no-break-space",         "backslashes-lost",
    "root-abbreviated",  "root-powershell",        "root-unknown",
    "value-before-key",  "version-line",           "other"};

/// Why what stands before the first backslash of a key is no root key: yen-sign, full-width, no-break-space,
/// backslashes-lost, root-abbreviated, root-powershell or root-unknown.
std::string_view defect_of_root(std::string_view root);

/// What is wrong with the name of a key or value that can be imported: it holds a letter that looks like the one
/// meant. Names in a script that uses such letters are left alone.
std::optional<std::string_view> defect_of_name(std::string_view name);
/// The same for the path of a key: yen signs where backslashes belong.
std::optional<std::string_view> defect_of_path(std::string_view path);

/// A better word than `code` for a line that cannot be imported, when a look-alike letter explains it.
std::string_view sharper_defect(std::string_view code, std::string_view line);

/// The roots that regedit knows, as Microsoft spells them.
inline constexpr std::array<std::string_view, 5> kRegTextRoots = {
    "HKEY_LOCAL_MACHINE", "HKEY_CURRENT_USER", "HKEY_USERS", "HKEY_CLASSES_ROOT", "HKEY_CURRENT_CONFIG"};

}  // namespace hive
