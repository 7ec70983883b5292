#pragma once
// A transaction log that may be applied to a hive, and what speaks against it. Part of recovery.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "hive/lazy_bytes.h"
#include "hive/recovery.h"
#include "hive/regf/base_block.h"

namespace hive {

struct UsableLog {
  HiveLog* log = nullptr;
  std::shared_ptr<const LazyBytes> bytes;
  regf::BaseBlock head;

  std::uint32_t number() const { return head.sequence[0]; }
};

/// A log that is there and not empty. `doubt` is set when it is not certain that it belongs to this hive. Errors: its
/// head is damaged, it belongs to another hive, limit_exceeded, io.
Result<UsableLog> open_log(HiveLog& log, const regf::BaseBlock& hive, std::string& doubt);

/// Number of the last valid entry of a new log, or of the one before its first.
std::uint32_t last_number(const UsableLog& log);

/// Windows writes two logs in turns: why `usable`, of all that were found, are not certain to be both. Empty when they
/// are.
std::string doubt_of_pair(const std::vector<HiveLog>& found, const std::vector<UsableLog>& usable);

/// An error without its path, for the reason of a log.
std::string reason_of(const Error& error);

}  // namespace hive
