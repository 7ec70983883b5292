#pragma once
// The libraries that this program is linked with, as they say of themselves when it runs, and their licences.

#include <string>
#include <vector>

namespace audit {

struct Library {
  std::string name;
  std::string version;
  std::string licence;  ///< SPDX's expression
};

/// Those of every build first, then those that this build reads containers with; each once.
std::vector<Library> libraries();

}  // namespace audit
