#pragma once
// One statement of a .reg text: a key in brackets, or a value, which may take several lines. Private to
// reg_text.cpp and reg_statement*.cpp.

#include <optional>
#include <string>
#include <string_view>

#include "hive/reg_lines.h"
#include "hive/reg_text.h"

namespace hive {

/// What is wrong with a statement.
struct RegFailure {
  std::string_view code;  ///< one of kRegDefectCodes
  std::string expected;
  std::string found;      ///< empty: the end of the line
  bool counts = false;    ///< it is imported all the same, under a name that looks like the one meant
  bool in_bytes = false;  ///< the lines that go on with the bytes belong to it
};

template <class T>
struct RegStatement {
  T stated;
  std::optional<RegFailure> failure;
  bool counts() const { return !failure || failure->counts; }
};

/// `lines.line` begins with `[`.
RegStatement<RegTextKey> read_reg_key(RegLines& lines);

struct RegTextAssignment {
  RegTextValue value;
  bool deletes = false;
};
/// How the bytes of hex(1), hex(2) and hex(7) are meant: UTF-16LE, or in the code page of a REGEDIT4 text.
struct RegTextBytes {
  bool ansi = false;
  std::string codepage;
};
/// `several_lines`: a string may hold line ends, as regedit writes them.
RegStatement<RegTextAssignment> read_reg_value(RegLines& lines, const RegTextBytes& bytes, bool several_lines);

}  // namespace hive
