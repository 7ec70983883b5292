// What the product does with a hive that somebody hands it: open, recognise, walk, list, look up. The base
// block's checksum is repaired in every other input, so that mutations reach what lies behind it.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "hive/hive.h"
#include "hive/input.h"
#include "hive/regf/builder.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMostBytes = 1U << 20U;  // a larger input finds nothing that a smaller one does not
  if (size < 2 || size > kMostBytes) return 0;
  const auto* first = reinterpret_cast<const std::byte*>(data);
  std::vector<std::byte> bytes(first + 1, first + size);
  if ((data[0] & 1U) != 0 && bytes.size() >= 512) hive::regf::repair_checksum(bytes);
  auto opened = hive::Hive::open(hive::open_memory(bytes), "fuzzed");
  if (opened) {
    const hive::Hive& tree = *opened;
    tree.walk([&tree](const hive::Key& key, std::span<const std::string>) {
      for (const hive::Value& value : tree.list_values(key).items) (void)hive::shown_data(value);
      return true;
    });
    const std::vector<std::string> path = {"ControlSet001", "Control", "SecurityProviders", "SCHANNEL", "Protocols"};
    if (const hive::KeyLookup found = tree.find_key(path); found.key) (void)tree.find_value(*found.key, "Enabled");
  }
  (void)hive::installation_from_memory("fuzzed", {{"fuzzed", "user", std::move(bytes)}});
  return 0;
}
