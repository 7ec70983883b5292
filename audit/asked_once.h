#pragma once
// The answers of one registry, each question asked once: many programs and rules ask for the same places, and every
// look-up walks the hive. What is handed out lives as long as this does, or as long as it is shared.

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "audit/shared_lookup.h"
#include "hive/registry.h"

namespace audit {

class AskedOnce {
 public:
  using Subkeys = std::shared_ptr<const hive::Registry::SubkeyNames>;
  using Values = std::shared_ptr<const hive::Registry::ValueItems>;

  explicit AskedOnce(const hive::Registry& registry) : registry_(&registry) {}

  const SharedLookup& find_value(const hive::RegistryPath& key, const std::string& name,
                                 std::optional<std::size_t> user = {});
  const Subkeys& subkeys(const hive::RegistryPath& key, std::optional<std::size_t> user = {});
  const Values& values(const hive::RegistryPath& key, std::optional<std::size_t> user = {});
  /// How many questions reached the registry.
  std::size_t count() const { return values_.size() + subkeys_.size() + listings_.size(); }

 private:
  const hive::Registry* registry_;
  std::unordered_map<std::string, SharedLookup> values_;
  std::unordered_map<std::string, Subkeys> subkeys_;
  std::unordered_map<std::string, Values> listings_;
};

/// The look-up of the key that was listed; it keeps the whole listing.
template <class Listing>
SharedLookup key_of_listing(const std::shared_ptr<const Listing>& listing) {
  return {listing, &listing->key};
}

}  // namespace audit
