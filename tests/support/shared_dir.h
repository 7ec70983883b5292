#pragma once
// Where the real hives that we did not make are, when they are there. Tests that want them skip without.

#include <optional>

#include "tests/support/source_dir.h"

namespace hiveaudit_tests {

/// HIVEAUDIT_SHARED, else `../shared` beside the source folder; nothing when it holds no hives.
inline std::optional<std::filesystem::path> shared_dir() {
  const char* named = std::getenv("HIVEAUDIT_SHARED");
  const std::filesystem::path folder = named != nullptr ? std::filesystem::path(named) : source_dir() / "../shared";
  std::error_code ignored;
  if (!std::filesystem::is_directory(folder / "hives", ignored)) return std::nullopt;
  return folder;
}

}  // namespace hiveaudit_tests
