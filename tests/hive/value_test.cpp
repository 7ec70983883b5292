#include "hive/value.h"

#include <gtest/gtest.h>

#include "hive/file_time.h"
#include "hive/limits.h"

namespace {

using hive::Value;
using hive::ValueType;

Value make(ValueType type, std::initializer_list<unsigned> bytes) {
  Value value;
  value.type = type;
  for (const unsigned byte : bytes) value.data.push_back(static_cast<std::byte>(byte));
  return value;
}

Value text(ValueType type, std::u16string_view units) {
  Value value;
  value.type = type;
  for (const char16_t unit : units) {
    value.data.push_back(static_cast<std::byte>(unit & 0xFFU));
    value.data.push_back(static_cast<std::byte>(unit >> 8U));
  }
  return value;
}

using namespace std::string_view_literals;

TEST(ValueTest, ADwordIsExactlyThat) {
  EXPECT_EQ(read_dword(make(ValueType::dword, {0xFF, 0xFF, 0xFF, 0xFF})).value(), 0xFFFF'FFFFU);
  for (const Value& other : {make(ValueType::dword, {1}), make(ValueType::dword, {1, 0}), make(ValueType::dword, {}),
                             make(ValueType::dword, {1, 0, 0, 0, 0}), make(ValueType::binary, {1, 0, 0, 0}),
                             make(ValueType::dword_big_endian, {0, 0, 0, 1}), text(ValueType::sz, u"1\0"sv)}) {
    const auto read = read_dword(other);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, hive::ErrorCode::wrong_type);
    EXPECT_FALSE(read.error().expected.empty());
    EXPECT_FALSE(read.error().found.empty());
  }
  Value damaged = make(ValueType::dword, {1, 0, 0, 0});
  damaged.complete = false;
  EXPECT_FALSE(read_dword(damaged));
  EXPECT_EQ(read_qword(make(ValueType::qword, {1, 0, 0, 0, 0, 0, 0, 0x80})).value(), 0x8000'0000'0000'0001U);
  EXPECT_FALSE(read_qword(make(ValueType::dword, {1, 0, 0, 0})));
}

TEST(ValueTest, AStringEndsAtItsFirstNulOrAtItsSize) {
  EXPECT_EQ(read_string(text(ValueType::sz, u"abc\0"sv)).value(), "abc");
  EXPECT_EQ(read_string(text(ValueType::expand_sz, u"abc")).value(), "abc");
  EXPECT_EQ(read_string(text(ValueType::sz, u"abc\0hidden"sv)).value(), "abc");
  EXPECT_EQ(read_string(make(ValueType::sz, {0x41, 0, 0x42})).value(), "A");
  EXPECT_EQ(read_string(make(ValueType::sz, {})).value(), "");
  EXPECT_FALSE(read_string(text(ValueType::multi_sz, u"a\0"sv)));
  EXPECT_FALSE(read_string(make(ValueType::binary, {0x41, 0})));
}

TEST(ValueTest, AMultiStringEndsAtItsFirstEmptyString) {
  using Strings = std::vector<std::string>;
  EXPECT_EQ(read_multi_string(text(ValueType::multi_sz, u"a\0b\0\0"sv)).value(), (Strings{"a", "b"}));
  EXPECT_EQ(read_multi_string(text(ValueType::multi_sz, u"a\0b"sv)).value(), (Strings{"a", "b"}));
  EXPECT_EQ(read_multi_string(text(ValueType::multi_sz, u"a\0\0b\0"sv)).value(), Strings{"a"});
  EXPECT_EQ(read_multi_string(text(ValueType::multi_sz, u"\0b\0\0"sv)).value(), Strings{});
  EXPECT_EQ(read_multi_string(make(ValueType::multi_sz, {})).value(), Strings{});
  EXPECT_EQ(read_multi_string(make(ValueType::multi_sz, {0})).value(), Strings{});
  EXPECT_FALSE(read_multi_string(text(ValueType::sz, u"a\0"sv)));
}

TEST(ValueTest, DataAreShownSafely) {
  EXPECT_EQ(shown_data(make(ValueType::dword, {0, 0x0A, 0, 0})), "0x00000a00");
  EXPECT_EQ(shown_data(make(ValueType::qword, {1, 0, 0, 0, 0, 0, 0, 0})), "0x0000000000000001");
  EXPECT_EQ(shown_data(make(ValueType::dword_big_endian, {0, 0, 0x0A, 0})), "0x00000a00");
  EXPECT_EQ(shown_data(make(ValueType::dword, {1, 2})), "0102");
  EXPECT_EQ(shown_data(text(ValueType::sz, u"a\x1b\0"sv)), R"("a\u001B")");
  EXPECT_EQ(shown_data(text(ValueType::sz, u"a\0bc"sv)), R"("a" and 4 bytes after its NUL)");
  EXPECT_EQ(shown_data(text(ValueType::multi_sz, u"a\0\0b\0\0"sv)), R"(["a"] and 6 bytes after its end)");
  EXPECT_EQ(shown_data(text(ValueType::multi_sz, u"a\0b\0\0"sv)), R"(["a", "b"])");
  EXPECT_EQ(shown_data(text(ValueType::multi_sz, u"a\0b\0\0"sv)), R"(["a", "b"])");
  EXPECT_EQ(shown_data(make(ValueType::binary, {0xDE, 0xAD})), "dead");
  EXPECT_EQ(shown_data(make(ValueType::sz, {0x41})), "41");
  EXPECT_EQ(shown_data(make(ValueType::binary, {})), "");
}

TEST(ValueTest, LargeDataAreCutAndSaySo) {
  const Value large = text(ValueType::sz, std::u16string(100'000, u'ä'));
  const std::string shown = shown_data(large);
  EXPECT_LT(shown.size(), hive::limits::kShownDataBytes + 50);
  EXPECT_NE(shown.find("200000 bytes in all"), std::string::npos);
  EXPECT_NE(hive::raw_hex(large.data).find("200000 bytes in all"), std::string::npos);
  EXPECT_LT(shown_data(text(ValueType::multi_sz, std::u16string(100'000, u'x'))).size(), 4200U);
}

TEST(ValueTest, TypesHaveMicrosoftsNames) {
  EXPECT_EQ(name_of(ValueType::dword), "REG_DWORD");
  EXPECT_EQ(name_of(ValueType::qword), "REG_QWORD");
  EXPECT_EQ(name_of(static_cast<ValueType>(15)), "type 0x0000000F");
}

TEST(FileTimeTest, TimesAreUtc) {
  EXPECT_EQ(hive::utc_text(0), "");
  EXPECT_EQ(hive::utc_text(1), "1601-01-01T00:00:00.0000001Z");
  EXPECT_EQ(hive::utc_text(116'444'736'000'000'000), "1970-01-01T00:00:00.0000000Z");
  EXPECT_EQ(hive::utc_text(133'535'952'000'000'000), "2024-02-28T12:00:00.0000000Z");
  EXPECT_EQ(hive::utc_text(125'963'423'999'999'999), "2000-02-29T23:59:59.9999999Z");
  EXPECT_EQ(hive::utc_text(2'650'467'743'999'999'999), "9999-12-31T23:59:59.9999999Z");
  EXPECT_EQ(hive::utc_text(2'650'467'744'000'000'000), "");
  EXPECT_EQ(hive::utc_text(~std::uint64_t{0}), "");
}

}  // namespace
