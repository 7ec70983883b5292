#pragma once
// A container (a WIM, a disk image, an archive) is judged in a child process of its own: the libraries that open it
// parse hostile bytes, and what they do to the child is a row of the report.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "audit/options.h"
#include "audit/report.h"

namespace audit {

/// First argument of the child. What follows: the number of the target, the time of the run, the arguments of the run.
inline constexpr const char* kContainerVerb = "--container-child";

struct ContainerAnswer {
  TargetRow row;
  std::uint64_t second_reader_not_asked = 0;
};

/// The row of target `number` of `options`, judged by a child. A child that dies, hangs, exceeds a limit or answers
/// with something that is no report is an error of the row, which then holds nothing else.
ContainerAnswer judge_in_child(const Options& options, std::size_t number);

/// The child's side of the arguments: the options of the run, left with one target and the JSON document as output.
/// Nothing when they are not what judge_in_child() passes.
std::optional<Options> child_options(const std::vector<std::string>& arguments,
                                     const std::vector<std::string>& formats);

}  // namespace audit
