#pragma once
// One Windows: its hives with their roles, its users with their scopes, its Registry. Not an input file:
// one input may hold several installations.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hive/hive.h"
#include "hive/note.h"
#include "hive/registry.h"
#include "hive/text_file.h"
#include "hive/windows_files.h"

namespace hive {

/// Told by content; `user` covers every NTUSER.DAT, `default_profile` the one of LocalSystem
/// (config\DEFAULT), see os.md R10.
enum class HiveRole { system, software, user, default_profile, other };
std::string_view name_of(HiveRole role);

/// What the keys of a hive say it is. Never looks at its file name; DEFAULT and NTUSER.DAT look the same
/// and are both `user`.
HiveRole recognise_role(const Hive& hive);

struct HiveFile {
  HiveRole role = HiveRole::other;
  std::string path;                      ///< as given, joined with what was found below it
  std::optional<std::string> user;       ///< name of its user, for user hives
  std::shared_ptr<const Hive> hive;      ///< null when it could not be opened
  std::shared_ptr<const TextFile> text;  ///< instead of a hive: a .reg file that speaks of this hive
  std::uint64_t size_bytes = 0;
  std::vector<HiveLog> logs;  ///< transaction logs beside it, and what became of each
  RecoveryState recovery = RecoveryState::not_needed;
  std::string recovery_reason;  ///< why it is dirty still: printable, empty when it is not
  std::vector<Error> errors;

  /// Something in it is judged.
  bool is_open() const { return hive != nullptr || text != nullptr; }
};

struct User {
  std::string scope;  ///< `user:alice`, `default-user`, `LocalSystem`, `LocalService`, `NetworkService`
  std::string name;
  std::size_t hive = 0;           ///< index of Installation::hives
  std::size_t registry_user = 0;  ///< number for Registry calls
};

/// A file as a case of a rule states it, instead of bytes.
struct StatedFile {
  std::string path;                    ///< as a rule names it
  std::optional<std::string> version;  ///< nothing: the file is not there, or it has none
  std::optional<std::string> text{};   ///< what is in it, for files that are read
};

struct Installation {
  std::string label;           ///< for people and for JUnit, unique inside its target
  std::string origin;          ///< folder or file it was found in
  bool whole_machine = false;  ///< a Windows tree: SYSTEM and SOFTWARE must be there
  std::vector<HiveFile> hives;
  std::vector<User> users;  ///< in scope order: service profiles, default-user, then users by name
  Registry registry;
  std::shared_ptr<const WindowsFiles> files;  ///< of a tree; null when only hives or texts were given
  std::vector<StatedFile> stated_files;       ///< what a case of a rule says of files
  std::vector<Error> errors;
  std::vector<Note> notes;
};

}  // namespace hive
