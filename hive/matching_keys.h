#pragma once
// The keys of a registry whose path follows a pattern in which `*` stands for one whole name. What could not be
// listed or looked at is told beside them: whoever asks for all keys must know that there may be more.

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "hive/registry.h"

namespace hive {

inline constexpr std::string_view kAnyName = "*";

/// How many segments of a path are `*`.
std::size_t wildcards_in(const RegistryPath& path);

struct MatchingKeys {
  std::vector<Lookup> keys;    ///< present ones, in the order of their names without case
  std::vector<Lookup> open;    ///< where more of them may be: unreadable, ambiguous, or its hive is absent
  std::vector<Lookup> listed;  ///< keys whose subkeys were compared with a `*`
  std::vector<Lookup> ends;    ///< paths that end above the pattern's last name: absent
};

/// Reaching limits::kMaxMatchedKeys is one more `open` place, with limit_exceeded.
MatchingKeys find_matching_keys(const Registry& registry, const RegistryPath& pattern,
                                std::optional<std::size_t> user = {});

}  // namespace hive
