#pragma once
// FILETIME: 100 ns intervals since 1601-01-01 00:00:00 UTC, as the registry stores times.

#include <cstdint>
#include <string>

namespace hive {

/// `2024-03-11T09:14:55.1234567Z`. Zero (never written) and values past the year 9999 give an empty text.
std::string utc_text(std::uint64_t file_time);

}  // namespace hive
