#pragma once
// A defect of a hive that we walked past: kept with its code and offset, shown by `inspect`, and brought
// into a finding only when it lies on the path of the answer.

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace hive {

/// Stable words, printed in reports.
struct Anomaly {
  std::string code;          ///< e.g. "bad-checksum", "unsorted-list", "duplicate-value"
  std::uint64_t offset = 0;  ///< bytes, absolute in the hive file
  std::string message;       ///< one sentence, with expected and found
};

/// How often each code was met. As many codes as the reader has words for.
using AnomalyCounts = std::map<std::string, std::uint64_t, std::less<>>;

}  // namespace hive
