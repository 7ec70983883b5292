#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "hive/input_parts.h"
#include "hive/upcase.h"
#include "hive/utf16.h"

namespace hive {
namespace {

/// One Windows folder and what belongs to it.
struct Site {
  FoundPath windows;
  std::vector<FoundPath> configs;  ///< System32\config; more than one only when names differ in case
  std::optional<FoundPath> home;   ///< holds Users
  std::string suffix;              ///< of the label
};

/// What happened while looking, kept with the installation.
struct Trail {
  const std::filesystem::path& boundary;
  std::vector<Error>& errors;
  std::vector<Note>& notes;
};

/// Entries of a folder, links followed; those that come by a link last, so that a place keeps its own name.
std::vector<FoundPath> entries_of(const FoundPath& folder, Trail& trail) {
  FolderListing listing = list_folder(folder);
  if (listing.error) trail.errors.push_back(*listing.error);
  std::stable_partition(listing.entries.begin(), listing.entries.end(),
                        [](const FoundPath& entry) { return entry.kind != FoundPath::Kind::link; });
  return std::move(listing.entries);
}

/// Follows a link that is of interest; false with a note when it must not be followed.
bool settle(FoundPath& entry, Trail& trail) {
  const auto why_not = follow_link(trail.boundary, entry);
  if (why_not) trail.notes.push_back(Note{"symlink-not-followed", fmt::format("{} {}", entry.shown, *why_not)});
  return !why_not;
}

/// Folders of this name in any case, each place once.
std::vector<FoundPath> folders_named(const FoundPath& folder, std::string_view name, Trail& trail) {
  std::vector<FoundPath> found;
  for (FoundPath& entry : entries_of(folder, trail)) {
    if (!equal_names(entry.name, name) || !settle(entry, trail) || entry.kind != FoundPath::Kind::folder) continue;
    const bool known = std::ranges::any_of(found, [&](const FoundPath& other) { return other.real == entry.real; });
    if (!known) found.push_back(std::move(entry));
  }
  return found;
}

std::vector<FoundPath> configs_of(const FoundPath& windows, Trail& trail) {
  std::vector<FoundPath> configs;
  for (const FoundPath& system32 : folders_named(windows, "System32", trail)) {
    for (FoundPath& config : folders_named(system32, "config", trail)) configs.push_back(std::move(config));
  }
  return configs;
}

void find_sites(const FoundPath& home, const std::string& suffix, Trail& trail, std::vector<Site>& sites) {
  for (const std::string_view name : {"Windows", "WINNT"}) {
    for (FoundPath& windows : folders_named(home, name, trail)) {
      std::vector<FoundPath> configs = configs_of(windows, trail);
      if (!configs.empty()) sites.push_back(Site{std::move(windows), std::move(configs), home, suffix});
    }
  }
}

/// Where else below a root a Windows may lie (images.md 4.1): what an upgrade puts together, layers of containers.
struct Elsewhere {
  std::vector<std::string_view> folders;
  std::string_view suffix;
};
const std::vector<Elsewhere>& elsewhere() {
  static const std::vector<Elsewhere> kPlaces{
      {{"$WINDOWS.~BT", "NewOS"}, "-newos"}, {{"Files"}, "-files"}, {{"UtilityVM", "Files"}, "-utilityvm"}};
  return kPlaces;
}

void find_sites_elsewhere(const FoundPath& root, Trail& trail, std::vector<Site>& sites) {
  for (const Elsewhere& place : elsewhere()) {
    std::vector<FoundPath> at{root};
    for (const std::string_view name : place.folders) {
      std::vector<FoundPath> next;
      for (const FoundPath& folder : at) {
        for (FoundPath& found : folders_named(folder, name, trail)) next.push_back(std::move(found));
      }
      at = std::move(next);
    }
    for (const FoundPath& home : at) find_sites(home, std::string(place.suffix), trail, sites);
  }
}

/// Reads the hives of one site.
class SiteReader {
 public:
  SiteReader(const Site& site, const std::filesystem::path& boundary, const OpenOptions& options,
             Installation& installation)
      : site_(site),
        options_(options),
        installation_(installation),
        trail_{boundary, installation.errors, installation.notes} {}

