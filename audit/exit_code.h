#pragma once
// The numbers that pipelines rely on; help prints them from this table.

#include <array>
#include <string_view>

namespace audit {

enum ExitCode : int {
  kClean = 0,
  kFindings = 1,
  kUsage = 2,
  kIncomplete = 3,
  kReportNotWritten = 4,
  kInterrupted = 130,
  kTerminated = 143,
};

struct ExitMeaning {
  ExitCode code;
  std::string_view meaning;
};

inline constexpr std::array kExitMeanings = {
    ExitMeaning{kClean, "ran fully, nothing at or above --fail-on"},
    ExitMeaning{kFindings, "ran fully, at least one finding at or above --fail-on"},
    ExitMeaning{kUsage, "usage, configuration, rule or waiver file wrong; nothing was read"},
    ExitMeaning{kIncomplete, "incomplete: something could not be read or decided"},
    ExitMeaning{kReportNotWritten, "a report could not be written"},
    ExitMeaning{kInterrupted, "interrupted"},
    ExitMeaning{kTerminated, "terminated"},
};

}  // namespace audit
