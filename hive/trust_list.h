#pragma once
// A certificate trust list (CTL): the signed list by which Microsoft tells Windows which roots it trusts, or which
// certificates it distrusts. Windows keeps the last one that it downloaded in the registry. It is a PKCS #7 message
// around (wincrypt.h, CTL_INFO):
//   SEQUENCE { version INTEGER OPTIONAL, usages SEQUENCE OF OID, identifier OCTET STRING OPTIONAL, number INTEGER
//   OPTIONAL, made Time, next Time OPTIONAL, algorithm SEQUENCE { OID, ... }, subjects SEQUENCE OF SEQUENCE {
//   subject OCTET STRING, SET OF SEQUENCE { property OID, SET { OCTET STRING } } OPTIONAL } OPTIONAL, ... }
// Its signature is not verified: who can write the machine's registry can do without a list.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hive/certificate_blob.h"

namespace hive {

class TrustList {
 public:
  struct Entry {
    Bytes subject;     ///< a digest; of what, the list's algorithm says
    Bytes attributes;  ///< empty without
  };

  /// `2024-03-11T09:14:55Z`
  const std::string& made() const { return made_; }
  std::size_t size() const { return entries_.size(); }
  /// The subjects are SHA-1 digests of whole certificates, as in the list of trusted roots. The list of distrusted
  /// certificates names keys and signatures.
  bool names_certificates() const { return names_certificates_; }
  /// The entry with this digest in upper-case hex.
  const Entry* find(std::string_view digest_hex) const;

 private:
  friend Result<TrustList> read_trust_list(Bytes message);
  std::string made_;
  bool names_certificates_ = false;
  std::vector<Entry> entries_;
};

/// Views live as long as `message` does. Errors: corrupt, limit_exceeded.
Result<TrustList> read_trust_list(Bytes message);

/// What the list says of a trusted root beyond its name, as the properties of certificate_blob.h. Errors: corrupt.
Result<CertificateProperties> properties_of(const TrustList::Entry& entry);

}  // namespace hive
