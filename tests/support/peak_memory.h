#pragma once
// How much memory a piece of work took at most, as the system counts it (Linux; nothing elsewhere).

#include <cstdint>
#include <fstream>
#include <optional>
#include <string>

namespace hiveaudit_tests {

class PeakMemory {
 public:
  /// Forgets the peak so far: what is used now counts as nothing.
  PeakMemory() {
    std::ofstream reset("/proc/self/clear_refs");
    reset << '5' << std::flush;
    if (reset) before_ = status_of("VmRSS:");
  }
  /// Bytes above what was used at the start; nothing when the system does not tell.
  std::optional<std::uint64_t> grown() const {
    const std::optional<std::uint64_t> peak = status_of("VmHWM:");
    if (!before_ || !peak) return std::nullopt;
    return *peak > *before_ ? *peak - *before_ : 0;
  }

 private:
  static std::optional<std::uint64_t> status_of(const std::string& wanted) {
    std::ifstream status("/proc/self/status");
    std::string word;
    while (status >> word) {
      std::uint64_t kibibytes = 0;
      if (word == wanted && status >> kibibytes) return kibibytes * 1024;
    }
    return std::nullopt;
  }

  std::optional<std::uint64_t> before_;
};

}  // namespace hiveaudit_tests
