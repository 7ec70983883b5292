// Thousands of damaged hives: nothing crashes, nothing hangs, every answer is consistent.

#include <gtest/gtest.h>

#include <random>

#include "hive/hive.h"
#include "tests/support/damaged_hive.h"

namespace {

using hive::Hive;
using hive::Presence;
using hive::regf::BuildKey;
using hive::regf::BuildOptions;
using hive::regf::BuiltHive;
using namespace hiveaudit_tests;  // NOLINT(google-build-using-namespace): the vocabulary of these tests

TEST(HiveMutationTest, RandomDamageNeverCrashesAndNeverHangs) {
  std::mt19937 random(20240311);
  const auto below = [&](std::size_t limit) { return static_cast<std::size_t>(random() % limit); };
  for (const char kind : {'h', 'f', 'i'}) {
    BuildOptions options;
    options.leaf_kind = kind;
    options.list_entries_per_leaf = 4;
    BuildKey root = tree(9);
    root.set(binary_value("Big", 20'000));
    const BuiltHive built = hive::regf::build_located_hive(root, options);
    for (int round = 0; round < 700; ++round) {
      std::vector<std::byte> bytes = built.bytes;
      for (std::size_t change = 0; change <= below(3); ++change) {
        const std::uint64_t cell = built.cells[below(built.cells.size())].offset;
        const std::uint64_t place = cell + below(90);
        if (place + 4 > bytes.size()) continue;
        switch (below(4)) {
          case 0:
            poke(bytes, place, static_cast<std::uint32_t>(random()));
            break;
          case 1:
            poke(bytes, place / 4 * 4,
                 static_cast<std::uint32_t>(built.cells[below(built.cells.size())].offset - 4096));
            break;
          case 2:
            poke<std::uint8_t>(bytes, place, static_cast<std::uint8_t>(1U << below(8)));
            break;
          default:
            poke<std::uint16_t>(bytes, place, 0xFFFF);
        }
      }
      if (below(10) == 0) bytes.resize(below(bytes.size()));
      const auto hive = open_bytes(std::move(bytes));
      if (!hive) continue;
      const auto totals = hive->walk([&](const hive::Key& key, auto) {
        (void)hive->list_values(key);
        return true;
      });
      EXPECT_LE(totals.keys, 600U);
      for (const char* name : {"Key100", "Key105", "Nothing"}) {
        const auto key = hive->find_key(Path{"Parent", name});
        EXPECT_EQ(key.presence == Presence::unreadable, key.error.has_value());
        EXPECT_EQ(key.presence == Presence::present || key.presence == Presence::ambiguous, key.key.has_value());
        if (key.key) (void)hive->find_value(*key.key, "Enabled");
      }
    }
  }
}

}  // namespace
