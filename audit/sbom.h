#pragma once
// What this program is made of, as a document that other programs read: SPDX 2.3 in JSON.

#include <string>

namespace audit {

/// The same program with the same libraries gives the same bytes. `created` is YYYY-MM-DDThh:mm:ssZ.
std::string write_sbom(const std::string& created);

/// SOURCE_DATE_EPOCH as a time; 1970 when it is empty or no number of seconds.
std::string time_of_source(const std::string& epoch);

}  // namespace audit