  void run() {
    for (const FoundPath& config : site_.configs) read_config(config);
    for (const FoundPath& services : folders_named(site_.windows, "ServiceProfiles", trail_)) {
      services_place_ = services.shown;
      for (const char* name : {"LocalService", "NetworkService"}) {
        for (const FoundPath& folder : folders_named(services, name, trail_)) {
          services_.insert(name);
          read_profile(folder, name, name);
        }
      }
    }
    if (site_.home) {
      for (const char* name : {"Users", "Documents and Settings"}) read_users(*site_.home, name);
    } else {
      installation_.notes.push_back(Note{
          "users-not-in-input", fmt::format("users' profiles lie beside {} and were not given", site_.windows.shown)});
    }
    sort_hives(hives_);
    assemble(installation_, std::move(hives_));
    require(HiveRole::system);
    require(HiveRole::software);
    require_accounts();
    compare_profile_list();
  }

 private:
  /// Every file beside the hives is looked into.
  static void announce(const FoundPath& folder, const std::vector<FoundPath>& entries) {
    if (folder.tree == nullptr) return;
    std::vector<std::string> files;
    for (const FoundPath& entry : entries) {
      if (entry.kind == FoundPath::Kind::file) files.push_back(entry.real.generic_string());
    }
    folder.tree->will_open(files);
  }

  void read_config(const FoundPath& config) {
    const std::vector<FoundPath> entries = entries_of(config, trail_);
    announce(config, entries);
    for (FoundPath entry : entries) {
      HiveRole place = HiveRole::other;
      for (const HiveRole role : {HiveRole::system, HiveRole::software, HiveRole::default_profile}) {
        if (equal_names(entry.name, name_of(role))) place = role;
      }
      if (place == HiveRole::default_profile) found_scopes_.insert("LocalSystem");
      const bool looks_wanted = place != HiveRole::other || is_hive_name(entry.name);
      if (entry.kind == FoundPath::Kind::link && !looks_wanted) continue;
      if (!settles(entry)) continue;
      if (is_backup_name(entry.name)) {
        if (entry.kind == FoundPath::Kind::folder || look_at(entry).look == FileLook::hive) {
          installation_.notes.push_back(backup_note(entry));
        }
      } else if (looks_wanted || (entry.kind == FoundPath::Kind::file && look_at(entry).look == FileLook::hive)) {
        take(entry, entries, place);
      }
    }
  }

  /// A hive in the place that Windows loads it from: what it holds must fit that place.
  void take(const FoundPath& file, const std::vector<FoundPath>& neighbours, HiveRole place) {
    FoundHive hive = read(file, neighbours);
    const HiveRole content = hive.file.role;
    if (place == HiveRole::default_profile) {
      place_profile(hive, place, "LocalSystem", "LocalSystem");
    } else if (place != HiveRole::other) {
      hive.file.role = place;
      if (hive.file.hive != nullptr && content != place) refuse(hive, place, content);
    } else if (content != HiveRole::other) {
      hive.file.role = HiveRole::other;
      installation_.notes.push_back(
          Note{"hive-not-loaded", fmt::format("{} looks like a {} hive, but Windows does not load it from this place",
                                              file.shown, name_of(content))});
    }
    hives_.push_back(std::move(hive));
  }

  /// A hive behind a link that leads out of the tree, or nowhere, is a hive that was not read.
  bool settles(FoundPath& entry) {
    if (entry.kind != FoundPath::Kind::link || settle(entry, trail_)) return true;
    refused_links_.insert(entry.shown);
    installation_.errors.push_back(path_error(ErrorCode::io, "a hive behind this symbolic link was not read",
                                              "a hive inside the tree", "a symbolic link that is not followed",
                                              entry.shown));
    return false;
  }

  FoundHive read(const FoundPath& file, const std::vector<FoundPath>& neighbours) {
    const FileSight sight = look_at(file);
    std::vector<HiveLog> logs;
    if (sight.look == FileLook::hive || sight.has_bins) {
      logs = logs_beside(file, neighbours, trail_.boundary, installation_.notes);
    }
    if (may_be_hive(sight, logs)) return open_hive(file, std::move(logs), options_.logs);
    FoundHive broken;
    broken.file.path = file.shown;
    broken.file.size_bytes = sight.size_bytes;
    broken.file.errors.push_back(not_a_hive(file, sight));
    return broken;
  }

  /// Listed with its error and not mounted.
  static void refuse(FoundHive& hive, HiveRole expected, HiveRole content) {
    hive.scope.clear();
    hive.file.hive = nullptr;
    if (!hive.file.errors.empty()) return;
    const std::string found =
        content == HiveRole::other ? "none of its keys" : fmt::format("a {} hive", name_of(content));
    hive.file.errors.push_back(path_error(ErrorCode::corrupt, "the hive does not hold what its place asks for",
                                          fmt::format("the keys of a {} hive", name_of(expected)), found,
                                          hive.file.path));
  }

