#pragma once
// Machines from .reg text, as hives in memory: what the tests of judging are written on. Only the hives that the
// text names are there, so that a missing hive is a case like any other.

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hive/input.h"
#include "hive/reg_text.h"
#include "hive/reg_tree.h"
#include "hive/regf/builder.h"

namespace hiveaudit_tests {

/// Keys that make a hive exist without saying anything.
inline constexpr std::string_view kSystem = "[HKEY_LOCAL_MACHINE\\SYSTEM]\n";
inline constexpr std::string_view kSoftware = "[HKEY_LOCAL_MACHINE\\SOFTWARE]\n";
inline constexpr std::string_view kUser = "[HKEY_CURRENT_USER]\n";
inline const std::string kAll = std::string(kSystem) + std::string(kSoftware) + std::string(kUser);

inline std::vector<hive::MemoryHive> hives_of(std::string_view text, const hive::regf::BuildOptions& options = {}) {
  std::vector<hive::MemoryHive> hives;
  const auto keys = hive::parse_reg_text(text, true);
  if (!keys) {
    ADD_FAILURE() << hive::to_text(keys.error());
    return hives;
  }
  const auto trees = hive::hive_trees(*keys);
  if (!trees) {
    ADD_FAILURE() << hive::to_text(trees.error());
    return hives;
  }
  for (const hive::HiveTree& tree : *trees) {
    hives.push_back({tree.name, tree.user ? tree.name : std::string(), hive::regf::build_hive(tree.root, options)});
  }
  return hives;
}

inline hive::Installation machine_of(std::string_view text, const hive::regf::BuildOptions& options = {}) {
  return hive::installation_from_memory("machine", hives_of(text, options));
}

}  // namespace hiveaudit_tests
