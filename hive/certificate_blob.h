#pragma once
// A certificate as Windows keeps it in the registry: the value Blob of a key that is named after the SHA-1 of the
// certificate. The blob is a row of properties until its end, all numbers little-endian ([MS-GPEF] 2.2.1.1.1.1):
//   0  u32  number of the property
//   4  u32  encoding, 1 in what Windows writes
//   8  u32  length of its bytes
//  12  the bytes; the next property follows without padding
// The certificate itself is one of the properties; they stand in any order.

#include <vector>

#include "hive/bytes.h"
#include "hive/result.h"

namespace hive {

/// Numbers of properties (wincrypt.h), as far as they say whether a certificate is trusted.
namespace property {
inline constexpr std::uint32_t kUsages = 9;             ///< extended key usages that it is limited to
inline constexpr std::uint32_t kCertificate = 32;       ///< DER
inline constexpr std::uint32_t kTrustList = 34;         ///< in the key CTLs: a signed list of certificates
inline constexpr std::uint32_t kDisallowedAfter = 104;  ///< FILETIME
inline constexpr std::uint32_t kDisallowedUsages = 122;
inline constexpr std::uint32_t kNotBefore = 126;        ///< FILETIME: what it issued later is not accepted
inline constexpr std::uint32_t kNotBeforeUsages = 127;  ///< limits the one above
}  // namespace property

/// A view of the blob's bytes.
struct CertificateProperty {
  std::uint32_t id = 0;
  Bytes data;
};

using CertificateProperties = std::vector<CertificateProperty>;

/// The properties of a blob, which must consume it exactly; the views live as long as `blob` does. Errors: corrupt,
/// truncated, limit_exceeded.
Result<CertificateProperties> read_certificate_blob(Bytes blob);

/// The first property with this number; null without one.
const CertificateProperty* find_property(const CertificateProperties& properties, std::uint32_t id);

/// The names of the user's own roots that Windows honours, from the value Certificates of
/// ...\Root\ProtectedRoots: 24 bytes, of which the u32 at 16 counts the SHA-1 digests that follow. Upper-case hex.
/// Errors: corrupt, truncated, limit_exceeded.
Result<std::vector<std::string>> read_protected_roots(Bytes data);

}  // namespace hive
