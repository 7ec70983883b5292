#pragma once
// The folder of the sources, where fixtures stand. Both builds name it to their tests; __FILE__ serves a test
// program started by hand (it is relative to the build folder in some builds).

#include <cstdlib>
#include <filesystem>

namespace hiveaudit_tests {

inline std::filesystem::path source_dir() {
  const char* named = std::getenv("HIVEAUDIT_SOURCE");
  return named != nullptr ? std::filesystem::path(named) : std::filesystem::path(__FILE__).parent_path() / "../..";
}

}  // namespace hiveaudit_tests
