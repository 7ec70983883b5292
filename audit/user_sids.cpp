#include "audit/user_sids.h"

#include <map>
#include <set>
#include <string_view>

#include "audit/hive_place.h"
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

/// Of profiles by a text about their folders; empty where two share it.
class Profiles {
 public:
  explicit Profiles(const hive::Registry& registry) {
    const hive::RegistryPath list{hive::Root::hklm,
                                  {"SOFTWARE", "Microsoft", "Windows NT", "CurrentVersion", "ProfileList"}};
    for (const hive::Key& profile : registry.subkeys(list).items.items) {
      if (!looks_like_sid(profile.name)) continue;
      const hive::Lookup image = registry.find_value(hive::child(list, profile.name), "ProfileImagePath");
      if (!image.value) continue;
      const auto path = hive::read_string(*image.value);
      if (!path) continue;
      add(by_name_, last_of(*path, 1), profile.name);
      add(by_folder_, last_of(*path, 2), profile.name);
    }
  }

  std::optional<std::string> by_name(std::string_view name) const { return find(by_name_, name); }
  /// `Users\alice`
  std::optional<std::string> by_folder(std::string_view folder) const { return find(by_folder_, folder); }

 private:
  using Sids = std::map<std::u16string, std::string>;

  static std::string_view last_of(std::string_view path, int components) {
    std::size_t at = path.size();
    for (; components > 0 && at != std::string_view::npos && at > 0; --components) at = path.rfind('\\', at - 1);
    return at == std::string_view::npos || components > 0 ? path : path.substr(at + 1);
  }

  static void add(Sids& sids, std::string_view folder, const std::string& sid) {
    const auto [known, is_new] = sids.try_emplace(without_case(folder), sid);
    if (!is_new) known->second.clear();
  }

  static std::optional<std::string> find(const Sids& sids, std::string_view folder) {
    const auto known = sids.find(without_case(folder));
    if (known == sids.end() || known->second.empty()) return std::nullopt;
    return known->second;
  }

  Sids by_name_;
  Sids by_folder_;
};

/// `alice` of `alice-2`; empty when no number ends the name.
std::string_view without_number(std::string_view name) {
  const std::size_t end = name.find_last_not_of("0123456789");
  const bool numbered = end != std::string_view::npos && end > 0 && end + 1 < name.size() && name[end] == '-';
  return numbered ? name.substr(0, end) : std::string_view{};
}

/// What the hives of users say of where they come from. Also of those that are not judged.
class Origins {
 public:
  explicit Origins(const std::vector<hive::HiveFile>& hives) {
    for (const hive::HiveFile& file : hives) {
      if (!file.user) continue;
      names_.insert(without_case(*file.user));
      bases_.insert(without_case(without_number(*file.user)));
      ++places_[without_case(place_in_windows(file.path))];
    }
  }

  bool is_only_one_in(std::string_view place) const {
    const auto known = places_.find(without_case(place));
    return known != places_.end() && known->second == 1;
  }
  /// One of several users of one name, told apart by a number alone: which of them a profile means is not known.
  bool is_numbered(std::string_view name) const {
    const std::string_view base = without_number(name);
    return (!base.empty() && names_.contains(without_case(base))) || bases_.contains(without_case(name));
  }

 private:
  std::set<std::u16string> names_;
  std::set<std::u16string> bases_;
  std::map<std::u16string, int> places_;
};

/// By the place of the hive; by the user's name where the hive lies loose.
std::optional<std::string> sid_of(const hive::User& user, const std::string& path, const Origins& origins,
                                  const Profiles& profiles) {
  if (looks_like_sid(user.name)) return user.name;
  const std::string place = place_in_windows(path);
  if (place.empty()) return origins.is_numbered(user.name) ? std::nullopt : profiles.by_name(user.name);
  if (!origins.is_only_one_in(place)) return std::nullopt;
  return profiles.by_folder(place.substr(0, place.rfind('\\')));
}

}  // namespace

std::vector<std::optional<std::string>> sids_of(const hive::Installation& installation) {
  const Profiles profiles(installation.registry);
  const Origins origins(installation.hives);
  std::vector<std::optional<std::string>> sids;
  for (const hive::User& user : installation.users) {
    std::optional<std::string>& sid = sids.emplace_back();
    for (const auto& service : kServices) {
      if (user.scope == service.scope) sid = service.sid;
    }
    if (!user.scope.starts_with("user:")) continue;
    const bool has_file = user.hive < installation.hives.size();
    sid = sid_of(user, has_file ? installation.hives[user.hive].path : std::string{}, origins, profiles);
  }
  return sids;
}

}  // namespace audit
