#include "hive/installation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <tuple>
#include <utility>

#include "hive/control_set_name.h"
#include "hive/input_parts.h"
#include "hive/upcase.h"
#include "hive/utf16.h"

namespace hive {
namespace {

bool has_key(const Hive& hive, std::initializer_list<std::string> path) {
  const std::vector<std::string> segments(path);
  const KeyLookup found = hive.find_key(segments);
  return found.presence == Presence::present || found.presence == Presence::ambiguous;
}

bool has_any(const Hive& hive, std::span<const std::string_view> names) {
  return std::ranges::any_of(names, [&](std::string_view name) { return has_key(hive, {std::string(name)}); });
}

bool is_system(const Hive& hive, const Key& root) {
  const KeyLookup select = hive.find_key(std::array<std::string, 1>{"Select"});
  if (select.key && hive.find_value(*select.key, "Current").value) return true;
  // Numbers are given out from 1 and rarely reach 4; a list is only needed for the rest.
  if (has_key(hive, {"ControlSet001"})) return true;
  return std::ranges::any_of(hive.list_subkeys(root).items,
                             [](const Key& key) { return control_set_number(key.name).has_value(); });
}

bool is_software(const Hive& hive) {
  constexpr std::array<std::string_view, 4> kBeside{"Classes", kWow64Node, "Policies", "Clients"};
  return has_key(hive, {"Microsoft", "Windows NT", "CurrentVersion"}) ||
         (has_key(hive, {"Microsoft"}) && has_any(hive, kBeside));
}

bool is_user(const Hive& hive) {
  if (!has_key(hive, {"Software"})) return false;
  constexpr std::array<std::string_view, 8> kBeside{"Control Panel", "Environment", "Keyboard Layout", "Console",
                                                    "AppEvents",     "Network",     "Printers",        "EUDC"};
  return has_any(hive, kBeside);
}

/// Place of a hive in the list: machine, services, default user, users, the rest.
int rank(const FoundHive& hive) {
  switch (hive.file.role) {
    case HiveRole::system:
      return 0;
    case HiveRole::software:
      return 1;
    case HiveRole::default_profile:
      return 2;
    case HiveRole::user:
      break;
    case HiveRole::other:
      return 7;
  }
  constexpr std::array<std::string_view, 4> kFirst{"LocalSystem", "LocalService", "NetworkService", "default-user"};
  const auto known = std::ranges::find(kFirst, hive.scope);
  return 2 + static_cast<int>(known - kFirst.begin());
}

bool comes_first(const FoundHive& left, const FoundHive& right) {
  const auto key = [](const FoundHive& hive) {
    return std::tuple(rank(hive), hive.file.user.value_or(""), hive.file.path);
  };
  return key(left) < key(right);
}

/// A scope names one user: later ones of the same name get a number.
void make_scopes_unique(std::vector<FoundHive>& hives) {
  std::set<std::u16string> taken;
  for (FoundHive& hive : hives) {
    if (hive.scope.empty()) continue;
    const std::string name = hive.file.user.value_or("");
    for (int number = 2; !taken.insert(upcase(utf16_from_utf8(hive.scope))).second; ++number) {
      hive.file.user = fmt::format("{}-{}", name, number);
      hive.scope = "user:" + *hive.file.user;
    }
  }
}

/// Where the texts of a layer stand in the list.
std::vector<std::size_t> rows_of(const std::vector<FoundHive>& found, const std::shared_ptr<TextLayer>& layer) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (found[i].layer != layer) continue;
    rows.resize(std::max(rows.size(), found[i].text + 1));
    rows[found[i].text] = i;
  }
  return rows;
}

/// Mounts the only claim to HKLM\SYSTEM or HKLM\SOFTWARE. Choosing one of two could judge the wrong one; the texts of
/// one machine make one claim.
void mount_machine_hive(Installation& installation, const std::vector<FoundHive>& found, HiveRole role) {
  std::vector<std::size_t> claims;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (found[i].file.role != role || !found[i].file.is_open()) continue;
    const bool same = found[i].layer != nullptr &&
                      std::ranges::any_of(claims, [&](std::size_t it) { return found[it].layer == found[i].layer; });
    if (!same) claims.push_back(i);
  }
  const std::string name(name_of(role));
  if (claims.size() == 1 && found[claims.front()].layer != nullptr) {
    const FoundHive& text = found[claims.front()];
    installation.registry.mount_machine_text(name, text.layer, rows_of(found, text.layer), text.control_set);
  } else if (claims.size() == 1) {
    installation.registry.mount_machine(name, found[claims.front()].file.hive, claims.front());
  } else if (claims.size() > 1) {
    std::vector<std::string> paths;
    for (const std::size_t i : claims) paths.push_back(found[i].file.path);
    installation.errors.push_back(
        path_error(ErrorCode::corrupt, fmt::format("several files claim to be {}, so none of them is judged", name),
                   fmt::format("one {} hive", name), fmt::format("{}: {}", claims.size(), fmt::join(paths, ", ")),
                   installation.origin));
  }
}

}  // namespace

