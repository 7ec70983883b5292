#pragma once
// The hives of one installation, mounted: HKLM\SYSTEM and HKLM\SOFTWARE once, HKCU once per user.
// CurrentControlSet is a link that only a running system has; here it is the set that Select\Current names.
// Not safe for use by two threads at once, as its hives are not.

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "hive/control_set.h"
#include "hive/hive.h"
#include "hive/registry_path.h"

namespace hive {

/// One answer, with everything that evidence needs. `hive` indexes Installation::hives.
struct Lookup {
  RegistryPath path;
  std::optional<std::string> value_name;  ///< nothing: the question was about the key
  Presence presence = Presence::unreadable;
  bool hive_absent = false;  ///< unreadable because no such hive is among the inputs
  std::optional<std::size_t> hive;
  std::optional<Value> value;
  std::string stored_as;  ///< path inside the hive, e.g. ControlSet001\Control\...
  std::vector<std::string> stored_segments;
  std::string deepest_key;                  ///< when absent: as `HKLM\...`, as far as the path exists
  std::optional<std::uint64_t> key_offset;  ///< of the key, or of the deepest existing one
  std::uint64_t written = 0;                ///< FILETIME of that key
  std::vector<Anomaly> anomalies;
  std::optional<Error> error;  ///< when unreadable and a hive is there
};

class Registry {
 public:
  /// `hklm_child` is SYSTEM or SOFTWARE.
  void mount_machine(const std::string& hklm_child, std::shared_ptr<const Hive> hive, std::size_t index);
  /// Returns the user's number for the calls below.
  std::size_t mount_user(std::shared_ptr<const Hive> hive, std::size_t index);

  /// What Select says; resolved when SYSTEM is mounted.
  const std::optional<ControlSet>& control_set() const { return control_set_; }
  /// Answers as if Select had named this set.
  void use_control_set(ControlSet set) { control_set_ = std::move(set); }
  bool has_machine_hive(const std::string& hklm_child) const;
  std::size_t user_count() const { return users_.size(); }

  /// Symbolic-link keys are followed inside the mounted hives, limits::kMaxLinkHops at most; a link that
  /// leads elsewhere is unreadable. `user` is needed for HKCU paths and ignored for others.
  Lookup find_value(const RegistryPath& path, const std::string& name, std::optional<std::size_t> user = {}) const;
  Lookup find_key(const RegistryPath& path, std::optional<std::size_t> user = {}) const;

  struct SubkeyNames {
    Lookup key;  ///< of the key itself; items are meaningful only when it is present
    Listing<Key> items;
  };
  struct ValueItems {
    Lookup key;
    Listing<Value> items;
  };
  SubkeyNames subkeys(const RegistryPath& path, std::optional<std::size_t> user = {}) const;
  ValueItems values(const RegistryPath& path, std::optional<std::size_t> user = {}) const;

 private:
  struct Mount {
    std::string hklm_child;  ///< empty for a user
    std::shared_ptr<const Hive> hive;
    std::size_t index = 0;
    mutable std::unordered_set<std::string> no_links{};  ///< paths in the hive that are known to cross no link
  };
  struct MetLink {
    Key key;
    std::size_t depth = 0;  ///< how many segments lead to it
  };
  struct Place {
    const Mount* mount = nullptr;
    std::vector<std::string> segments;  ///< inside the hive
    bool in_control_set = false;        ///< asked for as CurrentControlSet
  };
  struct Located {
    std::optional<Key> key;
    const Hive* hive = nullptr;
    RegistryPath asked;  ///< the path after all links
  };
  Place resolve(const RegistryPath& path, std::optional<std::size_t> user) const;
  /// The first link on the way that `found` went.
  static std::optional<MetLink> first_link(const Place& place, const KeyLookup& found);
  Located locate(const RegistryPath& path, std::optional<std::size_t> user, Lookup& out) const;

  std::vector<Mount> machine_;
  std::vector<Mount> users_;
  std::optional<ControlSet> control_set_;
};

}  // namespace hive
