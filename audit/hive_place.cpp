#include "audit/hive_place.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "hive/registry_path.h"
#include "hive/upcase.h"

namespace audit {
namespace {

using hive::equal_names;

/// A colon ends the name of a container.
std::vector<std::string> components(std::string_view path) {
  std::vector<std::string> parts;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find_first_of("/\\:"), path.size());
    if (end > 0) parts.emplace_back(path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return parts;
}

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::ranges::any_of(names, [&](std::string_view it) { return equal_names(name, it); });
}

bool is_profiles(std::string_view name) { return is_one_of(name, {"Users", "Documents and Settings"}); }

bool is_file_of_user(std::string_view name) { return is_one_of(name, {"NTUSER.DAT", "NTUSER.MAN"}); }

/// Where Windows looks for a hive, and nowhere else.
bool is_place(const std::vector<std::string>& place) {
  if (place.size() == 3) return is_profiles(place[0]) && is_file_of_user(place[2]);
  if (place.size() != 4) return false;
  if (equal_names(place[1], "System32")) return equal_names(place[2], "config");
  return equal_names(place[1], "ServiceProfiles") && is_file_of_user(place[3]);
}

}  // namespace

std::string place_in_windows(std::string_view path) {
  std::vector<std::string> parts = components(path);
  const auto last = std::find_if(parts.rbegin(), parts.rend(), [](const std::string& part) {
    return is_profiles(part) || is_one_of(part, {"Windows", "WINNT"});
  });
  if (last == parts.rend()) return {};
  parts.erase(parts.begin(), last.base() - 1);
  return is_place(parts) ? hive::join_segments(parts) : std::string{};
}

std::string scope_of(const HiveRow& hive) {
  if (!hive.user) return {};
  if (hive.role == "DEFAULT") return "LocalSystem";
  if (is_one_of(*hive.user, {"Default", "Default User"})) return "default-user";
  // A folder below Users belongs to an ordinary user, whatever its name.
  const std::vector<std::string> place = components(place_in_windows(hive.path));
  const bool is_ordinary = !place.empty() && equal_names(place.front(), "Users");
  for (const std::string_view service : {"LocalService", "NetworkService"}) {
    if (!is_ordinary && equal_names(*hive.user, service)) return std::string(service);
  }
  return "user:" + *hive.user;
}

}  // namespace audit
