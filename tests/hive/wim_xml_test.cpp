#include "hive/wim_xml.h"

#include <gtest/gtest.h>

#include <string>

#include "hive/limits.h"
#include "tests/support/wim_writer.h"

namespace {

hiveaudit_tests::WimBytes utf16(std::u16string_view text) {
  hiveaudit_tests::WimBytes bytes;
  hiveaudit_tests::put(bytes, 0, 0xFEFF, 2);
  for (const char16_t unit : text) hiveaudit_tests::put(bytes, bytes.size(), unit, 2);
  return bytes;
}

std::string said_of(const hiveaudit_tests::WimBytes& xml) {
  const auto claims = hive::read_wim_claims(xml);
  return claims ? std::string("read") : to_text(claims.error());
}

TEST(WimXml, ClaimsOfAnImage) {
  const auto claims = hive::read_wim_claims(utf16(
      u"<?xml version=\"1.0\" encoding=\"utf-16\"?><WIM><TOTALBYTES>5</TOTALBYTES><IMAGE "
      u"INDEX=\"2\"><NAME>Caf\u00E9</NAME>"
      u"<DISPLAYNAME>Shown</DISPLAYNAME><WINDOWS><ARCH>9</ARCH><PRODUCTNAME>Microsoft\u00AE Windows\u00AE</PRODUCTNAME>"
      u"<EDITIONID>ServerStandard</EDITIONID><INSTALLATIONTYPE>Server Core</INSTALLATIONTYPE><LANGUAGES><LANGUAGE>en-US"
      u"</LANGUAGE><DEFAULT>en-US</DEFAULT></LANGUAGES><VERSION><MAJOR>10</MAJOR><MINOR>0</MINOR><BUILD>20348</BUILD>"
      u"<SPBUILD>587</SPBUILD></VERSION></WINDOWS></IMAGE><IMAGE INDEX=\"x\"/><IMAGE/><IMAGE INDEX=\"0\"/>"
      u"<IMAGE "
      u"INDEX=\"7\"><WINDOWS><VERSION><BUILD>many</BUILD><SPBUILD>99999999999</SPBUILD></VERSION></WINDOWS></IMAGE>"
      u"</WIM>"));
  ASSERT_TRUE(claims) << to_text(claims.error());
  EXPECT_FALSE(claims->is_encrypted);
  ASSERT_EQ(claims->images.size(), 2U);
  const hive::WimImageClaims& image = claims->images[0];
  EXPECT_EQ(image.index, 2U);
  EXPECT_EQ(image.name, "Caf\xC3\xA9");
  EXPECT_EQ(image.display_name, "Shown");
  EXPECT_EQ(image.edition_id, "ServerStandard");
  EXPECT_EQ(image.product_name, "Microsoft\xC2\xAE Windows\xC2\xAE");
  EXPECT_EQ(image.installation_type, "Server Core");
  EXPECT_EQ(image.language, "en-US");
  EXPECT_EQ(image.architecture, 9U);
  EXPECT_EQ(image.major, 10U);
  EXPECT_EQ(image.minor, 0U);
  EXPECT_EQ(image.build, 20348U);
  EXPECT_EQ(image.sp_build, 587U);
  EXPECT_EQ(claims->images[1].index, 7U);
  EXPECT_FALSE(claims->images[1].build);
  EXPECT_FALSE(claims->images[1].sp_build);
  EXPECT_EQ(claims->images[1].name, "");
}

TEST(WimXml, AnEncryptedEsd) {
  const auto claims = hive::read_wim_claims(utf16(u"<WIM><ESD><ENCRYPTED>1</ENCRYPTED></ESD></WIM>"));
  ASSERT_TRUE(claims);
  EXPECT_TRUE(claims->is_encrypted);
}

TEST(WimXml, LongTextsAreCutBetweenCharacters) {
  const auto claims = hive::read_wim_claims(
      utf16(u"<WIM><IMAGE INDEX=\"1\"><NAME>a" + std::u16string(1000, u'\u00E9') + u"</NAME></IMAGE></WIM>"));
  ASSERT_TRUE(claims);
  EXPECT_EQ(claims->images[0].name.size(), hive::limits::kShownWimTextBytes - 1);
}

TEST(WimXml, WhatIsNoXmlOfAWim) {
  EXPECT_EQ(said_of({}), "corrupt: the XML of the WIM is no UTF-16 (expected a byte order mark, an even size)");
  EXPECT_EQ(said_of(hiveaudit_tests::bytes_of_text("<WIM/>")),
            "corrupt: the XML of the WIM is no UTF-16 (expected a byte order mark, an even size)");
  EXPECT_EQ(said_of(utf16(u"<WIM>")).substr(0, 51), "corrupt: the XML of the WIM is not well-formed (fou");
  EXPECT_EQ(said_of(utf16(u"<ESD/>")), "corrupt: the XML of the WIM is of another kind (expected an element <WIM>)");
  EXPECT_EQ(said_of(utf16(std::u16string(u"<WIM/>\0<", 8))), "corrupt: the XML of the WIM holds a NUL (found at 14)");
  EXPECT_EQ(said_of(utf16(u"<!DOCTYPE WIM [<!ENTITY a \"b\">]><WIM/>")),
            "unsupported: the XML of the WIM has a document type (expected none)");
  EXPECT_EQ(said_of(utf16(std::u16string(u"<WIM/>\0\0", 8))), "read") << "a NUL at the end ends it as well";
  EXPECT_EQ(said_of(hiveaudit_tests::WimBytes(hive::limits::kMaxWimXmlBytes + 2, std::byte{'a'})),
            "limit_exceeded: the XML of the WIM is too large (expected at most 4194304 bytes, found 4194306 bytes)");
}

TEST(WimXml, DeepNestingIsNoRecursion) {
  std::u16string text;
  for (int i = 0; i < 300'000; ++i) text += u"<a>";
  EXPECT_EQ(said_of(utf16(text)).substr(0, 46), "corrupt: the XML of the WIM is not well-formed");
}

}  // namespace
