// Damage: every class of defect has one anomaly, costs only the answers behind it, and is never absence.

#include <gtest/gtest.h>

#include "hive/anomaly_log.h"
#include "hive/hive.h"
#include "tests/support/damaged_hive.h"

namespace {

using hive::ErrorCode;
using hive::Hive;
using hive::HiveState;
using hive::Presence;
using namespace hiveaudit_tests;  // NOLINT(google-build-using-namespace): the vocabulary of these tests

// What is no hive.

TEST(HiveDamageTest, WhatIsNoHiveIsRefusedWithExpectedAndFound) {
  struct Case {
    std::string bytes;
    ErrorCode code;
    const char* found;
  };
  const std::vector<Case> cases{
      {"", ErrorCode::corrupt, "an empty file"},
      {"MZ", ErrorCode::corrupt, "MZ (4d 5a)"},
      {"Windows Registry Editor Version 5.00\r\n", ErrorCode::corrupt, "Wind (57 69 6e 64)"},
      {std::string(8192, '\0'), ErrorCode::corrupt, "zeros where `regf` should be"},
      {"regf", ErrorCode::truncated, "4 bytes"},
      {std::string("\x1b[2J", 4), ErrorCode::corrupt, ".[2J (1b 5b 32 4a)"},
  };
  for (const Case& item : cases) {
    std::vector<std::byte> bytes(item.bytes.size());
    std::transform(item.bytes.begin(), item.bytes.end(), bytes.begin(),
                   [](char c) { return static_cast<std::byte>(c); });
    const auto hive = open_bytes(std::move(bytes));
    ASSERT_FALSE(hive);
    EXPECT_EQ(hive.error().code, item.code);
    EXPECT_EQ(hive.error().found, item.found);
    EXPECT_FALSE(hive.error().expected.empty());
    EXPECT_EQ(hive.error().where.offset, 0U);
    EXPECT_EQ(hive.error().where.path, "test.hive");
  }
}

TEST(HiveDamageTest, LogsAndOtherVersionsAreUnsupported) {
  for (const std::uint32_t type : {1U, 2U, 6U, 9U}) {
    std::vector<std::byte> bytes = hive::regf::build_hive(tree(1));
    poke(bytes, 28, type);
    const auto hive = open_bytes(bytes);
    ASSERT_FALSE(hive);
    EXPECT_EQ(hive.error().code, ErrorCode::unsupported);
  }
  for (const std::uint32_t minor : {1U, 2U, 7U}) {
    std::vector<std::byte> bytes = hive::regf::build_hive(tree(1));
    poke(bytes, 24, minor);
    ASSERT_FALSE(open_bytes(bytes));
    EXPECT_EQ(open_bytes(bytes).error().found, "1." + std::to_string(minor));
  }
  std::vector<std::byte> header = hive::regf::build_hive(tree(1));
  header.resize(4096);
  EXPECT_EQ(open_bytes(header).error().code, ErrorCode::truncated);
}

// The hive as a whole.

TEST(HiveDamageTest, ABadChecksumIsDirtyNotClean) {
  std::vector<std::byte> bytes = hive::regf::build_hive(tree(1));
  poke(bytes, 508, 0x1234'5678U);
  const auto hive = open_bytes(bytes);
  ASSERT_TRUE(hive);
  EXPECT_EQ(hive->state(), HiveState::dirty);
  EXPECT_TRUE(has(hive->anomalies(), "bad-checksum"));
  EXPECT_EQ(hive->find_key(Path{"Parent", "Key100"}).presence, Presence::present);
}

TEST(HiveDamageTest, BrokenBinsMakeAHiveDamaged) {
  Damaged header;
  EXPECT_EQ(header.set(4096, 0U).open().state(), HiveState::damaged);
  EXPECT_TRUE(has(header.open().anomalies(), "bad-bin-header"));
  Damaged size;
  const Hive odd = size.set(40, 5000U).open();
  EXPECT_EQ(odd.state(), HiveState::damaged);
  EXPECT_TRUE(has(odd.anomalies(), "bins-size"));
  Damaged root;
  const Hive rootless = root.set(36, 0x7FFF'FFF8U).open();
  EXPECT_EQ(rootless.state(), HiveState::damaged);
  expect_unreadable(rootless.root(), "bad-cell");
  expect_unreadable(rootless.find_key(Path{"Parent"}), "bad-cell");
}

TEST(HiveDamageTest, ATruncatedHiveAnswersWhatLiesBeforeTheCut) {
  Damaged whole(2000);
  std::vector<std::byte> bytes = whole.bytes();
  const std::uint64_t cut = whole.at(CellKind::key, "Parent\\Key1500") / 4096 * 4096;
  bytes.resize(static_cast<std::size_t>(cut));
  const auto hive = open_bytes(bytes);
  ASSERT_TRUE(hive);
  EXPECT_EQ(hive->state(), HiveState::damaged);
  EXPECT_TRUE(has(hive->anomalies(), "truncated"));
  int present = 0;
  for (int i = 0; i < 2000; ++i) {
    const auto key = hive->find_key(Path{"Parent", "Key" + std::to_string(100 + i)});
    EXPECT_NE(key.presence, Presence::absent);
    present += key.presence == Presence::present ? 1 : 0;
    EXPECT_EQ(key.error ? key.error->code : ErrorCode::truncated, ErrorCode::truncated);
  }
  EXPECT_LT(present, 2000);
  EXPECT_NE(hive->find_key(Path{"Parent", "Nothing"}).presence, Presence::absent);
}

TEST(HiveDamageTest, BytesBehindTheBinsAreNormal) {
  Damaged longer;
  longer.bytes().resize(longer.bytes().size() + 7777, std::byte{0xAA});
  const Hive hive = longer.open();
  EXPECT_EQ(hive.state(), HiveState::clean);
  EXPECT_EQ(hive.find_key(Path{"Parent", "Nothing"}).presence, Presence::absent);
}

// Lists of subkeys.

TEST(HiveDamageTest, AListThatIsNotOneIsUnreadable) {
  for (const std::uint32_t reference : {0xFFFF'FFFFU, 0x7FFF'FFF8U, 0x24U, 0U}) {
    Damaged list;
    const Hive hive = list.set(list.at(CellKind::key, "Parent") + kSubkeyList, reference).open();
    expect_unreadable(hive.find_key(Path{"Parent", "Key100"}), "bad-cell");
    EXPECT_EQ(hive.find_key(Path{"Parent", "Key100"}).error->where.key, "Parent");
    EXPECT_EQ(hive.find_key(Path{"Parent"}).presence, Presence::present);
    EXPECT_TRUE(hive.list_subkeys(*hive.find_key(Path{"Parent"}).key).error);
  }
  Damaged key_as_list;
  const std::uint32_t other = key_as_list.cell(CellKind::key, "Parent\\Key100");
  expect_unreadable(key_as_list.set(key_as_list.at(CellKind::key, "Parent") + kSubkeyList, other)
                        .open()
                        .find_key(Path{"Parent", "x"}),
                    "not-a-list");
}

TEST(HiveDamageTest, AFreeCellIsNotFollowed) {
  Damaged list;
  const std::uint64_t place = list.at(CellKind::subkey_list, "Parent");
  const Hive hive = list.set(place, 0x20U).open();
  expect_unreadable(hive.find_key(Path{"Parent", "Key100"}), "bad-cell");
  EXPECT_EQ(hive.find_key(Path{"Parent", "Key100"}).error->where.offset, place);
}

TEST(HiveDamageTest, AHugeCountReadsWhatTheCellHolds) {
  Damaged list;
  const Hive hive = list.set<std::uint16_t>(list.at(CellKind::subkey_list, "Parent") + kListCount, 0xFFFF).open();
  EXPECT_EQ(hive.find_key(Path{"Parent", "Key101"}).presence, Presence::present);
  expect_unreadable(hive.find_key(Path{"Parent", "Nothing"}), "list-too-long");
  Damaged count;
  const Hive counted = count.set(count.at(CellKind::key, "Parent") + kSubkeyCount, 0x4000'0000U).open();
  EXPECT_EQ(counted.find_key(Path{"Parent", "Key101"}).presence, Presence::present);
  expect_unreadable(counted.find_key(Path{"Parent", "Nothing"}), "subkey-count");
  Damaged none;
  const Hive denied = none.set(none.at(CellKind::key, "Parent") + kSubkeyCount, 0U).open();
  expect_unreadable(denied.find_key(Path{"Parent", "Key101"}), "subkey-count");
}

TEST(HiveDamageTest, AListThatNamesItselfEnds) {
  for (const std::uint32_t per_leaf : {2U, 507U}) {
    Damaged list(10, 'h', per_leaf);
    const std::uint64_t place = list.at(CellKind::subkey_list, "Parent");
    const std::uint32_t own = list.cell(CellKind::subkey_list, "Parent");
    list.set<std::uint16_t>(place + 4, 0x6972).set(place + kListEntries, own);
    const Hive hive = list.open();
    expect_unreadable(hive.find_key(Path{"Parent", "Nothing"}), "list-cycle");
    EXPECT_TRUE(has(hive.list_subkeys(*hive.find_key(Path{"Parent"}).key).anomalies, "list-cycle"));
    EXPECT_GT(hive.walk([](const hive::Key&, auto) { return true; }).unreadable, 0U);
  }
}

TEST(HiveDamageTest, NestedAndRepeatedListsAreDamage) {
  Damaged repeated(10, 'h', 2);
  const std::uint64_t place = repeated.at(CellKind::subkey_list, "Parent");
  const std::uint32_t leaf = repeated.cell(CellKind::subkey_leaf, "Parent");
  const Hive hive = repeated.set(place + kListEntries + 4, leaf).open();
  EXPECT_EQ(hive.find_key(Path{"Parent", "Key100"}).presence, Presence::present);
  expect_unreadable(hive.find_key(Path{"Parent", "Key102"}), "list-cycle");
  Damaged nested(10, 'h', 2);
  const std::uint64_t inner = nested.at(CellKind::subkey_leaf, "Parent");
  const Hive deep = nested.set<std::uint16_t>(inner + 4, 0x6972).open();
  expect_unreadable(deep.find_key(Path{"Parent", "Key100"}), "list-nesting");
}

// What a list claims costs no memory before it is seen: leaves that overlap name 655,350 keys, and the hive has bytes
// for 100,000.
TEST(HiveDamageTest, AListGetsNoMemoryForKeysThatAreNotThere) {
  constexpr std::uint32_t kLeaves = 10;
  constexpr std::uint32_t kLeafBytes = 0x4'0008;
  hive::regf::BuildKey root = tree(3);
  root.set(binary_value("Room", 8'000'000));
  // 1.3 has no big data: the room is one cell.
  hive::regf::BuiltHive built = hive::regf::build_located_hive(root, {.minor = 3});
  const std::uint64_t list = hive::regf::cell_offset(built, CellKind::value_data, "", "Room") + 8;
  const std::uint64_t first = list + 64;
  const auto write = [&](std::uint64_t at, std::uint32_t size, std::uint16_t signature, std::uint16_t count) {
    poke(built.bytes, at, 0U - size);
    poke(built.bytes, at + 4, signature);
    poke(built.bytes, at + 6, count);
  };
  write(list, 64, 0x6972, kLeaves);
  for (std::uint32_t i = 0; i < kLeaves; ++i) {
    poke(built.bytes, list + 4 + kListEntries + 4 * i, static_cast<std::uint32_t>(first + 8 * i - 4096));
    write(first + 8 * i, kLeafBytes, 0x696C, 0xFFFF);
  }
  const std::uint64_t parent = hive::regf::cell_offset(built, CellKind::key, "Parent");
  poke(built.bytes, parent + kSubkeyList, static_cast<std::uint32_t>(list - 4096));
  poke(built.bytes, parent + kSubkeyCount, kLeaves * 0xFFFF);
  const auto opened = open_bytes(built.bytes);
  ASSERT_TRUE(opened);
  const auto listed = opened->list_subkeys(*opened->find_key(Path{"Parent"}).key);
  EXPECT_TRUE(listed.error);
  EXPECT_LE(listed.items.capacity(), 65'536U);
}

TEST(HiveDamageTest, AnEntryThatIsNoKeyCostsOnlyItsOwnAnswer) {
  for (const char kind : {'h', 'f', 'i'}) {
    for (const int children : {3, 40}) {
      Damaged entry(children, kind);
      const Hive hive = entry.set<std::uint16_t>(entry.at(CellKind::key, "Parent\\Key101") + 4, 0x7878).open();
      EXPECT_EQ(hive.find_key(Path{"Parent", "Key100"}).presence, Presence::present) << kind;
      EXPECT_EQ(hive.find_key(Path{"Parent", "Key102"}).presence, Presence::present) << kind;
      expect_unreadable(hive.find_key(Path{"Parent", "Key101"}), "not-a-key");
      const auto listed = hive.list_subkeys(*hive.find_key(Path{"Parent"}).key);
      EXPECT_EQ(listed.items.size(), static_cast<std::size_t>(children - 1));
      EXPECT_TRUE(listed.error);
    }
  }
}

TEST(HiveDamageTest, AWrongHashCannotHideAKey) {
  for (const int children : {3, 40, 600}) {
    Damaged hash(children);
    const bool nested = children > 507;
    const std::uint64_t list = hash.at(nested ? CellKind::subkey_leaf : CellKind::subkey_list, "Parent");
    const Hive hive = hash.set(list + kListEntries + 8 + 4, 0x0BAD'0BADU).open();
    const auto key = hive.find_key(Path{"Parent", "Key101"});
    EXPECT_EQ(key.presence, Presence::present) << children;
    EXPECT_TRUE(has(key.anomalies, "wrong-hash"));
    // In long lists the hashes and the order around the place of the name are enough.
    const auto none = hive.find_key(Path{"Parent", "Nothing"});
    EXPECT_EQ(none.presence, nested ? Presence::absent : Presence::unreadable) << children;
  }
}

TEST(HiveDamageTest, LeavesOutOfOrderCannotHideAKey) {
  constexpr int kChildren = 600;
  for (const bool wrong_hash : {false, true}) {
    Damaged list(kChildren, 'h', 100);
    const auto place = [&](std::uint64_t offset) { return list.bytes().begin() + static_cast<std::ptrdiff_t>(offset); };
    if (wrong_hash) list.set(list.at(CellKind::subkey_leaf, "Parent") + kListEntries + 8 + 4, 0x0BAD'0BADU);
    const std::uint64_t leaves = list.at(CellKind::subkey_list, "Parent") + kListEntries;
    std::swap_ranges(place(leaves), place(leaves + 4), place(leaves + 8));
    const Hive hive = list.open();
    for (int i = 0; i < kChildren; ++i) {
      const std::string name = "Key" + std::to_string(100 + i);
      EXPECT_EQ(hive.find_key(Path{"Parent", name}).presence, Presence::present) << name;
    }
    EXPECT_TRUE(has(hive.find_key(Path{"Parent", "Key101"}).anomalies, "unsorted-list"));
    const auto none = hive.find_key(Path{"Parent", "Nothing"});
    EXPECT_EQ(none.presence, wrong_hash ? Presence::unreadable : Presence::absent);
    EXPECT_TRUE(has(none.anomalies, "unsorted-list"));
  }
}

TEST(HiveDamageTest, AnUnsortedListCannotHideAKey) {
  for (const char kind : {'h', 'f', 'i'}) {
    for (const std::uint32_t per_leaf : {507U, 5U}) {
      for (const int children : {5, 40}) {
        Damaged list(children, kind, per_leaf);
        const bool nested = static_cast<std::uint32_t>(children) > per_leaf;
        const std::uint64_t leaf = list.at(nested ? CellKind::subkey_leaf : CellKind::subkey_list, "Parent");
        const std::uint64_t width = kind == 'i' ? 4 : 8;
        // The first and the last entry of the leaf change places.
        const std::uint64_t first = leaf + kListEntries;
        const std::uint64_t last = first + width * (nested ? 4 : static_cast<std::uint64_t>(children) - 1);
        auto& bytes = list.bytes();
        std::swap_ranges(bytes.begin() + static_cast<std::ptrdiff_t>(first),
                         bytes.begin() + static_cast<std::ptrdiff_t>(first + width),
                         bytes.begin() + static_cast<std::ptrdiff_t>(last));
        const Hive hive = list.open();
        for (int i = 0; i < children; ++i) {
          const std::string name = "Key" + std::to_string(100 + i);
          EXPECT_EQ(hive.find_key(Path{"Parent", name}).presence, Presence::present) << kind << per_leaf << name;
        }
        EXPECT_TRUE(has(hive.list_subkeys(*hive.find_key(Path{"Parent"}).key).anomalies, "unsorted-list"));
      }
    }
  }
}

TEST(HiveDamageTest, AKeyThatWindowsCannotFindIsShownWithTheReason) {
  struct Case {
    char kind;
    int children;
  };
  // One changed letter makes the name, its hint and its place disagree.
  for (const Case& item : {Case{'f', 40}, Case{'i', 40}, Case{'h', 10}}) {
    Damaged list(item.children, item.kind);
    const std::uint64_t name = list.at(CellKind::key, "Parent\\Key100") + kKeyName;
    const Hive hive = list.set<std::uint8_t>(name, 'Z').open();
    const auto key = hive.find_key(Path{"Parent", "Zey100"});
    EXPECT_EQ(key.presence, Presence::present) << item.kind;
    EXPECT_TRUE(has(key.anomalies, "unsorted-list")) << item.kind;
    EXPECT_EQ(hive.find_key(Path{"Parent", "Key100"}).presence, Presence::unreadable);
    EXPECT_EQ(hive.find_key(Path{"Parent", "Key105"}).presence, Presence::present);
  }
}

TEST(HiveDamageTest, TwoKeysOfOneNameAreAmbiguous) {
  for (const char kind : {'h', 'f', 'i'}) {
    Damaged twice(3, kind);
    const std::uint64_t list = twice.at(CellKind::subkey_list, "Parent");
    const std::uint64_t name = twice.at(CellKind::key, "Parent\\Key101") + kKeyName + 5;
    twice.set<std::uint8_t>(name, '0');
    if (kind == 'h') {
      std::uint32_t hash = 0;
      for (std::uint64_t i = 0; i < 4; ++i) {
        hash |= std::to_integer<std::uint32_t>(twice.bytes()[static_cast<std::size_t>(list + kListEntries + 4 + i)])
                << (8 * i);
      }
      twice.set(list + kListEntries + 12, hash);
    }
    const Hive hive = twice.open();
    const auto key = hive.find_key(Path{"Parent", "Key100"});
    EXPECT_EQ(key.presence, Presence::ambiguous) << kind;
    EXPECT_TRUE(key.key);
    EXPECT_TRUE(has(key.anomalies, "duplicate-key"));
    expect_unreadable(hive.find_key(Path{"Parent", "Key100", "Below"}), "duplicate-key");
  }
}

// Keys.

TEST(HiveDamageTest, ANameThatDoesNotFitIsUnreadable) {
  Damaged name;
  const Hive hive = name.set<std::uint16_t>(name.at(CellKind::key, "Parent\\Key100") + kKeyNameLength, 0xFFFF).open();
  expect_unreadable(hive.find_key(Path{"Parent", "Key100"}), "bad-key-name");
  EXPECT_EQ(hive.find_key(Path{"Parent", "Key102"}).presence, Presence::present);
}

TEST(HiveDamageTest, AKeyBelowItselfIsWalkedOnce) {
  Damaged cycle;
  const std::uint64_t entry = cycle.at(CellKind::subkey_list, "Parent") + kListEntries;
  const Hive hive = cycle.set(entry, cycle.cell(CellKind::key, "Parent")).open();
  const auto totals = hive.walk([](const hive::Key&, auto) { return true; });
  EXPECT_EQ(totals.keys, 4U);
  EXPECT_EQ(totals.unreadable, 1U);
  EXPECT_TRUE(has(hive.anomalies(), "key-cycle"));
  EXPECT_TRUE(has(hive.list_subkeys(*hive.find_key(Path{"Parent"}).key).anomalies, "key-cycle"));
}

TEST(HiveDamageTest, UnknownFlagsRejectNothing) {
  Damaged flags;
  const Hive hive = flags.set<std::uint16_t>(flags.at(CellKind::key, "Parent\\Key100") + 6, 0xF3A0 | 0x20).open();
  EXPECT_EQ(hive.find_key(Path{"Parent", "Key100"}).presence, Presence::present);
}

TEST(HiveDamageTest, BelowALayerNothingIsAbsent) {
  for (const std::uint8_t layer : {std::uint8_t{2}, std::uint8_t{3}}) {
    Damaged layered;
    const Hive hive = layered.set<std::uint8_t>(layered.at(CellKind::key, "Parent") + kLayer, layer).open();
    const auto key = hive.find_key(Path{"Parent", "Key100"});
    ASSERT_EQ(key.presence, Presence::present);
    EXPECT_TRUE(has(key.anomalies, "layered-key"));
    const auto none = hive.find_key(Path{"Parent", "Nothing"});
    expect_unreadable(none, "layered-key");
    EXPECT_EQ(none.error->code, ErrorCode::unsupported);
    const auto value = hive.find_value(*hive.find_key(Path{"Parent"}).key, "Nothing");
    EXPECT_EQ(value.presence, Presence::unreadable);
    EXPECT_EQ(value.error->code, ErrorCode::unsupported);
  }
  Damaged tombstone;
  const Hive hive = tombstone.set<std::uint8_t>(tombstone.at(CellKind::key, "Parent") + kLayer, 1).open();
  expect_unreadable(hive.find_key(Path{"Parent"}), "layered-key");
  Damaged delta;
  const Hive flagged = delta.set(24, 6U).set(144, 2U).open();
  expect_unreadable(flagged.find_key(Path{"Nothing"}), "");
}

TEST(HiveDamageTest, TheSameDefectIsOneAnomaly) {
  Damaged entry;
  const Hive hive = entry.set<std::uint16_t>(entry.at(CellKind::key, "Parent\\Key101") + 4, 0x7878).open();
  for (int i = 0; i < 10; ++i) (void)hive.find_key(Path{"Parent", "Nothing"});
  EXPECT_EQ(hive.anomaly_count(), 1U);
}

TEST(HiveDamageTest, DefectsAreCountedByCodeAlsoThoseThatAreNotKept) {
  hive::AnomalyLog log;
  const std::uint64_t many = 2 * hive::limits::kMaxAnomaliesKept;
  for (std::uint64_t at = 0; at < many; ++at) {
    if (log.meet(at * 8, at % 4 == 0 ? "bad-cell" : "bad-list")) log.keep({"", at * 8, ""});
  }
  EXPECT_EQ(log.kept().size(), hive::limits::kMaxAnomaliesKept);
  EXPECT_EQ(log.counts(), (hive::AnomalyCounts{{"bad-cell", many / 4}, {"bad-list", many - many / 4}}));
}

}  // namespace
