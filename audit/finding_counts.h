#pragma once
// The findings of an installation, counted by verdict and severity for the formats that are numbers.

#include <array>
#include <cstdint>

#include "audit/report.h"

namespace audit {

inline constexpr std::array kVerdicts = {Verdict::pass,        Verdict::fail,           Verdict::error,
                                         Verdict::not_checked, Verdict::not_applicable, Verdict::informational};
/// The severest first.
inline constexpr std::array kSeverities = {Severity::critical, Severity::high, Severity::medium, Severity::low,
                                           Severity::info};

class FindingCounts {
 public:
  explicit FindingCounts(const InstallationRow& installation);

  std::uint64_t of(Verdict verdict) const;
  std::uint64_t of(Verdict verdict, Severity severity) const;
  /// Fail, and neither waived nor known to the baseline.
  std::uint64_t open(Severity severity) const;
  std::uint64_t waived() const { return waived_; }
  std::uint64_t known() const { return known_; }

 private:
  std::array<std::array<std::uint64_t, 5>, 6> counts_ = {};
  std::array<std::uint64_t, 5> open_ = {};
  std::uint64_t waived_ = 0;
  std::uint64_t known_ = 0;
};

}  // namespace audit
