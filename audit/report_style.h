#pragma once
// What a user may say about how a report looks. Nothing here changes what it says.

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace audit {

/// Who is going to read the JUnit report; portable is valid for every schema, the others give what one reader shows.
enum class JunitStyle { portable, gitlab, github, azure, rich };

/// In the order of their enumerators.
inline constexpr std::array<std::string_view, 5> kJunitStyleNames = {"portable", "gitlab", "github", "azure", "rich"};
inline std::string_view name_of(JunitStyle style) { return kJunitStyleNames.at(static_cast<std::size_t>(style)); }

struct ReportStyle {
  bool colour = false;                      ///< text: for a terminal
  std::size_t width = 80;                   ///< text: columns
  int verbosity = 0;                        ///< text: -1 the verdict alone; 1 passing findings too
  JunitStyle junit = JunitStyle::portable;  ///< JUnit
  bool junit_skips_below = false;           ///< JUnit: what fails below the gate is skipped, not passed
  bool sarif_all = false;                   ///< SARIF: a result for what needs no alert too
  std::string source_file = {};             ///< SARIF and annotations: the file of a repository that defines the target
};

}  // namespace audit
