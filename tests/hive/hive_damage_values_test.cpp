// Damaged values: what is not there is never invented, and never absence.

#include <gtest/gtest.h>

#include "hive/hive.h"
#include "tests/support/damaged_hive.h"

namespace {

using hive::ErrorCode;
using hive::Hive;
using hive::Presence;
using hive::regf::BuildKey;
using hive::regf::BuiltHive;
using hive::regf::cell_offset;
using namespace hiveaudit_tests;  // NOLINT(google-build-using-namespace): the vocabulary of these tests

TEST(HiveDamageValuesTest, AValueListThatLiesHidesNothingSilently) {
  Damaged count;
  const Hive hive = count.set(count.at(CellKind::key, "Parent") + kValueCount, 0x4000'0000U).open();
  const hive::Key key = *hive.find_key(Path{"Parent"}).key;
  EXPECT_EQ(hive.find_value(key, "Two").presence, Presence::present);
  const auto none = hive.find_value(key, "Nothing");
  EXPECT_EQ(none.presence, Presence::unreadable);
  EXPECT_TRUE(has(none.anomalies, "list-too-long"));
  EXPECT_TRUE(hive.list_values(key).error);
  Damaged list;
  const Hive lost = list.set(list.at(CellKind::key, "Parent") + kValueList, 0x7FFF'0000U).open();
  EXPECT_EQ(lost.find_value(*lost.find_key(Path{"Parent"}).key, "One").presence, Presence::unreadable);
}

TEST(HiveDamageValuesTest, AnUnreadableValueMakesAbsenceUnknown) {
  Damaged value;
  const Hive hive = value.set<std::uint16_t>(value.at(CellKind::value, "Parent", "One") + 4, 0).open();
  const hive::Key key = *hive.find_key(Path{"Parent"}).key;
  EXPECT_EQ(hive.find_value(key, "Two").presence, Presence::present);
  const auto none = hive.find_value(key, "One");
  EXPECT_EQ(none.presence, Presence::unreadable);
  EXPECT_TRUE(has(none.anomalies, "not-a-value"));
  Damaged name;
  const Hive unnamed = name.set<std::uint16_t>(name.at(CellKind::value, "Parent", "One") + 6, 999).open();
  EXPECT_TRUE(has(unnamed.find_value(*unnamed.find_key(Path{"Parent"}).key, "One").anomalies, "bad-value-name"));
}

TEST(HiveDamageValuesTest, TwoValuesOfOneNameAreAmbiguous) {
  Damaged twice;
  const std::uint64_t name = twice.at(CellKind::value, "Parent", "Two") + 4 + 20;
  const Hive hive =
      twice.set<std::uint8_t>(name, 'O').set<std::uint8_t>(name + 1, 'N').set<std::uint8_t>(name + 2, 'E').open();
  const auto value = hive.find_value(*hive.find_key(Path{"Parent"}).key, "one");
  EXPECT_EQ(value.presence, Presence::ambiguous);
  ASSERT_TRUE(value.value);
  EXPECT_TRUE(has(value.anomalies, "duplicate-value"));
}

TEST(HiveDamageValuesTest, DataThatAreNotThereAreNeverInvented) {
  Damaged longer;
  const Hive hive = longer.set(longer.at(CellKind::value, "Parent", "Large") + kDataSize, 5000U).open();
  const auto value = hive.find_value(*hive.find_key(Path{"Parent"}).key, "Large");
  ASSERT_EQ(value.presence, Presence::present);
  EXPECT_FALSE(value.value->complete);
  EXPECT_LT(value.value->data.size(), 60U);
  EXPECT_TRUE(has(value.anomalies, "short-data"));
  Damaged inline_size;
  const Hive small = inline_size.set(inline_size.at(CellKind::value, "Parent", "One") + kDataSize, 0x8000'0009U).open();
  const auto cut = small.find_value(*small.find_key(Path{"Parent"}).key, "One");
  EXPECT_EQ(cut.value->data.size(), 4U);
  EXPECT_FALSE(cut.value->complete);
  EXPECT_FALSE(read_dword(*cut.value));
  Damaged lost;
  const Hive nowhere = lost.set(lost.at(CellKind::value, "Parent", "Large") + kDataCell, 0x7FFF'FFF8U).open();
  const auto missing = nowhere.find_value(*nowhere.find_key(Path{"Parent"}).key, "Large");
  EXPECT_EQ(missing.presence, Presence::unreadable);
  EXPECT_FALSE(missing.value);
  Damaged huge;
  const Hive limit = huge.set(huge.at(CellKind::value, "Parent", "Large") + kDataSize, 0x7FFF'FFFFU).open();
  EXPECT_EQ(limit.find_value(*limit.find_key(Path{"Parent"}).key, "Large").error->code, ErrorCode::limit_exceeded);
}

TEST(HiveDamageValuesTest, SmallDataStandAtTheStartOfTheirField) {
  Damaged field;
  const std::uint64_t value = field.at(CellKind::value, "Parent", "One");
  const Hive hive = field.set(value + kDataSize, 0x8000'0001U).set(value + kDataCell, 0xDDCC'BBAAU).open();
  const auto found = hive.find_value(*hive.find_key(Path{"Parent"}).key, "One");
  ASSERT_EQ(found.value->data.size(), 1U);
  EXPECT_EQ(found.value->data[0], std::byte{0xAA});
  Damaged stale;
  const std::uint64_t large = stale.at(CellKind::value, "Parent", "Large");
  const Hive empty = stale.set(large + kDataSize, 0U).set(large + kDataCell, 0x7FFF'FFF9U).open();
  const auto none = empty.find_value(*empty.find_key(Path{"Parent"}).key, "Large");
  EXPECT_EQ(none.presence, Presence::present);
  EXPECT_TRUE(none.value->data.empty());
  EXPECT_TRUE(none.value->complete);
}

TEST(HiveDamageValuesTest, BigDataWithoutAllSegmentsAreIncomplete) {
  BuildKey root;
  root.name = "ROOT";
  root.set(binary_value("Big", 50'000));
  const BuiltHive built = hive::regf::build_located_hive(root);
  for (const bool shrink_count : {true, false}) {
    std::vector<std::byte> bytes = built.bytes;
    if (shrink_count) {
      poke<std::uint16_t>(bytes, cell_offset(built, CellKind::value_data, "", "Big") + 6, 2);
    } else {
      poke(bytes, cell_offset(built, CellKind::segment_list, "", "Big") + 4 + 4, 0x7FFF'FFF8U);
    }
    const auto hive = open_bytes(bytes);
    const auto value = hive->find_value(*hive->root().key, "Big");
    ASSERT_EQ(value.presence, Presence::present);
    EXPECT_FALSE(value.value->complete);
    EXPECT_EQ(value.value->data.size(), shrink_count ? 32'688U : 16'344U);
    EXPECT_FALSE(value.anomalies.empty());
  }
}

}  // namespace
