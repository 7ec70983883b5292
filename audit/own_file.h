#pragma once
// Files that we or our users write for us: waivers, saved results. Not inputs: what is wrong with one ends the run.

#include <cstdint>
#include <string>

#include "audit/report.h"
#include "hive/result.h"

namespace audit {

/// A result with all evidence of ten machines has 40 MB; the same cap holds for a child's answer (container_child.cpp).
inline constexpr std::uint64_t kMaxResultBytes = 512ULL << 20U;

/// The whole of a regular file. Errors: io; limit_exceeded above `most_bytes`.
hive::Result<std::string> read_own_file(const std::string& path, std::uint64_t most_bytes);

/// A result that `-o json` wrote. Errors: those of the file, and corrupt when it is no report of ours.
hive::Result<Report> read_result(const std::string& path);

}  // namespace audit
