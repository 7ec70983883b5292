#pragma once
// What the openers of single hives, folders and Windows trees share: scopes of users, and putting hives
// together to an installation.

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "hive/found_hive.h"
#include "hive/found_path.h"
#include "hive/input.h"

namespace hive {

/// `LocalSystem`, `LocalService`, `NetworkService`, `default-user` for the names that Windows gives their
/// folders, else `user:NAME`.
std::string scope_of_user(std::string_view name);

/// The user that a loose file is named after: `alice-NTUSER.DAT`, `NTUSER.DAT.alice`, `alice.hiv`. Empty
/// when the name says no more than NTUSER.
std::string user_of_file_name(std::string_view file_name);

/// Labels a loose user hive: after its file, else its folder (may be empty), else NTUSER. A file called
/// DEFAULT is LocalSystem's profile, which looks like any other (os.md R10).
void name_user(FoundHive& hive, std::string_view file_name, std::string_view folder_name);

/// Machine hives, service profiles, default user, users by name, the rest.
void sort_hives(std::vector<FoundHive>& hives);

/// Makes scopes unique, mounts, lists users; keeps the order. Two claims to one machine hive are an error,
/// and neither is mounted.
void assemble(Installation& installation, std::vector<FoundHive> hives);

/// Gives the installations of a mounted Windows to `input`. False when the folder holds no System32\config; what went
/// wrong while looking is told in both cases.
bool open_tree(const FoundPath& root, const OpenOptions& options, Input& input);
/// Gives those of the drives that a triage tool collected below `root`. False when there are none.
bool open_collection(const FoundPath& root, const OpenOptions& options, Input& input);
/// One installation from the hive of a profile that lies alone on its volume.
void open_profile(const FoundPath& file, const std::string& label, const OpenOptions& options, Input& input);
/// An error of a folder that may have been listed before: one row is enough.
void tell_once(Error error, Input& input);

/// Hands out what Input::installations holds, with an overlay laid over it and a label that no earlier one had.
class Delivery {
 public:
  Delivery(const OpenOptions& options, const TakeInstallation& take) : options_(options), take_(take) {}
  void hand_out(Input& input);
  std::size_t count() const { return count_; }

 private:
  const OpenOptions& options_;
  const TakeInstallation& take_;
  std::set<std::string> labels_;
  std::size_t count_ = 0;
};

class ImageTurns;
/// Hands out every Windows inside a container, one after the other. False, and nothing done, when the file is none.
/// With `turns` (may be null) only those of its range.
bool open_container(const FoundPath& file, const OpenOptions& options, Input& input, Delivery& delivery,
                    ImageTurns* turns = nullptr);
/// `label`, or with a number when it is among `taken`, which gains it.
std::string unique_label(const std::string& label, std::set<std::string>& taken);
/// One installation from a .reg file alone.
void open_single_text(const FoundPath& file, const OpenOptions& options, Input& input);
/// One installation from loose hives and texts; an error in `input` when there are none.
void open_folder(const FoundPath& root, const OpenOptions& options, Input& input);

}  // namespace hive
