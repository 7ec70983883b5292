#pragma once
// --os BUILD[.UBR][:client|:server][:x86|:x64|:arm64]: what the hives do not say, supplied by the user. When it
// contradicts the hives, the hives win and the report says so, unless --os-force.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "hive/result.h"

namespace audit {

struct OsOption {
  std::optional<std::uint32_t> build;
  std::optional<std::uint32_t> ubr;
  std::string type;  ///< client, server or empty
  std::string arch;  ///< x86, x64, arm64 or empty
  bool force = false;
};

/// Errors: corrupt, with what was expected and found.
hive::Result<OsOption> parse_os_option(std::string_view text);

}  // namespace audit