  /// Windows loads whatever lies in a profile, an empty hive too; another hive is a mistake.
  static void place_profile(FoundHive& hive, HiveRole place, const std::string& scope, const std::string& user) {
    const HiveRole content = hive.file.role;
    hive.file.role = place;
    hive.file.user = user;
    if (hive.file.hive == nullptr) return;
    hive.scope = scope;
    const bool readable = hive.file.hive->root().key.has_value();
    if (!readable || content == HiveRole::system || content == HiveRole::software) refuse(hive, place, content);
  }

  /// A service account has its profile below ServiceProfiles, before Vista among the users; LocalSystem has DEFAULT.
  /// Any other folder of such a name is an ordinary user's.
  std::string scope_of_folder(const std::string& folder, std::string_view users) const {
    std::string scope = scope_of_user(folder);
    const bool is_service = scope != "default-user" && !scope.starts_with("user:");
    const bool holds_services = equal_names(users, "Documents and Settings") && scope != "LocalSystem";
    if (is_service && (!holds_services || services_.contains(scope))) scope = "user:" + folder;
    return scope;
  }

  void read_users(const FoundPath& home, std::string_view name) {
    for (const FoundPath& users : folders_named(home, name, trail_)) {
      if (!profiles_.insert(users.real.string()).second) continue;  // `Documents and Settings` may lead to Users
      for (FoundPath& folder : entries_of(users, trail_)) {
        if (folder.kind != FoundPath::Kind::folder && folder.kind != FoundPath::Kind::link) continue;
        profile_names_.push_back(folder.name);
        if (!settle(folder, trail_) || folder.kind != FoundPath::Kind::folder) continue;
        read_profile(folder, scope_of_folder(folder.name, name), folder.name);
      }
    }
  }

  void read_profile(const FoundPath& folder, const std::string& scope, const std::string& user) {
    if (!profiles_.insert(folder.real.string()).second) return;
    const std::vector<FoundPath> entries = entries_of(folder, trail_);
    // A mandatory profile has NTUSER.MAN in place of NTUSER.DAT.
    for (const std::string_view name : {"NTUSER.DAT", "NTUSER.MAN"}) {
      bool found = false;
      for (FoundPath entry : entries) {
        if (!equal_names(entry.name, name)) continue;
        found_scopes_.insert(scope);
        if (!settles(entry)) continue;
        found = true;
        if (!user_files_.insert(entry.real.string()).second) continue;
        FoundHive hive = read(entry, entries);
        place_profile(hive, HiveRole::user, scope, user);
        hives_.push_back(std::move(hive));
      }
      if (found) break;
    }
  }

  /// Every Windows has the hives of these accounts. Without one the rest is judged, and that must be seen.
  void require_accounts() {
    const auto require_account = [&](const std::string& scope, std::string_view account, const std::string& place) {
      if (found_scopes_.contains(scope)) return;
      installation_.notes.push_back(
          Note{"account-hive-missing", fmt::format("the account {} is not judged: {} is not there", account, place)});
    };
    require_account("LocalSystem", "LocalSystem", shown_below(site_.configs.front(), "DEFAULT"));
    if (site_.home) {
      // Before Vista it has another place; what is told is where it would be today.
      require_account("default-user", "that new users get a copy of",
                      shown_below(*site_.home, "Users/Default/NTUSER.DAT"));
    }
    if (services_place_.empty()) return;
    for (const std::string service : {"LocalService", "NetworkService"}) {
      require_account(service, service, services_place_ + "/" + service + "/NTUSER.DAT");
    }
  }

  /// A machine that lacks one of these cannot be judged (interface.md 0, "Missing hives").
  void require(HiveRole role) {
    const std::string name(name_of(role));
    if (installation_.registry.has_machine_hive(name)) return;
    const auto claims = std::ranges::count_if(
        installation_.hives, [&](const HiveFile& file) { return file.role == role && file.hive != nullptr; });
    if (claims > 1) return;  // said already
    const auto broken = std::ranges::find_if(
        installation_.hives, [&](const HiveFile& file) { return file.role == role && !file.errors.empty(); });
    const std::string place = shown_below(site_.configs.front(), name);
    if (refused_links_.contains(place)) return;  // said already
    const bool there = broken != installation_.hives.end();
    const Error cause = there ? broken->errors.front() : Error{ErrorCode::io, "", "", "none in this place", {}};
    installation_.errors.push_back(path_error(cause.code, fmt::format("the machine's {} hive cannot be judged", name),
                                              fmt::format("a readable {} hive", name),
                                              there ? cause.message : cause.found, there ? broken->path : place));
  }

  bool has_user(std::string_view folder) const {
    return std::ranges::any_of(installation_.hives,
                               [&](const HiveFile& file) { return file.user && equal_names(*file.user, folder); });
  }

