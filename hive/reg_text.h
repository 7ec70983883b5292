#pragma once
// Registry exports as text. Two readings of the same lines: strict for our own fixtures and the cases of the rules
// (a line that regedit would not import is an Error), and lenient for what users hand us: such a line becomes a
// RegDefect and reading goes on with the next one.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hive/bytes.h"
#include "hive/reg_defect.h"
#include "hive/registry_path.h"
#include "hive/result.h"
#include "hive/value.h"

namespace hive {

struct RegTextValue : Value {
  std::size_t line = 0;
};

struct RegTextDeletion {
  std::string name;
  std::size_t line = 0;
};

struct RegTextKey {
  std::string root;                             ///< `HKEY_LOCAL_MACHINE`, ... as Microsoft spells it
  std::vector<std::string> segments;            ///< below the root
  std::vector<RegTextValue> values;             ///< offset is 0
  bool deleted = false;                         ///< `[-KEY]`
  std::vector<RegTextDeletion> deleted_values;  ///< `"Name"=-`; they came before the values of that name
  std::size_t line = 0;
};

/// Version 5.00 alone. Keys in file order; a key may appear twice. A text without the version line is accepted when
/// `header_optional` (the cases of a rule are fragments). Errors: corrupt, with `line N` in the message.
Result<std::vector<RegTextKey>> parse_reg_text(std::string_view text, bool header_optional);

/// UTF-16LE with BOM or UTF-8 (with or without BOM) to UTF-8. Errors: corrupt.
Result<std::string> decode_reg_text(Bytes file);

/// A text as UTF-8, as far as it could be decoded.
struct DecodedRegText {
  std::string text;
  std::vector<std::size_t> broken;  ///< offsets of bytes that mean nothing and stay as they are
  bool by_codepage = false;         ///< letters beyond ASCII are what the code page makes of them
  std::optional<Error> error;       ///< cut off inside a letter, a NUL, an unknown code page: `text` ends before it
};

/// By byte order mark UTF-16LE, UTF-16BE or UTF-8; without one UTF-8 when the version line is 5.00 and the bytes are
/// UTF-8, else the code page (codepage.h).
DecodedRegText decode_reg_file(Bytes file, std::string_view codepage);

struct RegText {
  std::vector<RegTextKey> keys;    ///< what regedit would import, in file order
  std::vector<RegDefect> defects;  ///< at most limits::kMaxRegDefectsKept
  std::size_t defect_count = 0;
  bool refused = false;        ///< no version line: regedit imports nothing of it, `keys` is empty
  bool deletes = false;        ///< it deletes keys or values, which no export does
  bool ends_open = false;      ///< its last line has no end: the text may go on
  std::optional<Error> error;  ///< the text could not be read to its end, or not all of its letters
};

struct RegTextOptions {
  bool header_optional = false;
  std::string codepage;  ///< of the bytes in hex(1), hex(2) and hex(7) of REGEDIT4
};

RegText read_reg_text(const DecodedRegText& decoded, const RegTextOptions& options);

/// Whether a file that begins with these bytes is a .reg text: a version line, however it is spelt, or a key of the
/// registry in brackets, behind comments and empty lines.
bool looks_like_reg_text(Bytes start);

}  // namespace hive
