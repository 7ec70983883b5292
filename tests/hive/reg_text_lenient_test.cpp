// What users hand us: every encoding of regedit, and lines that regedit would not import.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "hive/codepage.h"
#include "hive/limits.h"
#include "hive/reg_text.h"
#include "hive/utf16.h"

namespace hive {
namespace {

constexpr std::string_view kVersion = "Windows Registry Editor Version 5.00\r\n\r\n";
constexpr std::string_view kKey = "[HKEY_LOCAL_MACHINE\\SYSTEM\\K]\r\n";

Bytes bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

RegText read(std::string_view file, const std::string& codepage = {}) {
  return read_reg_text(decode_reg_file(bytes_of(file), codepage), {false, codepage});
}

/// A text of version 5.00 with these lines.
RegText lines(std::string_view text) { return read(std::string(kVersion) + std::string(text)); }

/// The only defect, as `CODE@LINE`.
std::string defect(std::string_view text) {
  const RegText out = lines(text);
  EXPECT_EQ(out.defects.size(), 1U) << text;
  return out.defects.empty() ? "none" : out.defects[0].code + "@" + std::to_string(out.defects[0].line);
}

std::string value_defect(std::string_view line) { return defect(std::string(kKey) + std::string(line) + "\r\n"); }

std::string utf16(std::string_view text, bool big) {
  std::string out = big ? "\xFE\xFF" : "\xFF\xFE";
  for (const char16_t unit : utf16_from_utf8(text)) {
    const char low = static_cast<char>(unit & 0xFFU);
    const char high = static_cast<char>(unit >> 8U);
    out += big ? high : low;
    out += big ? low : high;
  }
  return out;
}

TEST(RegTextLenient, EveryEncodingSaysTheSame) {
  const std::string text = std::string(kVersion) + "[HKEY_CURRENT_USER\\Schl\u00fcssel]\r\n\"\u65e5\"=\"\u672c\"\r\n";
  for (const std::string& file : {text, "\xEF\xBB\xBF" + text, utf16(text, false), utf16(text, true)}) {
    const RegText out = read(file);
    EXPECT_FALSE(out.error) << to_text(*out.error);
    ASSERT_EQ(out.keys.size(), 1U);
    EXPECT_EQ(out.keys[0].segments[0], "Schl\u00fcssel");
    ASSERT_EQ(out.keys[0].values.size(), 1U);
    EXPECT_EQ(out.keys[0].values[0].name, "\u65e5");
    EXPECT_EQ(out.keys[0].values[0].line, 4U);
    EXPECT_EQ(raw_hex(out.keys[0].values[0].data), "2c670000");
    EXPECT_FALSE(out.ends_open);
    EXPECT_TRUE(looks_like_reg_text(bytes_of(file).first(64)));
  }
}

TEST(RegTextLenient, EveryLineEnd) {
  for (const std::string end : {"\r\n", "\n", "\r"}) {
    const RegText out =
        read("REGEDIT4" + end + end + "; why" + end + "[HKEY_CURRENT_USER\\K]" + end + "@ = \"x\"" + end);
    ASSERT_EQ(out.keys.size(), 1U);
    EXPECT_EQ(out.keys[0].line, 4U);
    ASSERT_EQ(out.keys[0].values.size(), 1U);
    EXPECT_EQ(out.keys[0].values[0].line, 5U);
    EXPECT_TRUE(out.defects.empty());
  }
}

TEST(RegTextLenient, CodePages) {
  EXPECT_EQ(find_codepage("932").value(), "shift_jis");
  EXPECT_EQ(find_codepage("CP932").value(), "shift_jis");
  EXPECT_EQ(find_codepage("Windows-1252").value(), "windows-1252");
  EXPECT_EQ(find_codepage("UTF8").value(), "utf-8");
  EXPECT_FALSE(find_codepage("klingon"));
  EXPECT_NE(find_codepage("klingon").error().expected.find("shift_jis"), std::string::npos);
  for (const std::string_view name : codepage_names()) {
    const auto out = text_from_codepage(bytes_of("A\\1"), name);
    ASSERT_TRUE(out) << name;
    EXPECT_EQ(out->text, "A\\1") << name << ": the byte 0x5C is the backslash";
  }
}

TEST(RegTextLenient, JapaneseAnsiTextsAreSplitAtTheirBackslashes) {
  // \x95\x5C is one letter whose second byte is the backslash's; \x83\x65\x83\x58\x83\x67 is a word.
  const std::string file =
      "REGEDIT4\r\n\r\n[HKEY_CURRENT_USER\\\x95\x5C\\K]\r\n\"\x83\x65\x83\x58\x83\x67\"=\"\x95\x5C\"\r\n";
  const RegText out = read(file, "shift_jis");
  EXPECT_FALSE(out.error);
  ASSERT_EQ(out.keys.size(), 1U) << "no trailing backslash seen";
  EXPECT_EQ(out.keys[0].segments, (std::vector<std::string>{"\u8868", "K"}));
  ASSERT_EQ(out.keys[0].values.size(), 1U);
  EXPECT_EQ(out.keys[0].values[0].name, "\u30c6\u30b9\u30c8");
  EXPECT_EQ(raw_hex(out.keys[0].values[0].data), "68880000");
  // By the usual Western code page the same bytes are other letters, and some are none at all.
  const RegText western = read(file);
  ASSERT_TRUE(western.error || !western.defects.empty() || western.keys[0].segments[0] != "\u8868");
}

TEST(RegTextLenient, BytesWithoutAMeaningStayVisibleAndAreReported) {
  const RegText out = read("REGEDIT4\r\n[HKEY_CURRENT_USER\\a\x81z]\r\n\"b\"=dword:1\r\n");
  ASSERT_TRUE(out.error);
  EXPECT_NE(to_text(*out.error).find("line 2"), std::string::npos);
  ASSERT_EQ(out.keys.size(), 1U);
  EXPECT_EQ(printable(out.keys[0].segments[0]), "a\\x81z");
  EXPECT_FALSE(read("REGEDIT4\r\n; \x81\r\n[HKEY_CURRENT_USER\\K]\r\n").error) << "a comment says nothing";
}

TEST(RegTextLenient, AnsiBytesInRegedit4BecomeUtf16) {
  const RegText out = read(
      "REGEDIT4\r\n[HKEY_CURRENT_USER\\K]\r\n\"a\"=hex(2):25,e9,00\r\n\"b\"=hex(7):41,00,\\\r\n  "
      "42,00,00\r\n\"c\"=hex:41,00\r\n"
      "\"d\"=hex(b):01,00,00,00,00,00,00,00\r\n");
  ASSERT_EQ(out.keys.size(), 1U);
  ASSERT_EQ(out.keys[0].values.size(), 4U);
  EXPECT_EQ(raw_hex(out.keys[0].values[0].data), "2500e9000000");
  EXPECT_EQ(raw_hex(out.keys[0].values[1].data),
            "4100000042000000"
            "0000");
  EXPECT_EQ(raw_hex(out.keys[0].values[2].data), "4100") << "binary data are bytes";
  EXPECT_EQ(out.keys[0].values[3].data.size(), 8U);
  EXPECT_EQ(raw_hex(lines("[HKEY_CURRENT_USER\\K]\r\n\"a\"=hex(2):25,00,e9,00\r\n").keys[0].values[0].data), "2500e900")
      << "version 5.00 holds UTF-16LE";
}

TEST(RegTextLenient, ACutTextKeepsWhatCameBefore) {
  const std::string whole = utf16(std::string(kVersion) + std::string(kKey) + "\"a\"=dword:1\r\n\"b\"=dword:2", false);
  const RegText out = read(std::string_view(whole).substr(0, whole.size() - 1));
  ASSERT_TRUE(out.error);
  EXPECT_EQ(out.error->code, ErrorCode::truncated);
  ASSERT_EQ(out.keys.size(), 1U);
  EXPECT_EQ(out.keys[0].values[0].name, "a");
  EXPECT_TRUE(read(std::string(kVersion) + std::string(kKey) + "\"\xE3\x83").error) << "UTF-8 cut in a letter";
  EXPECT_TRUE(read(std::string("REGEDIT4\r\n") + std::string(kKey) + "\"\x83", "932").error);
  const RegText nul = lines(std::string(kKey) + "\"a\"=dword:1\r\n" + std::string(1, '\0') + "\"b\"=dword:2\r\n");
  ASSERT_TRUE(nul.error);
  EXPECT_EQ(nul.keys[0].values.size(), 1U);
  EXPECT_TRUE(lines("[HKEY_CURRENT_USER\\K]\r\n\"a\"=dword:1").ends_open);
}

TEST(RegTextLenient, ALastValueThatMayBeCutIsNotBelieved) {
  const std::string key(kKey);
  for (const char* cut : {"\"a\"=dword:00000a", "\"a\"=hex:01,02", "\"a\"=hex(b):01,\\\r\n  02"}) {
    const RegText out = lines(key + "\"kept\"=dword:1\r\n" + cut);
    ASSERT_TRUE(out.error) << cut;
    EXPECT_EQ(out.error->code, ErrorCode::truncated);
    ASSERT_EQ(out.keys[0].values.size(), 1U) << cut;
    EXPECT_EQ(out.keys[0].values[0].name, "kept");
  }
  for (const char* whole : {"\"a\"=dword:00000a80", "\"a\"=\"x\"", "\"a\"=dword:1\r\n", "\"a\"=dword:1 ; one"}) {
    const RegText out = lines(key + whole);
    EXPECT_FALSE(out.error) << whole;
    EXPECT_EQ(out.keys[0].values.size(), 1U) << whole;
  }
}

TEST(RegTextLenient, EveryClassOfDefectHasItsWord) {
  EXPECT_EQ(value_defect("\"a\"=dword:0xAA0"), "dword-0x@4");
  EXPECT_EQ(value_defect("\"a\"=dword:123456789"), "dword-digits@4");
  EXPECT_EQ(value_defect("\"a\"=dword:"), "dword-digits@4");
  EXPECT_EQ(value_defect("\"a\"=dword:2688d.0"), "dword-digits@4");
  EXPECT_EQ(value_defect("a=dword:1"), "name-unquoted@4");
  EXPECT_EQ(value_defect("\"a=dword:1"), "quote-missing@4");
  EXPECT_EQ(value_defect("\"a\"=\"open"), "quote-missing@4");
  EXPECT_EQ(value_defect("\u201ca\u201d=dword:1"), "smart-quotes@4");
  EXPECT_EQ(value_defect("\"a\"=\u201cx\u201d"), "smart-quotes@4");
  EXPECT_EQ(value_defect("\"a\"=dword:\uff10\uff11"), "full-width@4");
  EXPECT_EQ(value_defect("\"TLS\u30001.2\"=dword:1"), "full-width@4");
  EXPECT_EQ(value_defect("\"a\u00a0b\"=dword:1"), "no-break-space@4");
  EXPECT_EQ(value_defect("\"a\"=\u00a0dword:1"), "no-break-space@4");
  EXPECT_EQ(value_defect("\"a\"=DWORD:1"), "other@4");
  EXPECT_EQ(value_defect("nonsense"), "other@4");
  EXPECT_EQ(defect("[HKEY_LOCAL_MACHINE\\SYSTEM\\K] \"a\"=dword:1\r\n"), "value-on-key-line@3");
  EXPECT_EQ(defect("[HKEY_LOCAL_MACHINE\\SYSTEM\\K]\"a\"=\"]\"\r\n"), "value-on-key-line@3");
  EXPECT_EQ(defect("[HKEY_LOCAL_MACHINE\\SYSTEM\\K\r\n"), "bracket-missing@3");
  EXPECT_EQ(defect("[HKEY_LOCAL_MACHINE\\SYSTEM\\K\\]\r\n"), "key-trailing-backslash@3");
  EXPECT_EQ(defect("[HKEY_LOCAL_MACHINE\u00a5SYSTEM\u00a5K]\r\n"), "yen-sign@3");
  EXPECT_EQ(defect("[HKEY_LOCAL_MACHINE\uffe5SYSTEM]\r\n"), "yen-sign@3");
  EXPECT_EQ(defect("[HKEY_LOCAL_MACHINE\\SYSTEM\u00a5CurrentControlSet]\r\n"), "yen-sign@3");
  EXPECT_EQ(defect("[HKEY_LOCAL_MACHINE\\SYSTEM\\Protocols\\TLS \uff11.2]\r\n"), "full-width@3");
  EXPECT_EQ(defect("[HKEY_LOCAL_MACHINE\\SYSTEM\\Protocols\\TLS\u00a01.2]\r\n"), "no-break-space@3");
  EXPECT_EQ(defect("[HKEY_LOCAL_MACHINESYSTEMCurrentControlSetControl]\r\n"), "backslashes-lost@3");
  EXPECT_EQ(defect("[HKLM\\SYSTEM\\K]\r\n"), "root-abbreviated@3");
  EXPECT_EQ(defect("[HKCU\\Software]\r\n"), "root-abbreviated@3");
  EXPECT_EQ(defect("[HKLM:\\SYSTEM\\K]\r\n"), "root-powershell@3");
  EXPECT_EQ(defect("[Registry::HKEY_LOCAL_MACHINE\\SYSTEM]\r\n"), "root-powershell@3");
  EXPECT_EQ(defect("[Computer\\HKEY_LOCAL_MACHINE\\SYSTEM]\r\n"), "root-unknown@3");
  EXPECT_EQ(defect("\"a\"=dword:1\r\n"), "value-before-key@3");
  EXPECT_EQ(defect("[HKEY_LOCAL_MACHINE\\\\SYSTEM]\r\n"), "other@3");
}

TEST(RegTextLenient, EveryWordIsInTheList) {
  for (const std::string_view code : kRegDefectCodes) {
    EXPECT_EQ(std::ranges::count(kRegDefectCodes, code), 1) << code;
  }
}

TEST(RegTextLenient, NamesInAScriptWithWideLettersAreNames) {
  for (const char* text : {"[HKEY_LOCAL_MACHINE\\SOFTWARE\\\uff2d\uff33 \u660e\u671d]\r\n\"\uff2d\uff33 "
                           "\u30b4\u30b7\u30c3\u30af\"=dword:1\r\n",
                           "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Vendor\\Price in \u00a5]\r\n",
                           "[HKEY_CURRENT_USER\\K]\r\n\"a\"=\"100\u00a5 \u201cx\u201d \uff11\u00a0\"\r\n"}) {
    EXPECT_TRUE(lines(text).defects.empty()) << text;
  }
}

TEST(RegTextLenient, ADefectiveLineIsLeftOutAndTheNextOneCounts) {
  const RegText out = lines(
      "[HKEY_LOCAL_MACHINE\\SYSTEM\\A]\r\n\"x\"=dword:0x1\r\n\"y\"=dword:2\r\n\"h\"=hex:zz,\\\r\n  01,\\\r\n  "
      "02\r\n\"z\"=dword:3\r\n"
      "[HKLM\\SYSTEM\\B]\r\n\"lost\"=dword:1\r\n[HKEY_LOCAL_MACHINE\\SYSTEM\\C] \"v\"=dword:9\r\n\"w\"=dword:4\r\n");
  ASSERT_EQ(out.keys.size(), 2U);
  ASSERT_EQ(out.keys[0].values.size(), 2U) << "values of a key that is not imported go to no other key";
  EXPECT_EQ(out.keys[0].values[0].name, "y");
  EXPECT_EQ(out.keys[0].values[1].name, "z");
  EXPECT_EQ(out.keys[0].values[1].line, 9U);
  ASSERT_EQ(out.keys[1].values.size(), 1U);
  EXPECT_EQ(out.keys[1].values[0].name, "w");
  ASSERT_EQ(out.defects.size(), 4U);
  EXPECT_EQ(out.defects[0].text, "\"x\"=dword:0x1");
  EXPECT_EQ(out.defects[0].key, "[HKEY_LOCAL_MACHINE\\SYSTEM\\A]");
}

TEST(RegTextLenient, WithoutItsVersionLineNothingIsImported) {
  for (const char* first :
       {"", "Windows Registry Editor Version 5.0\r\n", "REGEDIT\r\n", "; a comment first\r\nREGEDIT4\r\n",
        "Windows Registry Editor Version 5.00 x\r\n", "REGEDIT5\r\n"}) {
    const RegText out = read(std::string(first) + std::string(kKey) + "\"a\"=dword:1\r\n\"b\"=dword:0x1\r\n");
    EXPECT_TRUE(out.refused) << first;
    EXPECT_TRUE(out.keys.empty()) << first;
    ASSERT_FALSE(out.defects.empty()) << first;
    EXPECT_EQ(out.defects[0].code, "version-line") << first;
    EXPECT_EQ(out.defects[0].line, 1U) << first;
    EXPECT_EQ(out.defects.back().code, "dword-0x") << "the lines are looked at all the same: " << first;
  }
  EXPECT_TRUE(read("").refused);
}

TEST(RegTextLenient, AStringMayHoldLineEnds) {
  const RegText out = lines(
      "[HKEY_LOCAL_MACHINE\\SOFTWARE\\K]\r\n\"text\"=\"one\r\n\r\n[two] \\\" \\\\\r\nthree\"\r\n\"b\"=dword:1\r\n");
  EXPECT_TRUE(out.defects.empty());
  ASSERT_EQ(out.keys.size(), 1U);
  ASSERT_EQ(out.keys[0].values.size(), 2U);
  EXPECT_EQ(read_string(out.keys[0].values[0]).value(), "one\r\n\r\n[two] \" \\\r\nthree");
  EXPECT_EQ(out.keys[0].values[1].line, 8U);
  // A quote that is merely missing swallows nothing.
  const RegText missing = lines("[HKEY_LOCAL_MACHINE\\SOFTWARE\\K]\r\n\"a\"=\"1\r\n\"b\"=\"2\"\r\n");
  ASSERT_EQ(missing.defects.size(), 1U);
  EXPECT_EQ(missing.defects[0].code, "quote-missing");
  ASSERT_EQ(missing.keys[0].values.size(), 1U);
  EXPECT_EQ(missing.keys[0].values[0].name, "b");
}

TEST(RegTextLenient, DeletionsAreKeptWithTheirLines) {
  const RegText out = lines("[HKEY_CURRENT_USER\\K]\r\n\"a\"=-\r\n[-HKEY_CURRENT_USER\\L]\r\n");
  EXPECT_TRUE(out.deletes);
  ASSERT_EQ(out.keys.size(), 2U);
  EXPECT_EQ(out.keys[0].deleted_values[0].line, 4U);
  EXPECT_TRUE(out.keys[1].deleted);
  EXPECT_FALSE(lines("[HKEY_CURRENT_USER\\K]\r\n\"a\"=dword:1\r\n").deletes);
}

TEST(RegTextLenient, TheRootOfAnExportByHivexregeditIsAKey) {
  const RegText out = lines("[HKEY_CURRENT_USER\\]\r\n\r\n[HKEY_CURRENT_USER\\K]\r\n\"a\"=dword:1\r\n");
  EXPECT_TRUE(out.defects.empty());
  ASSERT_EQ(out.keys.size(), 2U);
  EXPECT_TRUE(out.keys[0].segments.empty());
  EXPECT_EQ(defect("[HKEY_CURRENT_USER\\K\\]\r\n\"a\"=dword:1\r\n[HKEY_CURRENT_USER\\L]\r\n"),
            "key-trailing-backslash@3");
}

TEST(RegTextLenient, DefectsAreCountedBeyondThoseKept) {
  std::string text(kKey);
  for (std::size_t i = 0; i < limits::kMaxRegDefectsKept + 5; ++i) text += "nonsense\r\n";
  const RegText out = lines(text);
  EXPECT_EQ(out.defects.size(), limits::kMaxRegDefectsKept);
  EXPECT_EQ(out.defect_count, limits::kMaxRegDefectsKept + 5);
}

}  // namespace
}  // namespace hive