  /// ProfileList names every profile; one whose hive is not here is not judged, and that must be seen.
  void compare_profile_list() {
    if (!site_.home) return;
    RegistryPath list{Root::hklm, {"SOFTWARE", "Microsoft", "Windows NT", "CurrentVersion", "ProfileList"}};
    for (const Key& sid : installation_.registry.subkeys(list).items.items) {
      if (!sid.name.starts_with("S-1-5-21-") && !sid.name.starts_with("S-1-12-1-")) continue;
      const Lookup image = installation_.registry.find_value(child(list, sid.name), "ProfileImagePath");
      if (!image.value) continue;
      const auto path = read_string(*image.value);
      if (!path) continue;
      const std::string folder = path->substr(path->find_last_of('\\') + 1);
      if (!has_user(folder)) tell_missing(*path, folder, sid.name);
    }
  }

  /// A profile folder without its hive, or no profiles at all: something is missing from the input. A folder
  /// that is gone may be a profile that was deleted, as ProfileList keeps its entry.
  void tell_missing(const std::string& path, const std::string& folder, const std::string& sid) {
    const bool deleted = !profile_names_.empty() && std::ranges::none_of(profile_names_, [&](const std::string& name) {
      return equal_names(name, folder);
    });
    if (deleted) {
      installation_.notes.push_back(
          Note{"user-hive-missing", fmt::format("ProfileList names {} ({}), whose folder is not here", path, sid)});
      return;
    }
    installation_.errors.push_back(path_error(ErrorCode::io, "the hive of a user was not found",
                                              fmt::format("NTUSER.DAT of {} ({}), whom ProfileList names", path, sid),
                                              "none", site_.home->shown));
  }

  const Site& site_;
  const OpenOptions& options_;
  Installation& installation_;
  Trail trail_;
  std::vector<FoundHive> hives_;
  std::set<std::string> profiles_;    ///< folders that were read
  std::set<std::string> user_files_;  ///< a link may lead to a hive that was read
  std::set<std::string> refused_links_;
  std::set<std::string> found_scopes_;  ///< whose hive lies there, readable or not
  std::string services_place_;          ///< ServiceProfiles, when there is one
  std::set<std::string> services_;      ///< with a folder below ServiceProfiles
  std::vector<std::string> profile_names_;
};

void tell(std::vector<Error> errors, std::vector<Note> notes, Input& input) {
  for (Error& error : errors) tell_once(std::move(error), input);
  for (Note& note : notes) {
    const auto same = [&](const Note& other) { return other.message == note.message; };
    if (std::ranges::none_of(input.notes, same)) input.notes.push_back(std::move(note));
  }
}

}  // namespace

void tell_once(Error error, Input& input) {
  const auto same = [&](const Error& other) { return other.where.path == error.where.path; };
  if (std::ranges::none_of(input.errors, same)) input.errors.push_back(std::move(error));
}

std::string unique_label(const std::string& label, std::set<std::string>& taken) {
  std::string unique = label;
  for (int number = 2; !taken.insert(unique).second; ++number) unique = fmt::format("{}-{}", label, number);
  return unique;
}

bool open_tree(const FoundPath& root, const OpenOptions& options, Input& input) {
  std::vector<Error> errors;
  std::vector<Note> notes;
  Trail trail{root.real, errors, notes};
  std::vector<Site> sites;
  find_sites(root, "", trail, sites);
  for (FoundPath& entry : entries_of(root, trail)) {
    constexpr std::string_view kOld = "Windows.old";
    if (!equal_names(entry.name.substr(0, kOld.size()), kOld) || !settle(entry, trail)) continue;
    if (entry.kind == FoundPath::Kind::folder) find_sites(entry, "-" + entry.name, trail, sites);
  }
  find_sites_elsewhere(root, trail, sites);
  if (sites.empty()) {  // the Windows folder itself?
    std::vector<FoundPath> configs = configs_of(root, trail);
    if (!configs.empty()) sites.push_back(Site{root, std::move(configs), std::nullopt, ""});
  }
  tell(std::move(errors), std::move(notes), input);
  if (sites.empty()) return false;
  input.kind = InputKind::tree;
  for (const Site& site : sites) {
    Installation& installation = input.installations.emplace_back();
    installation.label = folder_label(root) + site.suffix;
    installation.origin = site.home ? site.home->shown : site.windows.shown;
    installation.whole_machine = true;
    installation.files = std::make_shared<const WindowsFiles>(site.windows, site.home, root.real);
    SiteReader(site, root.real, options, installation).run();
  }
  return true;
}

}  // namespace hive
