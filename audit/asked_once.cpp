#include "audit/asked_once.h"

#include <fmt/format.h>

namespace audit {

const hive::Lookup& AskedOnce::find_value(const hive::RegistryPath& key, const std::string& name,
                                          std::optional<std::size_t> user) {
  // No name of a key holds a line break that a question of ours would ask for.
  const std::string of_user = key.root == hive::Root::hkcu && user ? std::to_string(*user) : std::string();
  std::string question = fmt::format("{}\n{}\n{}", of_user, hive::to_text(key), name);
  const auto known = values_.find(question);
  if (known != values_.end()) return known->second;
  return values_.emplace(std::move(question), registry_->find_value(key, name, user)).first->second;
}

const hive::Registry::SubkeyNames& AskedOnce::subkeys(const hive::RegistryPath& key) {
  std::string question = hive::to_text(key);
  const auto known = subkeys_.find(question);
  if (known != subkeys_.end()) return known->second;
  return subkeys_.emplace(std::move(question), registry_->subkeys(key)).first->second;
}

const hive::Registry::ValueItems& AskedOnce::values(const hive::RegistryPath& key) {
  std::string question = hive::to_text(key);
  const auto known = listings_.find(question);
  if (known != listings_.end()) return known->second;
  return listings_.emplace(std::move(question), registry_->values(key)).first->second;
}

}  // namespace audit
