// A real hive cut off at many places: every key and value whose cells, and those of its path, lie before the cut is
// answered with the same bytes; nothing behind it is called absent. The hive is not ours; without it this skips.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <unordered_map>

#include "hive/file_source.h"
#include "hive/hive.h"
#include "hive/key_from_node.h"
#include "hive/regf/big_data.h"
#include "hive/regf/subkey_list.h"
#include "tests/support/shared_dir.h"

namespace {

using hive::Hive;
using hive::Presence;

/// A value of the whole hive, and the file size from which on it can be read.
struct WholeValue {
  hive::Value value;
  std::uint64_t needs = 0;
};
struct WholeKey {
  std::vector<std::string> path;
  std::uint64_t needs = 0;
  std::vector<WholeValue> values;
};

/// Reads a sound hive once and notes where everything ends.
class Survey {
 public:
  Survey(const Hive& hive, const hive::LazyBytes& bytes)
      : hive_(hive), bytes_(bytes), cells_(bytes, 4096 + hive.base_block().bins_bytes) {}

  std::vector<WholeKey> keys() {
    std::vector<WholeKey> all;
    hive_.walk([&](const hive::Key& key, std::span<const std::string> path) {
      levels_.resize(path.size() + 1);
      const std::uint32_t cell = hive::cell_of(key);
      std::uint64_t needs = end_of(cell);
      if (!path.empty()) needs = std::max(needs, levels_[path.size() - 1].at(cell));
      levels_.back() = needs_of_subkeys(cell, needs);
      WholeKey whole{{path.begin(), path.end()}, needs, {}};
      whole.values = values_of(key, needs);
      all.push_back(std::move(whole));
      return true;
    });
    return all;
  }

 private:
  std::uint64_t end_of(std::uint32_t cell) const {
    const std::uint64_t place = hive::regf::file_offset(cell);
    return place + (0U - hive::ByteReader(*bytes_.view(place, 4)).u32(0).value());
  }

  /// What each subkey needs because of the lists on the way to it.
  std::unordered_map<std::uint32_t, std::uint64_t> needs_of_subkeys(std::uint32_t cell, std::uint64_t needs) const {
    std::unordered_map<std::uint32_t, std::uint64_t> all;
    const auto node = hive::regf::read_key_node(cells_, cell);
    if (node->subkey_count == 0) return all;
    const auto top = hive::regf::read_subkey_list(cells_, node->subkey_list);
    needs = std::max(needs, end_of(top->cell));
    for (std::uint32_t i = 0; i < hive::regf::leaf_count(*top); ++i) {
      const auto leaf = hive::regf::read_leaf(cells_, *top, i);
      for (std::uint32_t k = 0; k < leaf->count; ++k) all[leaf->entry(k)] = std::max(needs, end_of(leaf->cell));
    }
    return all;
  }

  std::vector<WholeValue> values_of(const hive::Key& key, std::uint64_t needs) const {
    std::vector<WholeValue> all;
    if (key.value_count != 0) needs = std::max(needs, end_of(key.value_list));
    for (hive::Value& value : hive_.list_values(key).items) {
      const auto cell = static_cast<std::uint32_t>(value.offset - hive::regf::kBinsStart);
      all.push_back({std::move(value), std::max(needs, needs_of_data(cell))});
    }
    return all;
  }

  std::uint64_t needs_of_data(std::uint32_t cell) const {
    std::uint64_t needs = end_of(cell);
    const auto record = hive::regf::read_value_record(cells_, cell);
    if (record->is_inline || record->size_bytes == 0) return needs;
    needs = std::max(needs, end_of(record->data_cell));
    if (record->size_bytes <= hive::regf::kBigDataSegmentBytes) return needs;
    const auto big = hive::regf::read_big_data(cells_, record->data_cell);
    if (!big->is_big_data) return needs;
    needs = std::max(needs, end_of(big->list));
    const hive::Bytes segments = *cells_.body(big->list, 0, big->segments * 4);
    for (std::uint32_t i = 0; i < big->segments; ++i) {
      needs = std::max(needs, end_of(hive::ByteReader(segments).u32(std::size_t{i} * 4).value()));
    }
    return needs;
  }

