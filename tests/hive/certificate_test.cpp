#include "hive/certificate.h"

#include <gtest/gtest.h>
#include <openssl/pem.h>

#include <cstdio>

#include "hive/limits.h"
#include "tests/support/made_certificate.h"

namespace {

using hiveaudit_tests::append;
using hiveaudit_tests::ByteString;
using hiveaudit_tests::made_certificate;

const ByteString kMade = made_certificate("Root \xC3\xA9", "130801120000Z", "20800115120000Z");

TEST(Certificate, SaysWhichItIsAndHowLongItHolds) {
  const auto read = hive::read_certificate(kMade);
  ASSERT_TRUE(read) << hive::to_text(read.error());
  EXPECT_EQ(read->subject, "CN=Root \xC3\xA9,O=Made");
  EXPECT_EQ(read->issuer, read->subject);
  EXPECT_EQ(read->not_before, "2013-08-01T12:00:00Z");
  EXPECT_EQ(read->not_after, "2080-01-15T12:00:00Z");
  EXPECT_EQ(read->sha1, hive::sha1_hex(kMade));
  EXPECT_EQ(read->sha256.size(), 64U);
  EXPECT_EQ(read->key_algorithm, "id-ecPublicKey");
  EXPECT_EQ(read->key_bits, 256);
  EXPECT_EQ(read->signature_algorithm, "ecdsa-with-SHA256");
  EXPECT_EQ(read->key_md5.size(), 32U);
  EXPECT_EQ(read->signature_hash.size(), 64U);
}

TEST(Certificate, ThumbprintsAreThoseOfTheStandard) {
  const ByteString abc = hiveaudit_tests::text_bytes("abc");
  EXPECT_EQ(hive::sha1_hex(abc), "A9993E364706816ABA3E25717850C26C9CD0D89D");
}

TEST(Certificate, APublicRootIsReadAsItsOwnerPublishesIt) {
  std::FILE* file = std::fopen("/etc/ssl/certs/DigiCert_Global_Root_G2.pem", "r");
  if (file == nullptr) GTEST_SKIP() << "the package ca-certificates is not installed";
  X509* pem = PEM_read_X509(file, nullptr, nullptr, nullptr);
  std::fclose(file);
  ASSERT_NE(pem, nullptr);
  unsigned char* der = nullptr;
  const int size = i2d_X509(pem, &der);
  X509_free(pem);
  ASSERT_GT(size, 0);
  ByteString bytes(static_cast<std::size_t>(size));
  std::transform(der, der + size, bytes.begin(), [](unsigned char c) { return std::byte{c}; });
  OPENSSL_free(der);
  const auto read = hive::read_certificate(bytes);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->sha1, "DF3C24F9BFD666761B268073FE06D1CC8D4F82A4");
  EXPECT_EQ(read->subject, "CN=DigiCert Global Root G2,OU=www.digicert.com,O=DigiCert Inc,C=US");
  EXPECT_EQ(read->not_after, "2038-01-15T12:00:00Z");
  EXPECT_EQ(read->key_algorithm, "rsaEncryption");
  EXPECT_EQ(read->key_bits, 2048);
}

TEST(Certificate, EveryCutAndEveryFlippedByteIsToldOrRead) {
  for (std::size_t size = 0; size < kMade.size(); ++size) {
    const auto read = hive::read_certificate(hive::Bytes(kMade).first(size));
    ASSERT_FALSE(read) << size;
    EXPECT_EQ(read.error().code, hive::ErrorCode::corrupt);
  }
  for (std::size_t at = 0; at < kMade.size(); ++at) {
    for (const unsigned flip : {0x01U, 0x80U, 0xFFU}) {
      ByteString bytes = kMade;
      bytes[at] ^= static_cast<std::byte>(flip);
      const auto read = hive::read_certificate(bytes);
      if (read) {
        EXPECT_NE(read->sha1, hive::sha1_hex(kMade)) << at;
      }
    }
  }
}

TEST(Certificate, BytesBehindItAndTooManyOfThemAreRefused) {
  ByteString longer = kMade;
  longer.push_back(std::byte{0});
  const auto read = hive::read_certificate(longer);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().message, "bytes follow the certificate");
  const auto large = hive::read_certificate(ByteString(hive::limits::kMaxCertificateBytes + 1));
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().code, hive::ErrorCode::limit_exceeded);
}

}  // namespace
