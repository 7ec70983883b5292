#include "hive/overlay.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "hive/found_text.h"
#include "hive/upcase.h"

namespace hive {
namespace {

class Overlay {
 public:
  Overlay(Installation& installation, const FoundText& text)
      : installation_(installation), path_(text.path), row_(installation.hives.size()) {}

  void apply(RegTextKey key) {
    if (key.root == "HKEY_CURRENT_USER") {
      apply_to_users(key);
    } else if (key.segments.empty()) {
      if (!key.values.empty() || key.deleted) not_applied(key.root + " itself");
    } else if (key.root == "HKEY_LOCAL_MACHINE") {
      as_mounted(key.segments.front());
      RegistryPath path{Root::hklm, key.segments};
      const std::string hive = "HKEY_LOCAL_MACHINE\\" + key.segments.front();
      import(path, std::nullopt, std::move(key), hive);
    } else if (key.root == "HKEY_USERS") {
      apply_to_sid(std::move(key));
    } else {
      not_applied(key.root);
    }
  }

  void tell() {
    const auto note = [&](std::string code, std::string message) {
      installation_.notes.push_back(Note{std::move(code), std::move(message)});
    };
    if (!missing_.empty()) {
      note("overlay-not-applied",
           fmt::format("{} also holds keys of {}: no such hive is among the inputs", path_, fmt::join(missing_, ", ")));
    }
    if (!users_.empty()) {
      note("overlay-users", fmt::format("the HKEY_CURRENT_USER of {} is taken for the one of each user: {}", path_,
                                        fmt::join(users_, ", ")));
    }
  }

 private:
  /// A hive of an image bears such a name while it is loaded to be changed: hiveaudit-SYSTEM.
  static void as_mounted(std::string& name) {
    constexpr std::string_view kLoaded = "hiveaudit-";
    if (name.size() > kLoaded.size() && equal_names(name.substr(0, kLoaded.size()), kLoaded)) {
      name.erase(0, kLoaded.size());
    }
  }

  void not_applied(std::string what) {
    constexpr std::size_t kNamed = 20;
    if (missing_.size() < kNamed) missing_.insert(std::move(what));
  }

  void import(const RegistryPath& path, std::optional<std::size_t> user, RegTextKey key, const std::string& hive) {
    const auto storage = installation_.registry.storage_of(path, user);
    if (!storage) return not_applied(hive);
    if (storage->segments.empty() && key.deleted) return not_applied(hive + " itself");
    installation_.registry.import_key(*storage, std::move(key), row_, path_);
  }

  void apply_to_users(const RegTextKey& key) {
    bool any = false;
    for (const User& user : installation_.users) {
      if (!user.scope.starts_with("user:")) continue;
      any = true;
      users_.insert(user.name);
      import(RegistryPath{Root::hkcu, key.segments}, user.registry_user, key, "HKEY_CURRENT_USER");
    }
    if (!any) not_applied(key.root);
  }

  void apply_to_sid(RegTextKey key) {
    const std::string sid = key.segments.front();
    const auto user = user_named(sid);
    const std::string hive = "HKEY_USERS\\" + sid;
    if (!user) return not_applied(hive);
    RegistryPath path{Root::hkcu, Segments(key.segments).after(1)};
    import(path, user, std::move(key), hive);
  }

  /// The user of a SID: a service account, a hive named after its SID, or the profile that ProfileList names.
  std::optional<std::size_t> user_named(const std::string& sid) const {
    if (is_classes_of_user(sid)) return std::nullopt;
    const std::string name = user_of_sid(sid);
    for (const User& user : installation_.users) {
      if (equal_names(user.scope, name) || equal_names(user.name, name)) return user.registry_user;
    }
    const RegistryPath profile{Root::hklm,
                               {"SOFTWARE", "Microsoft", "Windows NT", "CurrentVersion", "ProfileList", sid}};
    const Lookup image = installation_.registry.find_value(profile, "ProfileImagePath");
    if (!image.value) return std::nullopt;
    const auto folder = read_string(*image.value);
    if (!folder) return std::nullopt;
    for (const User& user : installation_.users) {
      const bool profile_of_user = user.scope.starts_with("user:");
      if (profile_of_user && equal_names(user.name, folder->substr(folder->find_last_of('\\') + 1))) {
        return user.registry_user;
      }
    }
    return std::nullopt;
  }

  Installation& installation_;
  std::string path_;
  std::size_t row_;
  std::set<std::string> missing_;
  std::set<std::string> users_;
};

}  // namespace

std::optional<Error> overlay_fault(const std::string& path) {
  Error error;
  const auto found = find_input(path, error);
  if (!found) return error;
  if (found->kind == FoundPath::Kind::file) return std::nullopt;
  return path_error(ErrorCode::io, "an overlay is a .reg file", "a regular file",
                    found->kind == FoundPath::Kind::folder ? "a folder" : std::string(odd_kind(found->real)), path);
}

void lay_over(const OpenOptions& options, Installation& installation) {
  Error error;
  HiveFile row;
  row.path = options.overlay;
  const auto found = find_input(options.overlay, error);
  const FileSight sight = found ? look_at(*found) : FileSight{};
  if (!found || sight.look != FileLook::text) {
    if (found) {
      error = path_error(ErrorCode::corrupt, "the overlay is no .reg file", "a registry export", sight.first_bytes,
                         options.overlay);
    }
    row.errors.push_back(std::move(error));
    installation.hives.push_back(std::move(row));
    return;
  }
  FoundText text = open_text(*found, {}, options.codepage);
  row.size_bytes = text.size_bytes;
  row.text = text.file;
  row.errors = text.errors;
  Overlay overlay(installation, text);
  for (RegTextKey& key : text.text.keys) overlay.apply(std::move(key));
  overlay.tell();
  installation.hives.push_back(std::move(row));
}

}  // namespace hive
