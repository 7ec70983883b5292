// One changed field must never turn what is there into a sound absence.

#include <gtest/gtest.h>

#include <cstring>

#include "hive/hive.h"
#include "tests/support/damaged_hive.h"

namespace {

using hive::Hive;
using hive::Presence;
using namespace hiveaudit_tests;  // NOLINT(google-build-using-namespace): the vocabulary of these tests

constexpr std::uint64_t kKeyFlags = 4 + 2;
constexpr std::uint64_t kParent = 4 + 16;
constexpr std::uint64_t kValueNameLength = 4 + 2;
constexpr std::uint64_t kValueFlags = 4 + 16;

void expect_not_absent(const Hive& hive, const std::string& name, std::string_view code) {
  const auto key = hive.find_key(Path{"Parent", name});
  EXPECT_NE(key.presence, Presence::absent) << code;
  EXPECT_TRUE(has(key.anomalies, code)) << code;
}

hive::ValueLookup value_of_parent(const Hive& hive, std::string_view name) {
  return hive.find_value(*hive.find_key(Path{"Parent"}).key, name);
}

TEST(HiveDamageAbsenceTest, AChangedNameHidesNoKey) {
  for (const int children : {1, 3, 40, 600}) {
    Damaged byte(children);
    expect_not_absent(byte.set<std::uint8_t>(byte.at(CellKind::key, "Parent\\Key100") + kKeyName + 1, 'd').open(),
                      "Key100", "wrong-hash");
    Damaged length(children);
    expect_not_absent(length.set<std::uint16_t>(length.at(CellKind::key, "Parent\\Key100") + kKeyNameLength, 5).open(),
                      "Key100", "wrong-hash");
  }
  Damaged first_letters(1, 'f');
  const std::uint64_t name = first_letters.at(CellKind::key, "Parent\\Key100") + kKeyName;
  expect_not_absent(first_letters.set<std::uint8_t>(name, 'Z').open(), "Key100", "wrong-hash");
}

TEST(HiveDamageAbsenceTest, AnEmptyOrHalfNameHidesNoKey) {
  for (const char kind : {'h', 'f', 'i'}) {
    for (const int children : {1, 3, 600}) {
      Damaged empty(children, kind);
      expect_not_absent(empty.set<std::uint16_t>(empty.at(CellKind::key, "Parent\\Key100") + kKeyNameLength, 0).open(),
                        "Key100", "bad-key-name");
      Damaged odd(children, kind);
      const std::uint64_t key = odd.at(CellKind::key, "Parent\\Key100");
      odd.set<std::uint16_t>(key + kKeyFlags, 0).set<std::uint16_t>(key + kKeyNameLength, 5);
      expect_not_absent(odd.open(), "Key100", "bad-key-name");
    }
  }
}

TEST(HiveDamageAbsenceTest, ARedirectedEntryHidesNoKey) {
  for (const char kind : {'h', 'f', 'i'}) {
    const std::uint64_t width = kind == 'i' ? 4 : 8;
    for (const int children : {3, 40}) {
      Damaged twice(children, kind);
      const std::uint64_t entries = twice.at(CellKind::subkey_list, "Parent") + kListEntries;
      twice.set(entries + width, twice.cell(CellKind::key, "Parent\\Key100"));
      expect_not_absent(twice.open(), "Key101", "repeated-entry");
      Damaged elsewhere(children, kind);
      const std::uint64_t first = elsewhere.at(CellKind::subkey_list, "Parent") + kListEntries;
      elsewhere.set(first, elsewhere.cell(CellKind::key, "Parent"));
      expect_not_absent(elsewhere.open(), "Key100", "wrong-parent");
    }
  }
}

TEST(HiveDamageAbsenceTest, BelowAKeyOfAnotherParentNothingIsAbsent) {
  Damaged key;
  const Hive hive = key.set(key.at(CellKind::key, "Parent\\Key100") + kParent, 0x20U).open();
  const auto found = hive.find_key(Path{"Parent", "Key100"});
  EXPECT_EQ(found.presence, Presence::present);
  EXPECT_TRUE(has(found.anomalies, "wrong-parent"));
  expect_unreadable(hive.find_key(Path{"Parent", "Key100", "Below"}), "wrong-parent");
  EXPECT_EQ(hive.state(), hive::HiveState::damaged);
}

TEST(HiveDamageAbsenceTest, AnotherKeyOfTheNameIsToldWhateverItsHash) {
  for (const char kind : {'h', 'f', 'i'}) {
    Damaged twice(3, kind);
    const Hive hive = twice.set<std::uint8_t>(twice.at(CellKind::key, "Parent\\Key101") + kKeyName + 5, '0').open();
    expect_not_absent(hive, "Key101", "duplicate-key");
    EXPECT_EQ(hive.find_key(Path{"Parent", "Key100"}).presence, Presence::ambiguous) << kind;
    expect_unreadable(hive.find_key(Path{"Parent", "Key100", "Below"}), "duplicate-key");
  }
}

TEST(HiveDamageAbsenceTest, DisorderBlocksAbsenceUnlessEveryNameIsProven) {
  for (const char kind : {'h', 'f', 'i'}) {
    Damaged list(5, kind);
    const std::int64_t width = kind == 'i' ? 4 : 8;
    const auto first =
        list.bytes().begin() + static_cast<std::ptrdiff_t>(list.at(CellKind::subkey_list, "Parent") + kListEntries);
    std::swap_ranges(first, first + width, first + width);
    const auto none = list.open().find_key(Path{"Parent", "Nothing"});
    EXPECT_EQ(none.presence, kind == 'h' ? Presence::absent : Presence::unreadable) << kind;
    EXPECT_TRUE(has(none.anomalies, "unsorted-list"));
  }
}

TEST(HiveDamageAbsenceTest, AChangedNameHidesNoValue) {
  Damaged empty;
  const Hive unnamed =
      empty.set<std::uint16_t>(empty.at(CellKind::value, "Parent", "One") + kValueNameLength, 0).open();
  EXPECT_EQ(value_of_parent(unnamed, "One").presence, Presence::unreadable);
  Damaged odd;
  const Hive half = odd.set<std::uint16_t>(odd.at(CellKind::value, "Parent", "Two") + kValueFlags, 0).open();
  EXPECT_EQ(value_of_parent(half, "Two").presence, Presence::unreadable);
  EXPECT_TRUE(has(value_of_parent(half, "Two").anomalies, "bad-value-name"));
}

TEST(HiveDamageAbsenceTest, TwoUnnamedValuesAreNoAbsence) {
  Damaged both;
  for (const char* name : {"One", "Two"}) {
    const std::uint64_t value = both.at(CellKind::value, "Parent", name);
    both.set<std::uint16_t>(value + kValueNameLength, 0).set<std::uint16_t>(value + kValueFlags, 0);
  }
  const auto value = value_of_parent(both.open(), "One");
  EXPECT_EQ(value.presence, Presence::unreadable);
  EXPECT_TRUE(has(value.anomalies, "duplicate-value"));
}

TEST(HiveDamageAbsenceTest, AValueListThatRepeatsOrIsDeniedHidesNoValue) {
  Damaged twice;
  const std::uint64_t list = twice.at(CellKind::value_list, "Parent");
  std::uint32_t first = 0;
  std::memcpy(&first, twice.bytes().data() + list + 4, 4);
  const Hive hive = twice.set(list + 8, first).open();
  for (const char* name : {"One", "Two", "Large"}) {
    const auto value = value_of_parent(hive, name);
    EXPECT_NE(value.presence, Presence::absent) << name;
    EXPECT_EQ(value.presence == Presence::unreadable, has(value.anomalies, "repeated-entry")) << name;
  }
  Damaged denied;
  const Hive none = denied.set(denied.at(CellKind::key, "Parent") + kValueCount, 0U).open();
  const auto value = value_of_parent(none, "One");
  EXPECT_EQ(value.presence, Presence::unreadable);
  EXPECT_TRUE(has(value.anomalies, "value-count"));
}

}  // namespace
