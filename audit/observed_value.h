#pragma once
// A value as a waiver names it: NAME=DATA, or NAME=absent. It is compared with what a finding has seen, so that the
// waiver ends when somebody changes the value.
//
// NAME is the name of a value, or the end of its path at a backslash: `Server\Enabled`. Of a file it is the end of the
// path of the file. `(Default)` is the value without a name. Upper and lower case are the same.
// DATA is a number (decimal or 0x), a text with or without quotes, `hex:` and the bytes, or what reports show. Only
// REG_DWORD and REG_QWORD hold numbers: a REG_SZ with "1" is another thing than 1, and needs the quotes.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/report.h"

namespace audit {

struct ObservedValue {
  std::string name;
  std::string data;
  bool absent = false;
};

/// NAME is what stands before the first `=`. Nothing without one, or when one side is empty.
std::optional<ObservedValue> parse_observed_value(std::string_view text);

/// Whether the finding has seen it. Absent: at least one row of evidence is called so, and no such value is there.
/// Else: at least one value that is called so is there, and all that are there hold this data. What could not be read,
/// is stored twice, or is too long to be shown whole, is never what was waived.
bool is_seen(const ObservedValue& value, const std::vector<EvidenceRow>& evidence);

/// NAME=DATA that `is_seen` in the finding's evidence and tells the most: a value that its fix would change before
/// others, one that is there before one that is not, under the shortest name that no other place shares. What only
/// tells a fact of the machine, as its build, is left out. Nothing when no value is left, or when
/// evidence is cut: no waiver with a value covers such a finding.
std::optional<std::string> telling_value(const FindingRow& finding, const std::vector<FactRow>& facts);

}  // namespace audit
