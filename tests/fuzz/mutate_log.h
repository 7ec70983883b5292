#pragma once
// One change to a transaction log by somebody who knows both formats (hive/regf/transaction_log.h), with the hashes
// made good again most times.

#include <cstddef>
#include <vector>

#include "tests/fuzz/mutate_hive.h"

namespace fuzz {

/// True for what says of itself that it is a log.
bool is_log(const std::vector<std::byte>& file);

void mutate_log(std::vector<std::byte>& log, Random& random);

}  // namespace fuzz
