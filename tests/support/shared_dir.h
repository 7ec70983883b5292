#pragma once
// Where the real hives that we did not make are, when they are there. Tests that want them skip without.

#include <cstdlib>
#include <filesystem>
#include <optional>

namespace hiveaudit_tests {

/// HIVEAUDIT_SHARED, else `../shared` beside the source folder (HIVEAUDIT_SOURCE; __FILE__ is relative in some
/// builds); nothing when it holds no hives.
inline std::optional<std::filesystem::path> shared_dir() {
  const char* named = std::getenv("HIVEAUDIT_SHARED");
  const char* source = std::getenv("HIVEAUDIT_SOURCE");
  std::filesystem::path folder = named != nullptr ? std::filesystem::path(named)
                                 : source != nullptr
                                     ? std::filesystem::path(source) / "../shared"
                                     : std::filesystem::path(__FILE__).parent_path() / "../../../shared";
  std::error_code ignored;
  if (!std::filesystem::is_directory(folder / "hives", ignored)) return std::nullopt;
  return folder;
}

}  // namespace hiveaudit_tests
