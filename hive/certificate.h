#pragma once
// An X.509 certificate, as much of it as tells people which one it is and whether it can be used. Read by libcrypto.

#include <string>

#include "hive/bytes.h"
#include "hive/result.h"

namespace hive {

struct Certificate {
  std::string subject;     ///< `CN=...,O=...` (RFC 2253), UTF-8; hostile until a report has made it printable
  std::string issuer;      ///< the same
  std::string sha1;        ///< the thumbprint of Windows: 40 upper-case hex digits over all bytes
  std::string sha256;      ///< 64 upper-case hex digits
  std::string not_before;  ///< `2013-08-01T12:00:00Z`
  std::string not_after;
  std::string key_algorithm;        ///< `rsaEncryption`, `id-ecPublicKey`, or dotted numbers
  int key_bits = 0;                 ///< 0: libcrypto cannot use such a key
  std::string signature_algorithm;  ///< `sha256WithRSAEncryption`, or dotted numbers
  /// By these a list of distrusted certificates names it, upper-case hex: the MD5 of its public key, and the digest
  /// of the part that was signed by the signature's own hash; empty where that cannot be made.
  std::string key_md5;
  std::string signature_hash;
};

/// Exactly one certificate. Errors: corrupt, limit_exceeded.
Result<Certificate> read_certificate(Bytes der);

/// 40 upper-case hex digits.
std::string sha1_hex(Bytes bytes);

}  // namespace hive
