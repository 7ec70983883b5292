#pragma once
// Our own binary, executed again with limits: parsers that we do not trust with hostile bytes run there.
// The only code that starts processes.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "hive/byte_source.h"
#include "hive/bytes.h"
#include "hive/result.h"
#include "hive/served_source.h"

namespace hive {

struct ChildLimits {
  std::uint64_t memory_bytes = 512ULL * 1024 * 1024;  ///< address space; in sanitizer builds the sanitizer's own limit
  std::uint32_t cpu_seconds = 10;
  std::uint32_t wall_milliseconds = 20'000;
  std::uint64_t output_bytes = 16ULL * 1024 * 1024;  ///< of its answer; more is an error
  /// Enough for the program, its libraries and a child of its own.
  std::uint32_t open_files = 64;
};

struct ChildOutcome {
  bool finished = false;          ///< exited by itself with status 0
  std::string how_it_ended;       ///< "exit status 3", "killed by signal 9", "out of time", for people
  std::vector<std::byte> output;  ///< its standard output, whole when finished
};

/// The program that runs now, to be executed again; HIVEAUDIT_PROGRAM overrides it (tests run in another
/// program). Empty when the system cannot tell.
std::string own_program();

/// Runs `program` with `arguments`; `input` is its standard input. It may ask for the bytes of `served` on descriptor
/// 3, which it has when there are some; the time for reading them is its own, and it may take that of one answer
/// longer. Errors: io (could not start).
Result<ChildOutcome> run_child(const std::string& program, const std::vector<std::string>& arguments, Bytes input,
                               std::span<const ByteSource* const> served, const ChildLimits& limits);

/// In such a child, and by one thread: what its parent has there. Errors: io (the parent cannot read it, or is gone).
Result<std::vector<std::byte>> ask_parent(const ServedPlaces& wanted);

}  // namespace hive
