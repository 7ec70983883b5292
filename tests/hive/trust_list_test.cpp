#include "hive/trust_list.h"

#include <gtest/gtest.h>

#include "hive/der.h"
#include "hive/limits.h"
#include "tests/support/made_certificate.h"

namespace {

using hiveaudit_tests::bytes_of;
using hiveaudit_tests::ByteString;
using hiveaudit_tests::from_hex;
using hiveaudit_tests::made_trust_list;
using hiveaudit_tests::text_bytes;
using hiveaudit_tests::usages;

constexpr const char* kOne = "0102030405060708090A0B0C0D0E0F1011121314";
constexpr const char* kTwo = "FF02030405060708090A0B0C0D0E0F1011121314";

TEST(TrustList, NamesRootsAndWhatIsSaidOfThem) {
  const ByteString message =
      made_trust_list({{from_hex(kOne), {{104, bytes_of({1, 2})}, {9, usages(true)}}}, {from_hex(kTwo)}});
  const auto list = hive::read_trust_list(message);
  ASSERT_TRUE(list) << hive::to_text(list.error());
  EXPECT_EQ(list->made(), "2024-03-11T09:14:55Z");
  EXPECT_EQ(list->size(), 2U);
  EXPECT_TRUE(list->names_certificates());
  ASSERT_NE(list->find(kOne), nullptr);
  const auto said = hive::properties_of(*list->find(kOne));
  ASSERT_TRUE(said);
  ASSERT_NE(hive::find_property(*said, 104), nullptr);
  EXPECT_EQ(hive::find_property(*said, 104)->data.size(), 2U);
  ASSERT_NE(list->find(kTwo), nullptr);
  EXPECT_TRUE(hive::properties_of(*list->find(kTwo))->empty());
  EXPECT_EQ(list->find("AA02030405060708090A0B0C0D0E0F1011121314"), nullptr);
  EXPECT_EQ(list->find(""), nullptr);
}

TEST(TrustList, OfDistrustedKeys) {
  const auto message = made_trust_list({{from_hex("000102030405060708090A0B0C0D0E0F")}}, true);
  const auto list = hive::read_trust_list(message);
  ASSERT_TRUE(list);
  EXPECT_FALSE(list->names_certificates());
  EXPECT_NE(list->find("000102030405060708090A0B0C0D0E0F"), nullptr);
  EXPECT_TRUE(hive::read_trust_list(made_trust_list({}, true)));
}

TEST(TrustList, EveryCutAndEveryFlippedByteIsToldOrRead) {
  const ByteString whole = made_trust_list({{from_hex(kOne), {{104, bytes_of({1, 2})}}}, {from_hex(kTwo)}});
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(hive::read_trust_list(hive::Bytes(whole).first(size))) << size;
  }
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (unsigned value = 0; value < 256; value += 5) {
      ByteString bytes = whole;
      bytes[at] = static_cast<std::byte>(value);
      const auto list = hive::read_trust_list(bytes);
      if (!list) continue;
      const auto* entry = list->find(kOne);
      if (entry != nullptr) (void)hive::properties_of(*entry);
    }
  }
}

TEST(TrustList, Caps) {
  const auto large = hive::read_trust_list(ByteString(hive::limits::kMaxTrustListBytes + 1));
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().code, hive::ErrorCode::limit_exceeded);
  const std::vector<hiveaudit_tests::MadeEntry> many(hive::limits::kMaxTrustListEntries + 1,
                                                     hiveaudit_tests::MadeEntry{bytes_of({1})});
  const auto message = made_trust_list(many);
  const auto list = hive::read_trust_list(message);
  ASSERT_FALSE(list);
  EXPECT_EQ(list.error().code, hive::ErrorCode::limit_exceeded);
}

std::string time_of(std::uint8_t tag, std::string_view text) {
  const ByteString bytes = text_bytes(text);
  return hive::der_time({tag, bytes, {}}).value_or("none");
}

TEST(Der, TimesInTheOneFormThatDerAllows) {
  EXPECT_EQ(time_of(0x17, "491231235959Z"), "2049-12-31T23:59:59Z");
  EXPECT_EQ(time_of(0x17, "500101000000Z"), "1950-01-01T00:00:00Z");
  EXPECT_EQ(time_of(0x18, "20500101000000Z"), "2050-01-01T00:00:00Z");
  for (const char* wrong : {"", "Z", "2403110914Z", "240311091455", "240311091455+0000", "24031109145xZ",
                            "241311091455Z", "240300091455Z", "240311241455Z", "240311096055Z"}) {
    EXPECT_EQ(time_of(0x17, wrong), "none") << wrong;
  }
  EXPECT_EQ(time_of(0x04, "240311091455Z"), "none");
}

TEST(Der, LengthsAreCheckedAgainstWhatIsLeft) {
  for (const ByteString& bytes :
       {bytes_of({0x30}), bytes_of({0x30, 1}), bytes_of({0x30, 0x80, 0, 0}), bytes_of({0x30, 0x84, 0xFF, 0xFF, 0xFF}),
        bytes_of({0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF, 1}), bytes_of({0x30, 0x85, 0, 0, 0, 0, 0}),
        bytes_of({0x1F, 1, 1})}) {
    hive::DerReader reader{bytes};
    EXPECT_FALSE(reader.next());
    EXPECT_FALSE(reader.at_end());
  }
  const ByteString one = bytes_of({0x04, 0x81, 1, 7, 5, 0});
  hive::DerReader reader{one};
  EXPECT_FALSE(reader.next(0x30));
  const auto item = reader.next();
  ASSERT_TRUE(item);
  EXPECT_EQ(item->whole.size(), 4U);
  EXPECT_TRUE(reader.next(0x05));
  EXPECT_TRUE(reader.at_end());
  EXPECT_FALSE(reader.next());
}

TEST(Der, ExtendedKeyUsages) {
  const ByteString server = bytes_of({0x2B, 6, 1, 5, 5, 7, 3, 1});
  EXPECT_EQ(hive::der_names_object(usages(true), server), true);
  EXPECT_EQ(hive::der_names_object(usages(false), server), false);
  EXPECT_EQ(hive::der_names_object(bytes_of({0x30, 0}), server), false);
  EXPECT_EQ(hive::der_names_object(bytes_of({0x30, 2, 6}), server), std::nullopt);
  EXPECT_EQ(hive::der_names_object(ByteString{}, server), std::nullopt);
}

}  // namespace
