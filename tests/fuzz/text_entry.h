#pragma once
// What the product does with bytes that may be a registry export: decode, parse, sort into hives; and the hive
// that our writer makes of it must be one that our reader finds sound.

#include <string>
#include <string_view>

#include "hive/hive.h"
#include "hive/input.h"
#include "hive/reg_text.h"
#include "hive/reg_tree.h"
#include "hive/regf/builder.h"
#include "tests/fuzz/promise.h"
#include "tests/fuzz/regf_files.h"

namespace fuzz {

/// As an input: what regedit would not import is walked past, and places are asked for.
inline void judge_text(hive::Bytes input) {
  const std::string_view text(reinterpret_cast<const char*>(input.data()), input.size());
  const hive::Installation machine = hive::installation_from_text("fuzzed", text);
  for (const char* place : {"HKLM\\SYSTEM", "HKLM\\SYSTEM\\CurrentControlSet\\Control", "HKLM\\SOFTWARE\\Microsoft"}) {
    const auto path = hive::parse_registry_path(place);
    (void)machine.registry.find_value(*path, "Enabled");
    (void)machine.registry.subkeys(*path);
    (void)machine.registry.values(*path);
  }
}

inline void read_text(hive::Bytes input) {
  judge_text(input);
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
