#pragma once
// What the product does with bytes that may be a registry export: decode, parse, sort into hives; and the hive
// that our writer makes of it must be one that our reader finds sound.

#include <string>

#include "hive/hive.h"
#include "hive/reg_text.h"
#include "hive/reg_tree.h"
#include "hive/regf/builder.h"
#include "tests/fuzz/promise.h"
#include "tests/fuzz/regf_files.h"

namespace fuzz {

inline void read_text(hive::Bytes input) {
  const auto text = hive::decode_reg_text(input);
  if (!text) return;
  for (const bool header_optional : {false, true}) {
    const auto keys = hive::parse_reg_text(*text, header_optional);
    if (!keys) continue;
    const auto trees = hive::hive_trees(*keys);
    if (!trees) continue;
    for (const hive::HiveTree& tree : *trees) {
      const auto opened = hive::Hive::open(hive::open_memory(hive::regf::build_hive(tree.root)), tree.name);
      promise(bool(opened), "a written hive opens");
      opened->walk([&](const hive::Key& key, std::span<const std::string>) {
        (void)opened->list_values(key);
        return true;
      });
      promise(opened->anomaly_count() == 0, "a written hive is sound");
    }
  }
}

}  // namespace fuzz
