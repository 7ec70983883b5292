#pragma once
// Certificates, blobs and lists of certificates made for tests: real DER by libcrypto, with dates and names of the
// test's choice, and wrappers around it that can be told to lie.

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hive/bytes.h"

namespace hiveaudit_tests {

using ByteString = std::vector<std::byte>;

inline void append(ByteString& to, hive::Bytes from) { to.insert(to.end(), from.begin(), from.end()); }

inline void append_u32(ByteString& to, std::size_t number) {
  for (unsigned shift = 0; shift < 32; shift += 8) to.push_back(static_cast<std::byte>(number >> shift));
}

/// A self-signed certificate of a P-256 key; dates as GeneralizedTime or UTCTime text, e.g. `20130801120000Z`.
inline ByteString made_certificate(std::string_view name, const char* not_before, const char* not_after) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
  const std::unique_ptr<X509, decltype(&X509_free)> made(X509_new(), &X509_free);
  X509_set_version(made.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 7);
  ASN1_TIME_set_string_X509(X509_getm_notBefore(made.get()), not_before);
  ASN1_TIME_set_string_X509(X509_getm_notAfter(made.get()), not_after);
  X509_NAME* subject = X509_get_subject_name(made.get());
  const auto* text = reinterpret_cast<const unsigned char*>(name.data());
  X509_NAME_add_entry_by_txt(subject, "O", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>("Made"), -1, -1, 0);
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, text, static_cast<int>(name.size()), -1, 0);
  X509_set_issuer_name(made.get(), subject);
  X509_set_pubkey(made.get(), key.get());
  X509_sign(made.get(), key.get(), EVP_sha256());
  unsigned char* der = nullptr;
  const int size = i2d_X509(made.get(), &der);
  ByteString bytes(static_cast<std::size_t>(std::max(size, 0)));
  std::transform(der, der + bytes.size(), bytes.begin(), [](unsigned char c) { return std::byte{c}; });
  OPENSSL_free(der);
  return bytes;
}

struct MadeProperty {
  std::uint32_t id = 0;
  ByteString data;
};

/// As Windows stores it: the properties, the certificate among them.
inline ByteString made_blob(const std::vector<MadeProperty>& properties) {
  ByteString blob;
  for (const MadeProperty& property : properties) {
    append_u32(blob, property.id);
    append_u32(blob, 1);
    append_u32(blob, property.data.size());
    append(blob, property.data);
  }
  return blob;
}

inline ByteString made_blob(const ByteString& certificate) { return made_blob({{32, certificate}}); }

inline ByteString der(std::uint8_t tag, const std::vector<ByteString>& parts) {
  ByteString content;
  for (const ByteString& part : parts) append(content, part);
  ByteString item{std::byte{tag}};
  if (content.size() < 0x80) {
    item.push_back(static_cast<std::byte>(content.size()));
  } else {
    item.push_back(std::byte{0x83});
    for (const unsigned shift : {16U, 8U, 0U}) item.push_back(static_cast<std::byte>(content.size() >> shift));
  }
  append(item, content);
  return item;
}

inline ByteString bytes_of(std::initializer_list<unsigned> numbers) {
  ByteString bytes;
  for (const unsigned number : numbers) bytes.push_back(static_cast<std::byte>(number));
  return bytes;
}

inline ByteString text_bytes(std::string_view text) {
  ByteString bytes;
  for (const char c : text) bytes.push_back(static_cast<std::byte>(c));
  return bytes;
}

inline ByteString from_hex(std::string_view hex) {
  ByteString bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes.push_back(static_cast<std::byte>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
  }
  return bytes;
}

/// SEQUENCE OF OID with serverAuth, or with emailProtection.
inline ByteString usages(bool server) {
  return der(0x30, {der(0x06, {bytes_of({0x2B, 6, 1, 5, 5, 7, 3, server ? 1U : 4U})})});
}

inline ByteString file_time_bytes(std::uint64_t time) {
  ByteString bytes;
  for (unsigned shift = 0; shift < 64; shift += 8) bytes.push_back(static_cast<std::byte>(time >> shift));
  return bytes;
}

/// 2020-01-01T00:00:00Z and 2050-01-01T00:00:00Z.
inline constexpr std::uint64_t kFileTime2020 = 132'223'104'000'000'000;
inline constexpr std::uint64_t kFileTime2050 = 141'690'816'000'000'000;

struct MadeEntry {
  ByteString subject;
  std::vector<MadeProperty> properties = {};
};

/// A list of trusted roots (subjects are SHA-1 digests), or of distrusted certificates.
inline ByteString made_trust_list(const std::vector<MadeEntry>& entries, bool distrusted = false,
                                  std::string_view made = "240311091455Z") {
  std::vector<ByteString> subjects;
  for (const MadeEntry& entry : entries) {
    std::vector<ByteString> attributes;
    for (const MadeProperty& property : entry.properties) {
      attributes.push_back(der(0x30, {der(0x06, {bytes_of({0x2B, 6, 1, 4, 1, 0x82, 0x37, 10, 11, property.id})}),
                                      der(0x31, {der(0x04, {property.data})})}));
    }
    std::vector<ByteString> parts{der(0x04, {entry.subject})};
    if (!attributes.empty()) parts.push_back(der(0x31, attributes));
    subjects.push_back(der(0x30, parts));
  }
  const ByteString sha1 = bytes_of({0x2B, 0x0E, 3, 2, 0x1A});
  const ByteString hash = bytes_of({0x2B, 6, 1, 4, 1, 0x82, 0x37, 10, 11, 15});
  const ByteString usage = bytes_of({0x2B, 6, 1, 4, 1, 0x82, 0x37, 10, 3, distrusted ? 30U : 9U});
  const ByteString list =
      der(0x30, {der(0x30, {der(0x06, {usage})}), der(0x04, {text_bytes("made")}), der(0x02, {bytes_of({1, 2})}),
                 der(0x17, {text_bytes(made)}), der(0x30, {der(0x06, {distrusted ? hash : sha1}), bytes_of({5, 0})}),
                 der(0x30, subjects)});
  const ByteString kind = bytes_of({0x2B, 6, 1, 4, 1, 0x82, 0x37, 10, 1});
  const ByteString signed_data = der(0x30, {der(0x02, {bytes_of({1})}), der(0x31, {}),
                                            der(0x30, {der(0x06, {kind}), der(0xA0, {list})}), der(0x31, {})});
  return der(0x30, {der(0x06, {bytes_of({0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 7, 2})}), der(0xA0, {signed_data})});
}

/// `hex:01,02`, as a .reg text writes bytes.
inline std::string reg_hex(const ByteString& bytes) {
  std::string text = "hex:";
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i > 0) text += ',';
    text += kDigits[std::to_integer<std::size_t>(bytes[i] >> 4)];
    text += kDigits[std::to_integer<std::size_t>(bytes[i] & std::byte{15})];
  }
  return text;
}

}  // namespace hiveaudit_tests
