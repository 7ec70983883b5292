#include "hive/certificate.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <array>
#include <ctime>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <utility>

#include "hive/der.h"
#include "hive/hex.h"
#include "hive/limits.h"

namespace hive {
namespace {

template <auto release>
struct Release {
  template <class T>
  void operator()(T* object) const {
    release(object);
  }
};
using X509Pointer = std::unique_ptr<X509, Release<X509_free>>;
using BioPointer = std::unique_ptr<BIO, Release<BIO_free_all>>;

Error broken(std::string message) { return Error{ErrorCode::corrupt, std::move(message), {}, {}, {}}; }

const unsigned char* raw(Bytes bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

/// Empty when libcrypto does not offer the digest (MD5 under some policies).
std::string digest_hex(const unsigned char* data, std::size_t size, const EVP_MD* kind) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  if (kind == nullptr || EVP_Digest(data, size, digest.data(), &length, kind, nullptr) != 1) return {};
  return hex_of(std::as_bytes(std::span(digest).first(length)), HexDigits::upper);
}

std::optional<std::string> text_of(const X509_NAME* name) {
  constexpr unsigned long kFlags = (XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB & ~ASN1_STRFLGS_ESC_CTRL);
  const BioPointer out(BIO_new(BIO_s_mem()));
  if (!out || X509_NAME_print_ex(out.get(), name, 0, kFlags) < 0) return std::nullopt;
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  if (size <= 0) return std::string();
  return std::string(text, static_cast<std::size_t>(size));
}

std::optional<std::string> text_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday,
                     parts.tm_hour, parts.tm_min, parts.tm_sec);
}

std::string text_of(const ASN1_OBJECT* object) {
  const int nid = object == nullptr ? NID_undef : OBJ_obj2nid(object);
  if (nid != NID_undef) return OBJ_nid2ln(nid);
  std::array<char, 128> dotted{};
  if (object == nullptr || OBJ_obj2txt(dotted.data(), static_cast<int>(dotted.size()), object, 1) <= 0) return {};
  return dotted.data();
}

void read_key(X509* certificate, Certificate& out) {
  ASN1_OBJECT* algorithm = nullptr;
  const unsigned char* bytes = nullptr;
  int size = 0;
  if (X509_PUBKEY_get0_param(&algorithm, &bytes, &size, nullptr, X509_get_X509_PUBKEY(certificate)) != 1) return;
  out.key_algorithm = text_of(algorithm);
  if (size > 0) out.key_md5 = digest_hex(bytes, static_cast<std::size_t>(size), EVP_md5());
  EVP_PKEY* key = X509_get0_pubkey(certificate);
  if (key != nullptr) out.key_bits = EVP_PKEY_get_bits(key);
}

/// The digest of the signed part, as it is stored, by the hash that the signature names.
std::string signature_hash_of(Bytes der, const X509* certificate) {
  int hash = NID_undef;
  if (OBJ_find_sigid_algs(X509_get_signature_nid(certificate), &hash, nullptr) != 1 || hash == NID_undef) return {};
  DerReader whole{der};
  DerReader parts{whole.next(der_tag::kSequence).value_or(Bytes{})};
  const auto signed_part = parts.next();
  if (!signed_part) return {};
  return digest_hex(raw(signed_part->whole), signed_part->whole.size(), EVP_get_digestbynid(hash));
}

}  // namespace

std::string sha1_hex(Bytes bytes) {
  std::string text = digest_hex(raw(bytes), bytes.size(), EVP_sha1());
  // No input causes that, hence an exception: libcrypto is misconfigured and no thumbprint can be told.
  if (text.empty()) throw std::runtime_error("libcrypto cannot compute SHA-1");
  return text;
}

Result<Certificate> read_certificate(Bytes der) {
  if (der.size() > limits::kMaxCertificateBytes) {
    return Error{ErrorCode::limit_exceeded,
                 "the certificate is too large",
                 fmt::format("at most {} bytes", limits::kMaxCertificateBytes),
                 fmt::format("{} bytes", der.size()),
                 {}};
  }
  if (der.empty()) return broken("the certificate is empty");
  const unsigned char* at = raw(der);
  const X509Pointer certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  if (!certificate) return broken("this is no X.509 certificate");
  if (at != raw(der) + der.size()) return broken("bytes follow the certificate");
  auto subject = text_of(X509_get_subject_name(certificate.get()));
  auto issuer = text_of(X509_get_issuer_name(certificate.get()));
  auto not_before = text_of(X509_get0_notBefore(certificate.get()));
  auto not_after = text_of(X509_get0_notAfter(certificate.get()));
  if (!subject || !issuer) return broken("a name in the certificate cannot be read");
  if (!not_before || !not_after) return broken("a date in the certificate cannot be read");
  Certificate out;
  out.subject = *std::move(subject);
  out.issuer = *std::move(issuer);
  out.not_before = *std::move(not_before);
  out.not_after = *std::move(not_after);
  out.sha1 = sha1_hex(der);
  out.sha256 = digest_hex(raw(der), der.size(), EVP_sha256());
  const X509_ALGOR* signature = X509_get0_tbs_sigalg(certificate.get());
  if (signature != nullptr) out.signature_algorithm = text_of(signature->algorithm);
  out.signature_hash = signature_hash_of(der, certificate.get());
  read_key(certificate.get(), out);
  return out;
}

}  // namespace hive
