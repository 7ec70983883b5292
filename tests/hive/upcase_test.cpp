#include "hive/upcase.h"

#include <gtest/gtest.h>

namespace {

TEST(UpcaseTest, OneUnitBecomesOneUnit) {
  EXPECT_EQ(hive::upcase(u'a'), u'A');
  EXPECT_EQ(hive::upcase(u'ä'), u'Ä');
  EXPECT_EQ(hive::upcase(u'ÿ'), u'Ÿ');
  EXPECT_EQ(hive::upcase(u'я'), u'Я');
  EXPECT_EQ(hive::upcase(u'ς'), u'Σ');
  EXPECT_EQ(hive::upcase(char16_t{0x1F80}), char16_t{0x1F88});
  EXPECT_EQ(hive::upcase(u'ａ'), u'Ａ');
  EXPECT_EQ(hive::upcase(u"Straße"), u"STRAßE");
}

TEST(UpcaseTest, WhatWindowsLeavesAloneStays) {
  for (const char16_t unit : {u'ß', u'ı', u'ſ', u'µ', u'÷', u'_', u'/', char16_t{0x1E9B}, char16_t{0x1FBE},
                              char16_t{0x01C5}, char16_t{0xD800}, char16_t{0xDC00}, char16_t{0x10D0}}) {
    EXPECT_EQ(hive::upcase(unit), unit) << std::hex << static_cast<unsigned>(unit);
  }
}

TEST(UpcaseTest, UpperCaseIsStable) {
  for (std::uint32_t unit = 0; unit < 0x10000; ++unit) {
    const char16_t upper = hive::upcase(static_cast<char16_t>(unit));
    ASSERT_EQ(hive::upcase(upper), upper) << std::hex << unit;
  }
}

TEST(UpcaseTest, NamesAreComparedWithoutCaseAndWithoutLocale) {
  EXPECT_TRUE(hive::equal_names("TLS 1.2", "tls 1.2"));
  EXPECT_TRUE(hive::equal_names("Привет", "пРИВЕТ"));
  EXPECT_TRUE(hive::equal_names("", ""));
  EXPECT_FALSE(hive::equal_names("TLS 1.2", "TLS1.2"));
  EXPECT_FALSE(hive::equal_names("ss", "ß"));
  EXPECT_FALSE(hive::equal_names("i", "ı"));
  EXPECT_FALSE(hive::equal_names("Enabled", std::string_view("Enabled\0", 8)));
}

TEST(UpcaseTest, TheHashIsTheOneOfLhLists) {
  EXPECT_EQ(hive::name_hash(u""), 0U);
  EXPECT_EQ(hive::name_hash(u"A"), 65U);
  EXPECT_EQ(hive::name_hash(u"AB"), 65U * 37U + 66U);
}

}  // namespace
