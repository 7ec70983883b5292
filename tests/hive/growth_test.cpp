// Keys with many subkeys: the work of opening, looking up, listing and walking grows with their number, not faster.
// The work is measured in time of the processor. What others do on the machine slows a long measurement down surely and
// a short one only sometimes, so that the small hives seem cheaper than they are: each is asked as many times in a row
// as it takes to make all measurements about equally long. Doublings are measured where the hive fits into
// the cache of one processor: above, the price is that of memory, which neighbours share. One long step shows what
// grows there.

#include <gtest/gtest.h>
#include <malloc.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <limits>

#include "hive/hive.h"
#include "tests/support/regf_patch.h"

namespace {

using hive::Hive;
using hive::Presence;
using hive::regf::BuildKey;
using hive::regf::CellKind;

struct Shape {
  const char* name;
  char kind;
  bool sorted;
  friend std::ostream& operator<<(std::ostream& out, const Shape& shape) { return out << shape.name; }
};

std::string child_name(std::size_t i) { return "Key" + std::to_string(1'000'000 + i * 7); }

/// A hive with one key of `count` subkeys in leaves of 507, as Windows writes them.
std::vector<std::byte> hive_of(std::size_t count, const Shape& shape) {
  BuildKey root{.name = "ROOT"};
  BuildKey& parent = root.child("Parent");
  parent.subkeys.reserve(count);
  for (std::size_t i = 0; i < count; ++i) parent.subkeys.push_back({.name = child_name(i)});
  hive::regf::BuiltHive built = hive::regf::build_located_hive(root, {.leaf_kind = shape.kind});
  if (shape.sorted) return built.bytes;
  // Each leaf the wrong way round.
  for (const hive::regf::BuiltCell& cell : built.cells) {
    if (cell.kind != CellKind::subkey_leaf) continue;
    const std::size_t width = shape.kind == 'i' ? 4 : 8;
    const std::size_t first = static_cast<std::size_t>(cell.offset) + 8;
    const std::size_t entries = hive::ByteReader(built.bytes).u16(first - 2).value();
    for (std::size_t low = 0, high = entries - 1; low < high; ++low, --high) {
      const auto at = [&](std::size_t i) {
        return built.bytes.begin() + static_cast<std::ptrdiff_t>(first + i * width);
      };
      std::swap_ranges(at(low), at(low + 1), at(high));
    }
  }
  return built.bytes;
}

/// Processor time of one run over everything.
double seconds_of(const std::vector<std::byte>& bytes, std::size_t count, bool sorted) {
  auto source = hive::open_memory(bytes);
  const std::clock_t start = std::clock();
  const auto opened = Hive::open(std::move(source), "growth");
  for (std::size_t i = 0; i < 60; ++i) {
    const bool wanted = i % 2 == 0;
    const std::string name = child_name(count / 60 * i) + (wanted ? "" : "x");
    const auto found = opened->find_key(std::vector<std::string>{"Parent", name});
    if (wanted) {
      EXPECT_EQ(found.presence, Presence::present) << name;
    } else {
      EXPECT_TRUE(found.presence == Presence::absent || (!sorted && found.presence == Presence::unreadable)) << name;
    }
  }
  const auto parent = opened->find_key(std::vector<std::string>{"Parent"});
  EXPECT_EQ(opened->list_subkeys(*parent.key).items.size(), count);
  EXPECT_EQ(opened->walk([](const hive::Key&, auto) { return true; }).keys, count + 2);
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

class GrowthTest : public ::testing::TestWithParam<Shape> {};

TEST_P(GrowthTest, TwiceTheSubkeysAreTwiceTheWork) {
  // For each doubling, and for as many as a longer step has; work that grows with the square shows a factor of 4
  // somewhere.
  constexpr double kMost = 2.3;
  constexpr int kLeastRounds = 3;
  constexpr int kMostRounds = 40;
  const Shape shape = GetParam();
  const char* sanitized = std::getenv("HIVEAUDIT_SANITIZED");
  if (sanitized != nullptr && *sanitized != '\0') GTEST_SKIP() << "a sanitizer's work is not ours";
  if (std::getenv("HIVEAUDIT_GROWTH") == nullptr) GTEST_SKIP() << "measured alone, by the test called growth";
  // Memory that went back to the system and comes again costs a fault for each of its pages: the price of a busy host,
  // not our work, and only the largest lists paid it.
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
  const std::vector<std::size_t> counts{1'000, 2'000, 4'000, 8'000, 16'000, 160'000};
  std::vector<std::vector<std::byte>> hives;
  for (const std::size_t count : counts) hives.push_back(hive_of(count, shape));
  // Best times only fall with more rounds; a busy machine gets more of them before growth is believed.
  std::vector<double> best(counts.size(), std::numeric_limits<double>::max());
  double worst = 0;
  for (int round = 0; round < kMostRounds; ++round) {
    for (std::size_t i = 0; i < counts.size(); ++i) {
      const std::size_t times = counts.back() / counts[i];
      double sum = 0;
      for (std::size_t k = 0; k < times; ++k) sum += seconds_of(hives[i], counts[i], shape.sorted);
      best[i] = std::min(best[i], sum / static_cast<double>(times));
    }
    worst = 0;
    for (std::size_t i = 1; i < best.size(); ++i) {
      const double doublings = std::log2(static_cast<double>(counts[i]) / static_cast<double>(counts[i - 1]));
      worst = std::max(worst, std::pow(best[i] / best[i - 1], 1 / doublings));
    }
    if (round + 1 >= kLeastRounds && worst <= kMost) break;
  }
  std::string times;
  for (const double time : best) times.append(" ").append(std::to_string(time * 1000));
  RecordProperty("milliseconds", times);
  RecordProperty("worst", std::to_string(worst));
  EXPECT_LE(worst, kMost) << "milliseconds:" << times;
}

std::string name_of_shape(const ::testing::TestParamInfo<Shape>& tested) { return tested.param.name; }

INSTANTIATE_TEST_SUITE_P(Lists, GrowthTest,
                         ::testing::Values(Shape{"lh", 'h', true}, Shape{"lf", 'f', true}, Shape{"li", 'i', true},
                                           Shape{"lhUnsorted", 'h', false}, Shape{"lfUnsorted", 'f', false},
                                           Shape{"liUnsorted", 'i', false}),
                         name_of_shape);

}  // namespace
