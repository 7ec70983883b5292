#pragma once
// Registry exports as text, `Windows Registry Editor Version 5.00` (UTF-8, or UTF-16LE with BOM): our
// fixtures and the cases of the rules are written in it. Strict: a line that regedit would not import is
// an Error with its line number.

#include <string>
#include <string_view>
#include <vector>

#include "hive/bytes.h"
#include "hive/registry_path.h"
#include "hive/result.h"
#include "hive/value.h"

namespace hive {

struct RegTextKey {
  std::string root;                         ///< `HKEY_LOCAL_MACHINE`, ... as Microsoft spells it
  std::vector<std::string> segments;        ///< below the root
  std::vector<Value> values;                ///< offset is 0
  bool deleted = false;                     ///< `[-KEY]`
  std::vector<std::string> deleted_values;  ///< `"Name"=-`
  std::size_t line = 0;
};

/// Keys in file order; a key may appear twice. A text without the version line is accepted when
/// `header_optional` (the cases of a rule are fragments). Errors: corrupt, with `line N` in the message.
Result<std::vector<RegTextKey>> parse_reg_text(std::string_view text, bool header_optional);

/// UTF-16LE with BOM or UTF-8 (with or without BOM) to UTF-8. Errors: corrupt.
Result<std::string> decode_reg_text(Bytes file);

}  // namespace hive
