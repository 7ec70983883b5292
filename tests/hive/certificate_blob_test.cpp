#include "hive/certificate_blob.h"

#include <gtest/gtest.h>

#include "hive/certificate.h"
#include "hive/input.h"
#include "hive/limits.h"
#include "tests/support/made_certificate.h"
#include "tests/support/shared_dir.h"

namespace {

using hiveaudit_tests::append_u32;
using hiveaudit_tests::bytes_of;
using hiveaudit_tests::ByteString;
using hiveaudit_tests::made_blob;

const ByteString kBlob = made_blob({{3, bytes_of({1, 2, 3})}, {9, {}}, {32, bytes_of({4, 5})}});

TEST(CertificateBlob, PropertiesInAnyOrderUntilTheEnd) {
  const auto read = hive::read_certificate_blob(kBlob);
  ASSERT_TRUE(read);
  ASSERT_EQ(read->size(), 3U);
  const auto* certificate = hive::find_property(*read, hive::property::kCertificate);
  ASSERT_NE(certificate, nullptr);
  EXPECT_EQ(certificate->data.size(), 2U);
  EXPECT_EQ(certificate->data[1], std::byte{5});
  EXPECT_TRUE(hive::find_property(*read, 9)->data.empty());
  EXPECT_EQ(hive::find_property(*read, 104), nullptr);
}

TEST(CertificateBlob, EveryCutIsTold) {
  // At the border of two properties a blob is whole; elsewhere never.
  for (std::size_t size = 0; size < kBlob.size(); ++size) {
    const auto read = hive::read_certificate_blob(hive::Bytes(kBlob).first(size));
    EXPECT_EQ(bool(read), size == 15 || size == 27) << size;
    if (!read) {
      EXPECT_EQ(read.error().code, hive::ErrorCode::truncated);
    }
  }
}

TEST(CertificateBlob, AHugeLengthIsNotBelieved) {
  ByteString blob;
  append_u32(blob, 32);
  append_u32(blob, 1);
  append_u32(blob, 0xFFFF'FFFF);
  const auto read = hive::read_certificate_blob(blob);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().expected, "4294967295 bytes");
  EXPECT_EQ(read.error().found, "0 bytes");
}

TEST(CertificateBlob, Caps) {
  const auto large = hive::read_certificate_blob(ByteString(hive::limits::kMaxCertificateBlobBytes + 1));
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().code, hive::ErrorCode::limit_exceeded);
  const auto many = hive::read_certificate_blob(ByteString(12 * (hive::limits::kMaxCertificateProperties + 1)));
  ASSERT_FALSE(many);
  EXPECT_EQ(many.error().code, hive::ErrorCode::limit_exceeded);
  EXPECT_TRUE(hive::read_certificate_blob(ByteString(12 * hive::limits::kMaxCertificateProperties)));
}

TEST(CertificateBlob, OfARealHiveHoldsTheCertificateOfItsKey) {
  const auto shared = hiveaudit_tests::shared_dir();
  if (!shared) GTEST_SKIP() << "the real hives are not here";
  const auto input = hive::open_input((*shared / "hives/win7/NTUSER.DAT").string());
  ASSERT_EQ(input.installations.size(), 1U);
  const hive::RegistryPath store{hive::Root::hkcu,
                                 {"Software", "Microsoft", "SystemCertificates", "CA", "Certificates"}};
  const hive::Registry& registry = input.installations[0].registry;
  const auto listed = registry.subkeys(store, 0);
  EXPECT_EQ(listed.items.items.size(), 4U);
  for (const hive::Key& key : listed.items.items) {
    const hive::Lookup seen = registry.find_value(hive::child(store, key.name), "Blob", 0);
    ASSERT_TRUE(seen.value);
    const auto properties = hive::read_certificate_blob(seen.value->data);
    ASSERT_TRUE(properties) << hive::to_text(properties.error());
    const auto* der = hive::find_property(*properties, hive::property::kCertificate);
    ASSERT_NE(der, nullptr);
    const auto certificate = hive::read_certificate(der->data);
    ASSERT_TRUE(certificate) << hive::to_text(certificate.error());
    EXPECT_EQ(certificate->sha1, key.name);
    EXPECT_LT(certificate->not_before, certificate->not_after);
    // What Windows computed and what we compute are the same.
    const auto* hash = hive::find_property(*properties, 3);
    ASSERT_NE(hash, nullptr);
    EXPECT_EQ(hive::raw_hex(hash->data).size(), 40U);
    const auto* key_md5 = hive::find_property(*properties, 25);
    if (key_md5 != nullptr) {
      EXPECT_TRUE(hiveaudit_tests::from_hex(certificate->key_md5) ==
                  ByteString(key_md5->data.begin(), key_md5->data.end()));
    }
    const auto* signature = hive::find_property(*properties, 15);
    if (signature != nullptr) {
      EXPECT_TRUE(hiveaudit_tests::from_hex(certificate->signature_hash) ==
                  ByteString(signature->data.begin(), signature->data.end()));
    }
  }
}

ByteString protected_roots(std::size_t count, std::size_t digests) {
  ByteString data;
  append_u32(data, 0x18);
  append_u32(data, 1);
  append_u32(data, 0);
  append_u32(data, 0);
  append_u32(data, count);
  append_u32(data, 0x18);
  data.resize(data.size() + 20 * digests, std::byte{0xAB});
  return data;
}

TEST(ProtectedRoots, NamesAreCountedAndNeverBelievedBeyondTheData) {
  const auto read = hive::read_protected_roots(protected_roots(2, 2));
  ASSERT_TRUE(read);
  ASSERT_EQ(read->size(), 2U);
  EXPECT_EQ(read->front(), "ABABABABABABABABABABABABABABABABABABABAB");
  EXPECT_TRUE(hive::read_protected_roots(protected_roots(0, 0))->empty());
  const auto cut = hive::read_protected_roots(protected_roots(3, 2));
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().code, hive::ErrorCode::truncated);
  EXPECT_FALSE(hive::read_protected_roots(protected_roots(0xFFFF'FFFF, 2)));
  for (std::size_t size = 0; size < 24; ++size) {
    const ByteString whole = protected_roots(0, 0);
    EXPECT_FALSE(hive::read_protected_roots(hive::Bytes(whole).first(size))) << size;
  }
}

}  // namespace
