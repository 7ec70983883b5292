// The configuration of IIS: what its HTTPS bindings are, and what is refused instead of read in part.

#include "hive/site_bindings.h"

#include <gtest/gtest.h>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "hive/limits.h"

namespace {

using hive::ErrorCode;

std::unique_ptr<hive::ByteSource> file_of(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  return hive::open_memory({bytes.begin(), bytes.end()});
}

std::string sites(std::string_view inside) {
  return "<configuration><system.applicationHost><sites>" + std::string(inside) +
         "</sites></system.applicationHost></configuration>";
}

hive::Result<std::vector<hive::SiteBinding>> read(std::string_view text) {
  return hive::read_https_bindings(*file_of(text));
}

TEST(SiteBindings, EachHttpsBindingWithItsFlags) {
  const auto found = read("\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + sites(R"(
<site name="A &amp; B" id="1"><bindings>
  <binding protocol="http" bindingInformation="*:80:"/>
  <binding protocol="https" bindingInformation="*:443:" sslFlags="96"/>
  <!-- <binding protocol="https" bindingInformation="*:444:"/> -->
  <binding protocol="https" bindingInformation="10.0.0.1:8443:b.example"/>
</bindings></site>
<siteDefaults><bindings><binding protocol="https" bindingInformation="*:445:" sslFlags="4294967295"/></bindings></siteDefaults>)"));
  ASSERT_TRUE(found) << hive::to_text(found.error());
  ASSERT_EQ(found->size(), 3U);
  EXPECT_EQ((*found)[0].site, "A & B");
  EXPECT_EQ((*found)[0].information, "*:443:");
  EXPECT_EQ((*found)[0].ssl_flags, 96U);
  EXPECT_EQ((*found)[1].ssl_flags, 0U);
  EXPECT_EQ((*found)[2].ssl_flags, 0xFFFF'FFFFU);
}

TEST(SiteBindings, WhatIisWouldNotReadIsRefused) {
  const std::string sound = sites(R"(<site name="A"><bindings><binding protocol="https"/></bindings></site>)");
  ASSERT_TRUE(read(sound));
  const std::pair<std::string, ErrorCode> refused[] = {
      {"", ErrorCode::corrupt},
      {sound.substr(0, sound.size() - 3), ErrorCode::corrupt},
      {"<!DOCTYPE configuration>" + sound, ErrorCode::unsupported},
      {sound + sound, ErrorCode::corrupt},
      {"<other/>", ErrorCode::corrupt},
      {"<configuration/>", ErrorCode::corrupt},
      {sound + std::string(1, '\0') + "<!-- more -->", ErrorCode::unsupported},
      {std::string("\xFF\xFE<\0c\0", 6), ErrorCode::unsupported},
      {sites(R"(<site name="A"><bindings><binding protocol="https" sslFlags="0x20"/></bindings></site>)"),
       ErrorCode::corrupt},
      {sites(R"(<site name="A"><bindings><binding protocol="https" sslFlags=""/></bindings></site>)"),
       ErrorCode::corrupt},
      {sites(R"(<site name="A"><bindings><binding protocol="https" sslFlags="-1"/></bindings></site>)"),
       ErrorCode::corrupt},
      {"<configuration><system.applicationHost><sites configSource=\"x\"/></system.applicationHost></configuration>",
       ErrorCode::unsupported},
      {"<configuration><system.applicationHost><sites configProtectionProvider=\"x\"><EncryptedData/></sites>"
       "</system.applicationHost></configuration>",
       ErrorCode::unsupported},
  };
  for (const auto& [text, code] : refused) {
    const auto found = read(text);
    ASSERT_FALSE(found) << text;
    EXPECT_EQ(found.error().code, code) << text << ": " << hive::to_text(found.error());
  }
}

TEST(SiteBindings, CapsHold) {
  std::string large(hive::limits::kMaxSiteConfigBytes + 1, ' ');
  EXPECT_EQ(read(large).error().code, ErrorCode::limit_exceeded);
  std::string many;
  for (std::size_t i = 0; i <= hive::limits::kMaxSiteBindings; ++i) many += "<binding protocol=\"https\"/>";
  EXPECT_EQ(read(sites("<site><bindings>" + many + "</bindings></site>")).error().code, ErrorCode::limit_exceeded);
  // Elements may nest as deep as the file is long.
  std::string deep;
  for (int i = 0; i < 500'000; ++i) deep += "<a>";
  EXPECT_EQ(read(deep).error().code, ErrorCode::corrupt);
  std::string closed = deep;
  for (int i = 0; i < 500'000; ++i) closed += "</a>";
  EXPECT_EQ(read("<configuration>" + closed + "</configuration>").error().code, ErrorCode::corrupt);
}

TEST(SiteBindings, ARedirectionTakesTheFileOutOfForce) {
  const auto redirected = [](std::string_view attribute) {
    return hive::is_redirected(
        *file_of("<configuration><configurationRedirection " + std::string(attribute) + "/></configuration>"));
  };
  EXPECT_TRUE(*redirected("enabled=\"true\" path=\"\\\\server\\share\""));
  EXPECT_TRUE(*redirected("enabled=\"yes\""));
  EXPECT_FALSE(*redirected("enabled=\"false\""));
  EXPECT_FALSE(*redirected(""));
  EXPECT_FALSE(*hive::is_redirected(*file_of("<configuration/>")));
  EXPECT_FALSE(hive::is_redirected(*file_of("<configuration>")));
}

}  // namespace
