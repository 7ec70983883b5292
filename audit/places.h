#pragma once
// The answers to "what stands there?": one key or value in every scope and control set that was asked for.

#include <string>
#include <vector>

#include "audit/options.h"
#include "hive/installation.h"

namespace audit {

struct Place {
  std::string scope;
  std::string control_set;  ///< for people, empty when the path names none
  hive::Lookup seen;
  std::vector<std::string> subkeys{};
};

/// `options.words` are target, key and, if wanted, value. A key alone gives itself and all its values; what could
/// not be listed becomes an error of the installation.
std::vector<Place> find_places(hive::Installation& installation, const Options& options);

}  // namespace audit
