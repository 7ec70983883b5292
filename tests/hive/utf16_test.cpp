#include "hive/utf16.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

std::vector<std::byte> bytes_of(std::u16string_view units) {
  std::vector<std::byte> bytes;
  for (const char16_t unit : units) {
    bytes.push_back(static_cast<std::byte>(unit & 0xFFU));
    bytes.push_back(static_cast<std::byte>(unit >> 8U));
  }
  return bytes;
}

TEST(Utf16Test, TextSurvivesTheWayThereAndBack) {
  std::u16string every;
  for (std::uint32_t unit = 0; unit < 0x10000; ++unit) every += static_cast<char16_t>(unit);
  EXPECT_EQ(hive::utf16_from_utf8(hive::utf8_from_utf16(every)), every);
  EXPECT_EQ(hive::utf8_from_utf16(bytes_of(u"Ключ \U0001F511")), "Ключ 🔑");
}

TEST(Utf16Test, LoneSurrogatesAreKept) {
  const std::u16string lone{u'a', char16_t{0xD800}, u'b', char16_t{0xDC00}};
  const std::string text = hive::utf8_from_utf16(lone);
  EXPECT_EQ(text,
            "a\xED\xA0\x80"
            "b\xED\xB0\x80");
  EXPECT_EQ(hive::utf16_from_utf8(text), lone);
  EXPECT_EQ(hive::printable(text), R"(a\uD800b\uDC00)");
}

TEST(Utf16Test, AnOddLastByteIsDropped) {
  auto bytes = bytes_of(u"ab");
  bytes.push_back(std::byte{0x41});
  EXPECT_EQ(hive::utf8_from_utf16(hive::Bytes(bytes)), "ab");
}

TEST(Utf16Test, Latin1IsNotTheCodePage) {
  const std::vector<std::byte> bytes{std::byte{0x41}, std::byte{0xE4}, std::byte{0x80}};
  EXPECT_EQ(hive::utf8_from_latin1(bytes), "A\xC3\xA4\xC2\x80");
}

TEST(Utf16Test, BrokenUtf8BecomesReplacementCharacters) {
  EXPECT_EQ(hive::utf16_from_utf8("a\xFF"), u"a\uFFFD");
  EXPECT_EQ(hive::utf16_from_utf8("\xC0\x80"), u"\uFFFD\uFFFD");    // overlong
  EXPECT_EQ(hive::utf16_from_utf8("\xF4\x90\x80\x80").size(), 4U);  // beyond U+10FFFF
  EXPECT_EQ(hive::utf16_from_utf8("\xE2\x82"), u"\uFFFD\uFFFD");    // cut off
}

TEST(Utf16Test, WhatSteersTerminalsAndDocumentsIsShownByNumber) {
  EXPECT_EQ(hive::printable("a\x1b[2J\r\n\tb"), R"(a\u001B[2J\u000D\u000A\u0009b)");
  EXPECT_EQ(hive::printable(std::string_view("x\0y", 3)), R"(x\u0000y)");
  EXPECT_EQ(hive::printable("\x7F\xC2\x9B"), R"(\u007F\u009B)");
  EXPECT_EQ(hive::printable("\u202Egpj.exe\u2066\u200F\u061C"), R"(\u202Egpj.exe\u2066\u200F\u061C)");
  EXPECT_EQ(hive::printable("TLS\u200B 1.2\uFEFF"), R"(TLS\u200B 1.2\uFEFF)");
  EXPECT_EQ(hive::printable("\u2028\uFFFE\uFDD0\U0001FFFF"), R"(\u2028\uFFFE\uFDD0\U0001FFFF)");
  EXPECT_EQ(hive::printable("ok \xFF \xC3"), R"(ok \xFF \xC3)");
  EXPECT_EQ(hive::printable("Prüfung <&> \"]]>\" 🔑"), "Prüfung <&> \"]]>\" 🔑");
}

TEST(Utf16Test, ALongTextIsCutOnACharacterAndSaysSo) {
  EXPECT_EQ(hive::printable_cut("äöü", 6), "äöü");
  EXPECT_EQ(hive::printable_cut("äöü", 5), "äö… (6 bytes in all)");
  EXPECT_EQ(hive::printable_cut("ab\x1b", 4), "ab… (3 bytes in all)");
}

}  // namespace
