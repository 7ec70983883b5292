#pragma once
// Changes as edits of a registry with all names spelled out, for a running Windows or for the hives of an image that
// are loaded under names of their own. The writers of all formats begin here.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/remediation.h"

namespace audit {

struct RegistryEdit {
  enum class Does { set_value, delete_value, delete_key } does = Does::set_value;
  std::string root;                   ///< HKEY_LOCAL_MACHINE, HKEY_USERS or HKEY_CURRENT_USER
  std::vector<std::string> segments;  ///< UTF-8, never with `\`
  std::size_t missing = 0;            ///< so many of the last segments are not there yet
  std::string name;                   ///< empty: the unnamed value
  RegistryData data;                  ///< with set_value
  std::string scope;                  ///< HKLM or a user's
  std::string asked_by;               ///< "TLS1011, TLS1402"
};

/// A hive that the edits need and that Windows may not have loaded.
struct HiveToLoad {
  std::string root;     ///< HKLM or HKU, as reg.exe takes it
  std::string name;     ///< below the root
  std::string file;     ///< below the root of the system drive or of the image: `Users\alice\NTUSER.DAT`; empty
                        ///< when the result does not say where Windows keeps it: a person must name it
  std::string scope;    ///< HKLM or a user's
  bool always = false;  ///< of an image; else only while its user is not logged on
  std::string key() const { return root + "\\" + name; }
};

struct RegistryScript {
  std::vector<std::string> remarks;  ///< lines for people, before everything
  std::vector<HiveToLoad> hives;
  std::vector<RegistryEdit> edits;
  std::optional<std::string> image;  ///< the folder of the mounted image; nothing: a running Windows
  bool undo = false;                 ///< the edits bring back what was there before
  std::vector<std::string> refused;  ///< what could not become an edit, and why
  std::string drive() const { return image.value_or("%SystemDrive%"); }
};

/// Where the edits are made.
struct FixPlace {
  std::optional<std::string> image;  ///< --offline-root
  bool undo = false;                 ///< what was there before comes back
  bool one_control_set = false;      ///< the one that was judged, though another may be the current one
};

RegistryScript edits_of(const Remediation& plan, const InstallationRow& installation, const FixPlace& place);

/// The changes of one finding for a person who looks at it: HKEY_CURRENT_USER stays what it is, nothing is loaded.
/// What is there already stays in. Changes that cannot be read are left out and told.
RegistryScript edits_of(const FindingRow& finding);

/// `HKEY_LOCAL_MACHINE\SOFTWARE\...`
std::string key_text(const RegistryEdit& edit);

}  // namespace audit
