#include "audit/user_sids.h"

#include <map>
#include <string_view>

#include "hive/upcase.h"
#include "hive/utf16.h"

namespace audit {
namespace {

constexpr struct {
  std::string_view scope;
  std::string_view sid;
} kServices[] = {{"LocalSystem", "S-1-5-18"}, {"LocalService", "S-1-5-19"}, {"NetworkService", "S-1-5-20"}};

bool looks_like_sid(std::string_view text) {
  return text.starts_with("S-1-") && text.find_first_not_of("S-0123456789") == std::string_view::npos;
}

std::u16string without_case(std::string_view name) { return hive::upcase(hive::utf16_from_utf8(name)); }

/// By the name of the profile's folder; empty where two profiles share it.
std::map<std::u16string, std::string> sids_of_folders(const hive::Registry& registry) {
  const hive::RegistryPath list{hive::Root::hklm,
                                {"SOFTWARE", "Microsoft", "Windows NT", "CurrentVersion", "ProfileList"}};
  std::map<std::u16string, std::string> sids;
  for (const hive::Key& profile : registry.subkeys(list).items.items) {
    if (!looks_like_sid(profile.name)) continue;
    const hive::Lookup image = registry.find_value(hive::child(list, profile.name), "ProfileImagePath");
    if (!image.value) continue;
    const auto path = hive::read_string(*image.value);
    if (!path) continue;
    const auto [known, is_new] =
        sids.try_emplace(without_case(path->substr(path->find_last_of('\\') + 1)), profile.name);
    if (!is_new) known->second.clear();
  }
  return sids;
}

}  // namespace

std::vector<std::optional<std::string>> sids_of(const hive::Installation& installation) {
  const std::map<std::u16string, std::string> folders = sids_of_folders(installation.registry);
  std::vector<std::optional<std::string>> sids;
  for (const hive::User& user : installation.users) {
    std::optional<std::string>& sid = sids.emplace_back();
    for (const auto& service : kServices) {
      if (user.scope == service.scope) sid = service.sid;
    }
    if (!user.scope.starts_with("user:")) continue;
    const auto known = folders.find(without_case(user.name));
    if (looks_like_sid(user.name)) {
      sid = user.name;
    } else if (known != folders.end() && !known->second.empty()) {
      sid = known->second;
    }
  }
  return sids;
}

}  // namespace audit
