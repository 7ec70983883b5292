#pragma once
// A place in a registry: root and segments, compared without case. Paths are parsed and printed here only.

#include <span>
#include <string>
#include <string_view>

#include "hive/result.h"
#include "hive/segments.h"

namespace hive {

enum class Root {
  hklm,  ///< HKEY_LOCAL_MACHINE
  hkcu,  ///< HKEY_CURRENT_USER: the hive of the user that a scope names
};

struct RegistryPath {
  Root root = Root::hklm;
  Segments segments;  ///< UTF-8; may contain `/` (`RC4 128/128`), never `\`
};

/// Accepts `HKLM\...`, `HKCU\...` and the long names. Errors: corrupt (unknown root, empty segment).
Result<RegistryPath> parse_registry_path(std::string_view text);

/// `HKLM\SYSTEM\CurrentControlSet\...`, as Microsoft spells it.
std::string to_text(const RegistryPath& path);
/// Segments joined with `\`.
std::string join_segments(std::span<const std::string> segments);

RegistryPath child(const RegistryPath& path, std::string segment);
/// The key that lies these names below `path`.
RegistryPath below(const RegistryPath& path, std::span<const std::string> names);

/// Whether 32-bit processes on 64-bit Windows see another key there.
bool has_wow6432_view(const RegistryPath& path);
/// HKLM\SOFTWARE\X as 32-bit processes on 64-bit Windows see it: HKLM\SOFTWARE\Wow6432Node\X (os.md R2).
/// Any other path is returned unchanged.
RegistryPath wow6432_view(const RegistryPath& path);

bool operator==(const RegistryPath& left, const RegistryPath& right);

}  // namespace hive
