#pragma once
// Text in one of the code pages that Windows calls ANSI or OEM, as REGEDIT4 files are written. In Japanese ones the
// byte 0x5C is the backslash although it is drawn as a yen sign, and it may be the second byte of a letter (os.md G1).

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hive/bytes.h"
#include "hive/result.h"

namespace hive {

inline constexpr std::string_view kDefaultCodepage = "windows-1252";

/// The names that `--codepage` takes, one for each code page.
const std::vector<std::string_view>& codepage_names();

/// `932`, `cp932`, `Shift_JIS` and the like as the one name of codepage_names(). Errors: unsupported.
Result<std::string> find_codepage(std::string_view name);

/// UTF-8 text; a byte that the code page does not know stays as it is, at an offset named in `broken`.
struct CodepageText {
  std::string text;
  std::vector<std::size_t> broken;    ///< offsets in `text`, ascending
  std::optional<std::size_t> cut_at;  ///< the last letter is not complete; its bytes are in `broken`
};
/// `codepage` is one of codepage_names(), or empty for the default. Errors: unsupported (this system cannot).
Result<CodepageText> text_from_codepage(Bytes bytes, std::string_view codepage);

}  // namespace hive