  const Hive& hive_;
  const hive::LazyBytes& bytes_;
  hive::regf::Cells cells_;
  std::vector<std::unordered_map<std::uint32_t, std::uint64_t>> levels_;
};

/// What comparing a cut hive with the whole one found.
struct Comparison {
  std::uint64_t kept = 0;
  std::uint64_t lost = 0;
  std::vector<std::string> wrong;

  void add(const WholeKey& key, const std::string& value, const char* what) {
    if (wrong.size() >= 5) return;
    std::string text;
    for (const std::string& segment : key.path) text += segment + "\\";
    wrong.push_back(text + ":" + value + " " + what);
  }
};

void compare_value(const Hive& cut, const WholeKey& key, const WholeValue& whole, const hive::Key& found,
                   std::uint64_t size, Comparison& result) {
  const auto value = cut.find_value(found, whole.value.name);
  const bool kept = whole.needs <= size;
  (kept ? result.kept : result.lost)++;
  if (value.presence == Presence::absent) result.add(key, whole.value.name, "is called absent");
  const bool complete = value.presence == Presence::present && value.value->complete;
  if (kept && !complete) result.add(key, whole.value.name, "is there and not answered");
  if (complete && (value.value->data != whole.value.data || value.value->type != whole.value.type)) {
    result.add(key, whole.value.name, "has other data");
  }
}

Comparison compare(const Hive& cut, const std::vector<WholeKey>& keys, std::uint64_t size, std::size_t step) {
  Comparison result;
  for (std::size_t i = 0; i < keys.size(); i += step) {
    const WholeKey& key = keys[i];
    const auto found = cut.find_key(key.path);
    const bool kept = key.needs <= size;
    (kept ? result.kept : result.lost)++;
    if (found.presence == Presence::absent) result.add(key, "", "is called absent");
    if (kept && found.presence != Presence::present) result.add(key, "", "is there and not answered");
    if (!kept && found.presence != Presence::unreadable) result.add(key, "", "is gone and answered");
    if (!found.key) continue;
    for (const WholeValue& value : key.values) compare_value(cut, key, value, *found.key, size, result);
  }
  return result;
}

TEST(Truncation, WhatIsKeptIsAnsweredAndWhatIsLostIsNotAbsent) {
  const auto shared = hiveaudit_tests::shared_dir();
  const std::string path = shared ? (*shared / "hives/win7/SYSTEM").string() : "";
  if (!shared || !std::filesystem::exists(path)) GTEST_SKIP() << "no real hives";
  const auto whole = Hive::open(std::move(hive::open_file(path)).value(), path);
  const auto bytes = hive::LazyBytes::open(std::move(hive::open_file(path)).value());
  ASSERT_TRUE(whole && bytes);
  const std::vector<WholeKey> keys = Survey(*whole, *bytes).keys();
  ASSERT_EQ(keys.size(), 30'756U);
  const hive::Bytes all = *bytes->view(0, bytes->size_bytes());

  const std::size_t step = std::getenv("HIVEAUDIT_SANITIZED") != nullptr ? 17 : 1;
  for (const std::uint64_t percent : {90U, 75U, 50U, 25U, 10U}) {
    const std::uint64_t page = all.size() * percent / 100 / 4096 * 4096;
    std::uint64_t last_kept = 0;
    for (const std::uint64_t size : {page, page + 1235}) {
      const std::vector<std::byte> kept(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(size));
      const auto cut = Hive::open(hive::open_memory(kept), "cut");
      ASSERT_TRUE(cut) << hive::to_text(cut.error());
      EXPECT_EQ(cut->state(), hive::HiveState::damaged);
      const Comparison result = compare(*cut, keys, size, step);
      for (const std::string& wrong : result.wrong) ADD_FAILURE() << "cut at " << size << ": " << wrong;
      EXPECT_GT(result.kept, 0U);
      EXPECT_GT(result.lost, 0U);
      EXPECT_GE(result.kept, last_kept);
      last_kept = result.kept;
    }
  }
}

}  // namespace
