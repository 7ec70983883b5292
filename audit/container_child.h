#pragma once
// A container (a WIM, a disk image, an archive) is judged in child processes: the libraries that open it parse hostile
// bytes, and what they do to a child is a row of the report.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "audit/options.h"
#include "audit/report.h"
#include "hive/image_range.h"
#include "hive/result.h"

namespace audit {

/// First argument of the child. What follows: the number of the target, the time of the run, the images (`all`, or
/// `FIRST-END`), the arguments of the run.
inline constexpr const char* kContainerVerb = "--container-child";

/// Memory of all children that run at a time, and how many of them that are: a child may have kChildMemoryBytes of
/// address space, of which it uses a small part (64 MiB, twice the largest hive and one solid chunk). Its second reader
/// is a process of its own, with at most another eighth (hive::ChildLimits).
inline constexpr std::uint64_t kAllChildrenMemoryBytes = 32ULL << 30U;
inline constexpr std::uint64_t kChildMemoryBytes = 4ULL << 30U;
inline constexpr std::size_t kMostJobs = kAllChildrenMemoryBytes / kChildMemoryBytes;

/// What a child says: one row, or one for each stretch of its range (hive/image_range.h).
struct ChildAnswer {
  std::vector<TargetRow> rows;
  std::uint64_t second_reader_not_asked = 0;
};

/// Target `number` of `options` judged by a child: all of it, or a range of its images. Errors: why there is no answer.
/// A child that dies, hangs, exceeds a limit, judges by another rulebook than `rules_sha256` (a folder of rules or the
/// program may be replaced while we run) or answers with something that is no report has given none.
hive::Result<ChildAnswer> ask_child(const Options& options, const std::string& rules_sha256, std::size_t number,
                                    const std::optional<hive::ImageRange>& images);

/// The child's side of the arguments: the options of the run, left with one target and the JSON document as output.
/// Nothing when they are not what ask_child() passes.
std::optional<Options> child_options(const std::vector<std::string>& arguments,
                                     const std::vector<std::string>& formats);

}  // namespace audit
