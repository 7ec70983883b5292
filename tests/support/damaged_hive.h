#pragma once
// A small hive that a test damages in one place before it is opened.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/regf_patch.h"

namespace hiveaudit_tests {

using hive::regf::CellKind;
using Path = std::vector<std::string>;

/// Fields of records, counted from the cell's size field (see the headers of hive/regf).
inline constexpr std::uint64_t kLayer = 4 + 13;
inline constexpr std::uint64_t kSubkeyCount = 4 + 20;
inline constexpr std::uint64_t kSubkeyList = 4 + 28;
inline constexpr std::uint64_t kValueCount = 4 + 36;
inline constexpr std::uint64_t kValueList = 4 + 40;
inline constexpr std::uint64_t kKeyNameLength = 4 + 72;
inline constexpr std::uint64_t kKeyName = 4 + 76;
inline constexpr std::uint64_t kListCount = 4 + 2;
inline constexpr std::uint64_t kListEntries = 4 + 4;
inline constexpr std::uint64_t kDataSize = 4 + 4;
inline constexpr std::uint64_t kDataCell = 4 + 8;

inline hive::regf::BuildKey tree(int children) {
  hive::regf::BuildKey root;
  root.name = "ROOT";
  hive::regf::BuildKey& parent = root.child("Parent");
  for (int i = 0; i < children; ++i) parent.child("Key" + std::to_string(100 + i)).set(dword_value("Enabled", 1));
  parent.set(dword_value("One", 1));
  parent.set(dword_value("Two", 2));
  parent.set(binary_value("Large", 40));
  return root;
}

class Damaged {
 public:
  explicit Damaged(int children = 3, char kind = 'h', std::uint32_t per_leaf = 507) {
    hive::regf::BuildOptions options;
    options.leaf_kind = kind;
    options.list_entries_per_leaf = per_leaf;
    built_ = hive::regf::build_located_hive(tree(children), options);
  }

  std::uint64_t at(CellKind kind, std::string_view key, std::string_view value = {}) const {
    return hive::regf::cell_offset(built_, kind, key, value);
  }
  std::uint32_t cell(CellKind kind, std::string_view key) const {
    return static_cast<std::uint32_t>(at(kind, key) - 4096);
  }
  template <class Number>
  Damaged& set(std::uint64_t offset, Number value) {
    poke(built_.bytes, offset, value);
    return *this;
  }
  std::vector<std::byte>& bytes() { return built_.bytes; }
  hive::Hive open() {
    hive::regf::repair_checksum(built_.bytes);
    auto result = open_bytes(built_.bytes);
    EXPECT_TRUE(result) << hive::to_text(result.error());
    return std::move(result).value();
  }

 private:
  hive::regf::BuiltHive built_;
};

inline bool has(const std::vector<hive::Anomaly>& anomalies, std::string_view code) {
  return std::any_of(anomalies.begin(), anomalies.end(), [&](const hive::Anomaly& a) { return a.code == code; });
}

/// The question could not be answered, and the answer says where and why.
inline void expect_unreadable(const hive::KeyLookup& lookup, std::string_view code) {
  EXPECT_EQ(lookup.presence, hive::Presence::unreadable);
  ASSERT_TRUE(lookup.error);
  EXPECT_TRUE(lookup.error->where.offset);
  EXPECT_EQ(lookup.error->where.path, "test.hive");
  EXPECT_TRUE(code.empty() || has(lookup.anomalies, code)) << hive::to_text(*lookup.error);
}

}  // namespace hiveaudit_tests
