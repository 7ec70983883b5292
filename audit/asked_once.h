#pragma once
// The answers of one registry, each question asked once: many programs ask for the same places, and every look-up
// walks the hive. What is handed out lives as long as this does.

#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "hive/registry.h"

namespace audit {

class AskedOnce {
 public:
  explicit AskedOnce(const hive::Registry& registry) : registry_(&registry) {}

  const hive::Lookup& find_value(const hive::RegistryPath& key, const std::string& name,
                                 std::optional<std::size_t> user = {});
  const hive::Registry::SubkeyNames& subkeys(const hive::RegistryPath& key);
  const hive::Registry::ValueItems& values(const hive::RegistryPath& key);
  /// How many questions reached the registry.
  std::size_t count() const { return values_.size() + subkeys_.size() + listings_.size(); }

 private:
  const hive::Registry* registry_;
  std::map<std::string, hive::Lookup> values_;
  std::map<std::string, hive::Registry::SubkeyNames> subkeys_;
  std::map<std::string, hive::Registry::ValueItems> listings_;
};

}  // namespace audit