std::string_view name_of(HiveRole role) {
  switch (role) {
    case HiveRole::system:
      return "SYSTEM";
    case HiveRole::software:
      return "SOFTWARE";
    case HiveRole::user:
      return "USER";
    case HiveRole::default_profile:
      return "DEFAULT";
    case HiveRole::other:
      break;
  }
  return "OTHER";
}

HiveRole recognise_role(const Hive& hive) {
  const KeyLookup root = hive.root();
  if (!root.key) return HiveRole::other;
  if (is_system(hive, *root.key)) return HiveRole::system;
  if (is_software(hive)) return HiveRole::software;
  if (is_user(hive)) return HiveRole::user;
  return HiveRole::other;
}

std::string scope_of_user(std::string_view name) {
  for (const std::string_view service : {"LocalSystem", "LocalService", "NetworkService"}) {
    if (equal_names(name, service)) return std::string(service);
  }
  if (equal_names(name, "Default") || equal_names(name, "Default User")) return "default-user";
  return fmt::format("user:{}", name);
}

std::string user_of_file_name(std::string_view file_name) {
  constexpr std::string_view kSeparators = " _-.,()[]";
  constexpr std::array<std::string_view, 6> kEndings{".dat", ".hiv", ".hve", ".hive", ".man", ".reg"};
  constexpr std::array<std::string_view, 2> kWords{"NTUSER.DAT", "NTUSER"};
  std::string name(file_name);
  for (const std::string_view word : kWords) {
    std::size_t at = 0;
    while (at < name.size() && !equal_names(std::string_view(name).substr(at, word.size()), word)) ++at;
    if (at == name.size()) continue;
    name.erase(at, word.size());
    break;
  }
  for (const std::string_view ending : kEndings) {
    if (name.size() < ending.size()) continue;
    const std::size_t at = name.size() - ending.size();
    if (!equal_names(std::string_view(name).substr(at), ending)) continue;
    name.resize(at);
    break;
  }
  const std::size_t first = name.find_first_not_of(kSeparators);
  if (first == std::string::npos) return {};
  return name.substr(first, name.find_last_not_of(kSeparators) - first + 1);
}

void name_user(FoundHive& hive, std::string_view file_name, std::string_view folder_name) {
  if (hive.file.role != HiveRole::user) return;
  std::string user = user_of_file_name(file_name);
  if (equal_names(user, "DEFAULT") && equal_names(file_name.substr(0, user.size()), user) &&
      file_name.find_first_of("-_ ") == std::string_view::npos) {
    hive.file.role = HiveRole::default_profile;
    user = "LocalSystem";
  }
  if (user.empty()) user = folder_name.empty() ? "NTUSER" : folder_name;
  hive.scope = scope_of_user(user);
  hive.file.user = std::move(user);
}

void sort_hives(std::vector<FoundHive>& hives) { std::ranges::stable_sort(hives, comes_first); }

void assemble(Installation& installation, std::vector<FoundHive> hives) {
  make_scopes_unique(hives);
  mount_machine_hive(installation, hives, HiveRole::system);
  mount_machine_hive(installation, hives, HiveRole::software);
  for (std::size_t i = 0; i < hives.size(); ++i) {
    const FoundHive& found = hives[i];
    if (found.scope.empty() || !found.file.is_open()) continue;
    User& user = installation.users.emplace_back();
    user.scope = found.scope;
    user.name = found.file.user.value_or(found.scope);
    user.hive = i;
    user.registry_user = found.layer != nullptr
                             ? installation.registry.mount_user_text(found.layer, rows_of(hives, found.layer))
                             : installation.registry.mount_user(found.file.hive, i);
  }
  for (FoundHive& found : hives) installation.hives.push_back(std::move(found.file));
}

}  // namespace hive
