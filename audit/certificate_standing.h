#pragma once
// What the properties and the dates of a root certificate say against its use for TLS servers at a given time.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hive/certificate.h"
#include "hive/certificate_blob.h"

namespace audit {

struct Standing {
  std::vector<std::string> objections;  ///< phrases for people; empty: nothing speaks against it
  std::optional<hive::Error> defect;    ///< a property that cannot be read: it might object
};

/// `now` is YYYY-MM-DDThh:mm:ssZ. Properties of a stored certificate, or of an entry of Microsoft's list.
Standing standing_of(const hive::CertificateProperties& properties, std::string_view now);
/// Expired, or not valid yet.
void add_validity(Standing& standing, const hive::Certificate& certificate, std::string_view now);

}  // namespace audit
