#pragma once
// A dirty hive made whole from its transaction logs, in memory (hives.md 9). Which log fits and in which order
// is decided by numbers and times in the logs, never by file names. Whatever is not certain to be complete is
// `partial`: better data than before, and still a hive that may lack newer ones.

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hive/byte_source.h"

namespace hive {

/// not_needed: the hive is clean, its logs say nothing about it. none: dirty, and nothing could be applied.
/// partial: applied, but a log is missing or damaged that may hold more. complete: all that Windows would apply.
enum class RecoveryState { not_needed, none, partial, complete };

enum class LogOutcome {
  unused,   ///< the hive is clean, or nobody asked
  applied,  ///< in whole or up to `reason`
  skipped,  ///< sound, but empty, older than the hive, or not needed
  refused,  ///< cannot be used, see `reason`
};
std::string_view name_of(LogOutcome outcome);

struct HiveLog {
  std::string path;                          ///< as shown
  std::shared_ptr<const ByteSource> source;  ///< null when it could not be opened; then `reason` says why
  std::uint64_t size_bytes = 0;
  LogOutcome outcome = LogOutcome::unused;
  std::string reason;                                        ///< printable; empty when there is nothing to say
  std::optional<std::array<std::uint32_t, 2>> entries = {};  ///< sequence numbers, first and last applied
  std::uint64_t pages = 0;  ///< applied: page references of a new log, pages of 512 bytes of an old one
  std::uint64_t bytes = 0;  ///< applied
};

struct Recovery {
  std::unique_ptr<ByteSource> image;  ///< the hive to read; the source itself when nothing was applied
  RecoveryState state = RecoveryState::not_needed;
  std::string reason;         ///< of `none` and `partial`: what is missing
  std::vector<HiveLog> logs;  ///< as given, with what became of each
};

/// Never fails: what cannot be recovered is returned as it is. A source that is no hive at all is `none` when
/// there are logs to try, else `not_needed`; opening it says what it is.
Recovery recover(std::unique_ptr<ByteSource> source, std::vector<HiveLog> logs);

}  // namespace hive
