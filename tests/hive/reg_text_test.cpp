#include "hive/reg_text.h"

#include <gtest/gtest.h>

#include <string>

#include "hive/upcase.h"
#include "hive/utf16.h"

namespace hive {
namespace {

std::vector<RegTextKey> parsed(const std::string& text) {
  auto keys = parse_reg_text(text, true);
  EXPECT_TRUE(keys) << text << ": " << (keys ? "" : to_text(keys.error()));
  return keys ? *std::move(keys) : std::vector<RegTextKey>{};
}

/// The only value of `[HKEY_CURRENT_USER\K]` with this line below it.
Value value_of(const std::string& line) {
  const auto keys = parsed("[HKEY_CURRENT_USER\\K]\n" + line);
  EXPECT_EQ(keys.size(), 1U) << line;
  EXPECT_EQ(keys.empty() ? 0U : keys[0].values.size(), 1U) << line;
  return keys.empty() || keys[0].values.empty() ? RegTextValue{} : keys[0].values[0];
}

std::string refused(const std::string& text, bool header_optional = true) {
  const auto keys = parse_reg_text(text, header_optional);
  if (keys) return "accepted";
  EXPECT_EQ(keys.error().code, ErrorCode::corrupt);
  return to_text(keys.error());
}

std::string refused_value(const std::string& line) { return refused("[HKEY_CURRENT_USER\\K]\n" + line); }

Bytes bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

TEST(RegText, NumbersAndBytes) {
  EXPECT_EQ(value_of("\"v\"=dword:00000a80").type, ValueType::dword);
  EXPECT_EQ(raw_hex(value_of("\"v\"=dword:00000a80").data), "800a0000");
  EXPECT_EQ(raw_hex(value_of("\"v\"=dword:1").data), "01000000");
  EXPECT_EQ(raw_hex(value_of("\"v\"=dword:FFFFffff ; all ones").data), "ffffffff");
  EXPECT_EQ(value_of("\"v\"=hex:00,fF,1").type, ValueType::binary);
  EXPECT_EQ(raw_hex(value_of("\"v\"=hex:00,fF,1").data), "00ff01");
  EXPECT_TRUE(value_of("\"v\"=hex:").data.empty());
  EXPECT_EQ(value_of("\"v\"=hex(0):").type, ValueType::none);
  EXPECT_EQ(value_of("\"v\"=hex(7):41,00").type, ValueType::multi_sz);
  EXPECT_EQ(value_of("\"v\"=hex(b):01,00,00,00,00,00,00,00").type, ValueType::qword);
  EXPECT_EQ(value_of("\"v\"=hex(4):01,00").data.size(), 2U) << "a DWORD of two bytes stays one";
  EXPECT_EQ(value_of("\"v\"=hex(ffff0012):01").type, static_cast<ValueType>(0xFFFF'0012));
}

TEST(RegText, StringsEndInNulAndKnowTwoEscapes) {
  const Value value = value_of(R"("path\\name"="C:\\a \"b\" ; no comment" ; a comment)");
  EXPECT_EQ(value.name, "path\\name");
  EXPECT_EQ(value.type, ValueType::sz);
  EXPECT_EQ(read_string(value).value(), "C:\\a \"b\" ; no comment");
  EXPECT_EQ(raw_hex(value_of("\"v\"=\"\"").data), "0000");
  EXPECT_EQ(raw_hex(value_of("\"v\"=\"日\"").data), "e5650000");
  EXPECT_EQ(value_of("@=\"x\"").name, "");
  EXPECT_EQ(value_of("\"a=b\" = dword:1").name, "a=b");
}

TEST(RegText, BytesGoOnOverLines) {
  EXPECT_EQ(raw_hex(value_of("\"v\"=hex:01,02,\\\n  03,\\\r\n\t04").data), "01020304");
  EXPECT_EQ(raw_hex(value_of("\"v\"=hex:\\\n  01").data), "01");
  EXPECT_EQ(raw_hex(value_of("\"v\"=hex(7):01\\\n,02").data), "0102");
  const auto keys = parsed("[HKEY_CURRENT_USER\\K]\n\"a\"=hex:01,\\\n  02\n\"b\"=dword:2\n[HKEY_CURRENT_USER\\L]\n");
  ASSERT_EQ(keys.size(), 2U);
  EXPECT_EQ(keys[0].values.size(), 2U);
  EXPECT_EQ(keys[1].line, 5U) << "continued lines count";
}

TEST(RegText, KeysKeepTheirSpellingAndTheirRootGetsMicrosofts) {
  const auto keys =
      parsed("  [hkey_local_machine\\SYSTEM\\Ciphers\\RC4 128/128] ; why\r\n[HKEY_USERS\\S-1-5-18\\a]b]\r\n");
  ASSERT_EQ(keys.size(), 2U);
  EXPECT_EQ(keys[0].root, "HKEY_LOCAL_MACHINE");
  EXPECT_EQ(keys[0].segments, (std::vector<std::string>{"SYSTEM", "Ciphers", "RC4 128/128"}));
  EXPECT_EQ(keys[1].segments, (std::vector<std::string>{"S-1-5-18", "a]b"})) << "the last ] closes";
  EXPECT_EQ(keys[1].line, 2U);
}

TEST(RegText, DeletionsSpeakOfWhatStandsAbove) {
  const auto keys =
      parsed("[HKEY_CURRENT_USER\\K]\n\"a\"=dword:1\n\"A\"=-\n@=-\n\"b\"=-\n\"b\"=dword:1\n[-HKEY_CURRENT_USER\\K]\n");
  ASSERT_EQ(keys.size(), 2U);
  ASSERT_EQ(keys[0].values.size(), 1U);
  EXPECT_EQ(keys[0].values[0].name, "b");
  ASSERT_EQ(keys[0].deleted_values.size(), 3U);
  EXPECT_EQ(keys[0].deleted_values[0].name, "A");
  EXPECT_EQ(keys[0].deleted_values[1].name, "");
  EXPECT_EQ(keys[0].deleted_values[2].name, "b");
  EXPECT_EQ(keys[0].deleted_values[2].line, 5U);
  EXPECT_FALSE(keys[0].deleted);
  EXPECT_TRUE(keys[1].deleted);
}

TEST(RegText, VersionLine) {
  const std::string version = "Windows Registry Editor Version 5.00";
  EXPECT_TRUE(parse_reg_text(version + "\r\n\r\n; text\r\n[HKEY_CURRENT_USER\\K]\r\n", false));
  EXPECT_TRUE(parse_reg_text(version, false));
  EXPECT_TRUE(parse_reg_text("\n; a fragment\n" + version + "\n[HKEY_CURRENT_USER\\K]\n", true));
  EXPECT_TRUE(parse_reg_text("", true));
  EXPECT_NE(refused("[HKEY_CURRENT_USER\\K]\n", false).find("line 1"), std::string::npos);
  EXPECT_NE(refused("", false), "accepted");
  EXPECT_NE(refused("REGEDIT4\n", false), "accepted");
  EXPECT_NE(refused("REGEDIT4\n[HKEY_CURRENT_USER\\K]\n", true), "accepted");
  EXPECT_NE(refused(version + "1\n", false), "accepted");
}

TEST(RegText, WhatRegeditWouldNotImportIsRefusedWithItsLine) {
  EXPECT_NE(refused("\n\n[HKLM\\SYSTEM]\n").find("line 3"), std::string::npos);
  EXPECT_NE(refused("[HKLM\\SYSTEM]\n").find("HKLM"), std::string::npos) << "says what was found";
  EXPECT_NE(refused("[HKEY_LOCAL_MACHINE\\SYSTEM\\]\n"), "accepted");
  EXPECT_NE(refused("[HKEY_LOCAL_MACHINE\\\\SYSTEM]\n"), "accepted");
  EXPECT_NE(refused("[HKEY_LOCAL_MACHINESYSTEM]\n"), "accepted") << "backslashes lost on a web page";
  EXPECT_NE(refused("[HKEY_LOCAL_MACHINE\xC2\xA5SYSTEM]\n"), "accepted") << "yen sign instead of backslash";
  EXPECT_NE(refused("[HKEY_LOCAL_MACHINE\\SYSTEM\n"), "accepted");
  EXPECT_NE(refused("[HKEY_LOCAL_MACHINE\\SYSTEM] \"a\"=dword:1\n"), "accepted");
  EXPECT_NE(refused("\"a\"=dword:1\n"), "accepted") << "a value before any key";
  EXPECT_NE(refused("[-HKEY_CURRENT_USER\\K]\n\"a\"=dword:1\n"), "accepted");
  EXPECT_NE(refused("[HKEY_CURRENT_USER\\" + std::string(256, 'k') + "]\n"), "accepted");
  EXPECT_EQ(refused("[HKEY_CURRENT_USER\\" + std::string(255, 'k') + "]\n"), "accepted");
  std::string deep = "[HKEY_CURRENT_USER";
  for (int i = 0; i < 513; ++i) deep += "\\k";
  EXPECT_NE(refused(deep + "]\n"), "accepted");
  for (const char* line : {"a=dword:1",
                           "\"a\"",
                           "\"a\"=",
                           "\"a\" dword:1",
                           "\"a\"=DWORD:1",
                           "\"a\"=dword:",
                           "\"a\"=dword:0x1",
                           "\"a\"=dword:123456789",
                           "\"a\"=dword:1 2",
                           "\"a\"=\"open",
                           "\"a=dword:1",
                           "\"a\"=\"x\" y",
                           "\"a\"=\"\\n\"",
                           "\"a\"=hex:1,",
                           "\"a\"=hex:100",
                           "\"a\"=hex:zz",
                           "\"a\"=hex:01,,02",
                           "\"a\"=hex:01 02",
                           "\"a\"=hex():01",
                           "\"a\"=hex(100000000):01",
                           "\"a\"=hex(2:01",
                           "\"a\"=hex:01,\\",
                           "\"a\"=hex:01,\\ x",
                           "\"a\"=hex:01,\\\n\"b\"=dword:1",
                           "\"a\"=-1",
                           "\"a\"=qword:1",
                           "\"\"=dword:1",
                           "nonsense"}) {
    EXPECT_NE(refused_value(line).find("line "), std::string::npos) << line;
  }
}

TEST(RegText, EncodingsAreRecognised) {
  EXPECT_EQ(decode_reg_text(bytes_of("a\xC3\xA9")).value(), "aé");
  EXPECT_EQ(decode_reg_text(bytes_of("\xEF\xBB\xBFz")).value(), "z");
  EXPECT_EQ(decode_reg_text(bytes_of(std::string_view("\xFF\xFEz\0\xE9\0", 6))).value(), "zé");
  EXPECT_EQ(decode_reg_text({}).value(), "");
  EXPECT_FALSE(decode_reg_text(bytes_of(std::string_view("\xFF\xFEz", 3)))) << "half a character";
  EXPECT_FALSE(decode_reg_text(bytes_of(std::string_view("\xFE\xFF\0z", 4)))) << "big endian";
  EXPECT_FALSE(decode_reg_text(bytes_of(std::string_view("z\0", 2)))) << "UTF-16 without its mark";
  EXPECT_FALSE(decode_reg_text(bytes_of("\x83\x65\x83"))) << "an ANSI code page";
}

}  // namespace
}  // namespace hive
