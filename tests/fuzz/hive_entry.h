#pragma once
// What the product does with a hive that somebody hands it: open, recognise, walk, list, look up.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hive/hive.h"
#include "hive/input.h"
#include "tests/fuzz/promise.h"
#include "tests/fuzz/regf_files.h"

namespace fuzz {

inline void promise_answer(const hive::KeyLookup& answer) {
  using hive::Presence;
  const bool there = answer.presence == Presence::present || answer.presence == Presence::ambiguous;
  promise(there == answer.key.has_value(), "a key is handed out exactly when it is there");
  promise((answer.presence == Presence::unreadable) == answer.error.has_value(), "unreadable says why, others do not");
}

inline void promise_answer(const hive::ValueLookup& answer) {
  using hive::Presence;
  const bool there = answer.presence == Presence::present || answer.presence == Presence::ambiguous;
  promise(there == answer.value.has_value(), "a value is handed out exactly when it is there");
  promise((answer.presence == Presence::unreadable) == answer.error.has_value(), "unreadable says why, others do not");
}

inline void look_up(const hive::Hive& tree, const std::vector<std::string>& path) {
  const hive::KeyLookup found = tree.find_key(path);
  promise_answer(found);
  if (!found.key) return;
  for (const std::string_view name : {"Enabled", "Current", "SecureProtocols", ""}) {
    promise_answer(tree.find_value(*found.key, name));
  }
}

inline void read_hive(hive::Bytes input) {
  auto opened = hive::Hive::open(hive::open_memory(copy_of(input)), "fuzzed");
  if (opened) {
    const hive::Hive& tree = *opened;
    // Each key has a cell of at least 80 bytes; a walk that meets more goes round in circles.
    const std::uint64_t most_keys = input.size() / 80 + 1;
    std::uint64_t keys = 0;
    std::vector<std::vector<std::string>> met;
    tree.walk([&](const hive::Key& key, std::span<const std::string> path) {
      promise(++keys <= most_keys, "a walk visits each key once");
      for (const hive::Value& value : tree.list_values(key).items) (void)hive::shown_data(value);
      if (met.size() < 8) met.emplace_back(path.begin(), path.end());
      return true;
    });
    for (const std::vector<std::string>& path : met) look_up(tree, path);
    look_up(tree, {"ControlSet001", "Control", "SecurityProviders", "SCHANNEL", "Protocols", "TLS 1.2", "Client"});
    look_up(tree, {"Select"});
    look_up(tree, {"Software", "Microsoft", "Windows", "CurrentVersion", "Internet Settings"});
  }
  (void)hive::installation_from_memory("fuzzed", {{"fuzzed", "user", copy_of(input)}});
}

}  // namespace fuzz
