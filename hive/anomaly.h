#pragma once
// A defect of a hive that we walked past: kept with its code and offset, shown by `inspect`, and brought
// into a finding only when it lies on the path of the answer.

#include <cstdint>
#include <string>
#include <string_view>

namespace hive {

/// Stable words, printed in reports.
struct Anomaly {
  std::string code;          ///< e.g. "bad-checksum", "unsorted-list", "duplicate-value"
  std::uint64_t offset = 0;  ///< bytes, absolute in the hive file
  std::string message;       ///< one sentence, with expected and found
};

}  // namespace hive
