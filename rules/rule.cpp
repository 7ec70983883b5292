#include "rules/rule.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace rules {

hive::RegistryPath bound_to(const hive::RegistryPath& key, std::size_t depth, const hive::RegistryPath& path) {
  assert(depth <= path.segments.size());
  return hive::below(key, path.segments.after(depth));
}

/// Depth is bounded by that of rule files.
Check bound_to(const hive::RegistryPath& key, std::size_t depth, Check check) {
  if (auto* value = std::get_if<ValueCheck>(&check.test)) {
    value->key = bound_to(key, depth, value->key);
  } else if (auto* names = std::get_if<NamesCheck>(&check.test)) {
    names->key = bound_to(key, depth, names->key);
  } else if (auto* own = std::get_if<OwnCertificateCheck>(&check.test)) {
    own->key = bound_to(key, depth, own->key);
  } else if (auto* group = std::get_if<GroupCheck>(&check.test)) {
    for (Check& each : group->checks) each = bound_to(key, depth, std::move(each));
  }
  return check;
}

}  // namespace rules
