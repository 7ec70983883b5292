#pragma once
// What an outcome leaves out of its evidence or of its sentence, kept as digests: so that the same observation is still
// recognised in another report, and another one behind the cut is not taken for it.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "audit/evaluate.h"

namespace audit {

struct Cut {
  std::uint64_t left_out = 0;        ///< look-ups that are not in the evidence
  std::vector<std::string> digests;  ///< of all that stood before each cut
  bool unknown = false;              ///< something was left out that nobody kept: no digest tells it
};

/// Over place, state, type and data of each look-up, whatever their order. Where they lie in their hive and when their
/// keys were written is no part of it.
std::string digest_of(const Evidence& evidence);
/// Over phrases, whatever their order.
std::string digest_of(std::vector<std::string> phrases);

void add(Cut& cut, Cut more);

/// One digest of all of them; nothing when nothing was cut, or when it is unknown.
std::optional<std::string> observed(const Cut& cut);

}  // namespace audit
