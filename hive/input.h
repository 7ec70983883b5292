#pragma once
// A path that somebody hands us, opened by content, never by name: a hive, a folder of exports, a mounted
// Windows tree. What cannot be opened is an Error beside what can. Inputs are never written to.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "hive/installation.h"
#include "hive/log_policy.h"

namespace hive {

/// Words of the report: hive, reg-text, tree, folder, wim, disk, iso, archive, unknown.
enum class InputKind { hive, reg_text, tree, folder, wim, disk, iso, archive, unknown };
std::string_view name_of(InputKind kind);

struct Input {
  std::string path;
  InputKind kind = InputKind::unknown;
  std::vector<Installation> installations;
  std::vector<Note> notes;
  std::vector<Error> errors;
};

struct OpenOptions {
  LogPolicy logs = LogPolicy::automatic;
  std::string codepage;  ///< of REGEDIT4 texts, see codepage.h; empty: Windows-1252
  std::string overlay;   ///< path of a .reg file to judge as if it had been imported; empty: none
};

/// Never fails as a whole: errors are rows of the answer.
Input open_input(const std::string& path, const OpenOptions& options = {});

/// Gives each installation away as soon as it is whole, so that the hives of one image of many are in memory at a time:
/// `take` gets them in the order and with the labels that Input::installations would have, which stays empty. It is
/// called before open_input returns, and may drop what it got.
using TakeInstallation = std::function<void(Installation&& installation)>;
Input open_input(const std::string& path, const OpenOptions& options, const TakeInstallation& take);

/// Whether this is a file that holds file systems (a WIM, a disk image): to be opened in a process of its own, because
/// libraries parse it.
bool is_container(const std::string& path);

/// An installation from hives in memory (the cases of the rules, tests): role is recognised by content.
struct MemoryHive {
  std::string name;  ///< shown as its path
  std::string user;  ///< label of the user, empty for machine hives
  std::vector<std::byte> bytes;
};
Installation installation_from_memory(std::string label, std::vector<MemoryHive> hives);

/// An installation from one .reg text as users write it, its version line optional (the cases of the rules).
Installation installation_from_text(std::string label, std::string_view text);

/// The formats this build reads, for `inspect --formats` and `--version`.
struct Format {
  std::string_view name;
  std::string_view description;
  std::string reader;       ///< the library that reads it and its version; empty: our own reader
  bool is_readable = true;  ///< false: recognised, and not read by this build
};
const std::vector<Format>& formats();

}  // namespace hive
