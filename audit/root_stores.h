#pragma once
// Where Windows keeps root certificates and where it keeps the distrusted ones (os.md 13.1), and what one such store
// holds under a thumbprint. None of the stores has a 32-bit twin.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/asked_once.h"
#include "audit/certificate_standing.h"
#include "hive/registry.h"

namespace audit {

struct CertificateStore {
  hive::RegistryPath key;  ///< certificates are below its subkey Certificates
  std::string_view title;  ///< `the machine's Root store`
};

/// The stores whose certificates the machine trusts as roots.
const std::vector<CertificateStore>& machine_root_stores();
/// The user's own roots, which count beside the machine's.
const CertificateStore& user_root_store();
const std::vector<CertificateStore>& machine_distrust_stores();
const std::vector<CertificateStore>& user_distrust_stores();
/// The first of the machine's stores, and the one that automatic update fills.
const CertificateStore& machine_root_store();
const CertificateStore& auth_root_store();

/// What is stored under a thumbprint.
struct StoredCertificate {
  enum class Is { absent, unread, broken, there } is = Is::unread;
  std::string_view store;
  SharedLookup seen;  ///< told in full: a defect is among its anomalies, and it says what its data means
  std::optional<hive::Certificate> certificate;  ///< when there
  Standing standing;                             ///< when there
  bool limits_issuing = false;  ///< it carries both properties that end its trust for later certificates
};

/// Reads the Blob and checks that it is the certificate of that name.
StoredCertificate find_certificate(AskedOnce& asked, const CertificateStore& store, const std::string& thumbprint,
                                   std::optional<std::size_t> user, std::string_view now);

}  // namespace audit
