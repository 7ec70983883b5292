#pragma once
// The hives of one installation, mounted: HKLM\SYSTEM and HKLM\SOFTWARE once, HKCU once per user.
// CurrentControlSet is a link that only a running system has; here it is the set that Select\Current names.
// A layer of .reg texts may stand in the place of a hive, or over one as if the text had been imported.
// Not safe for use by two threads at once, as its hives are not.

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "hive/boxed.h"
#include "hive/control_set.h"
#include "hive/hive.h"
#include "hive/registry_path.h"
#include "hive/text_layer.h"

namespace hive {

/// What was seen of a file, when the answer is about one and not about a place in a registry.
struct SeenFile {
  std::string asked;    ///< as a rule or a value names it: %SystemRoot%\System32\winhttp.dll
  std::string path;     ///< in the input; of an absent one the folder that lacks it
  std::string version;  ///< when it could be read
  std::optional<std::uint64_t> offset;
};

/// One answer, with everything that evidence needs. `hive` indexes Installation::hives.
struct Lookup {
  RegistryPath path;
  std::optional<std::string> value_name;  ///< nothing: the question was about the key
  Presence presence = Presence::unreadable;
  /// Unreadable because no such hive is among the inputs, or no text that says anything of the place. With a listing
  /// that is present: there may be more names than the texts tell.
  bool hive_absent = false;
  std::optional<std::size_t> hive;
  std::optional<Value> value;
  std::string stored_as;  ///< path inside the hive, e.g. ControlSet001\Control\...
  Segments stored_segments;
  std::string deepest_key;                  ///< when absent: as `HKLM\...`, as far as the path exists
  std::optional<std::uint64_t> key_offset;  ///< of the key, or of the deepest existing one
  std::uint64_t written = 0;                ///< FILETIME of that key
  std::vector<Anomaly> anomalies;
  Boxed<Error> error;               ///< when unreadable and a hive is there
  std::optional<std::size_t> line;  ///< the line of the .reg text that says so; nothing when a hive does
  std::string line_text;            ///< that line, when the answer is about the line and not about a place
  std::string line_key;             ///< the key it stands under, as the text spells it
  std::string meaning{};            ///< what the data stands for, when who asked has decoded it
  Boxed<SeenFile> file{};           ///< then path, value and hive say nothing
};

class Registry {
 public:
  /// `hklm_child` is SYSTEM or SOFTWARE.
  void mount_machine(const std::string& hklm_child, std::shared_ptr<const Hive> hive, std::size_t index);
  /// Returns the user's number for the calls below.
  std::size_t mount_user(std::shared_ptr<const Hive> hive, std::size_t index);

  /// What texts say of such a hive, instead of one; `rows` are the indexes of the layer's texts.
  void mount_machine_text(const std::string& hklm_child, std::shared_ptr<TextLayer> layer,
                          std::vector<std::size_t> rows, std::optional<ControlSet> control_set);
  std::size_t mount_user_text(std::shared_ptr<TextLayer> layer, std::vector<std::size_t> rows);

  /// Where a key is kept: the path inside its hive, after CurrentControlSet and all links; the part that does not
  /// exist stays as it is. Nothing when no such hive is mounted or the way there cannot be read.
  struct Storage {
    std::string hklm_child;  ///< empty for a user
    std::optional<std::size_t> user;
    Segments segments;
  };
  std::optional<Storage> storage_of(const RegistryPath& path, std::optional<std::size_t> user = {}) const;
  /// From now on the answers are those after this key of a text was imported. `row` is the text's index.
  void import_key(const Storage& storage, RegTextKey key, std::size_t row, const std::string& text_name);

  /// What Select says; resolved when SYSTEM is mounted.
  const std::optional<ControlSet>& control_set() const { return control_set_; }
  /// Answers as if Select had named this set.
  void use_control_set(ControlSet set) { control_set_ = std::move(set); }
  bool has_machine_hive(const std::string& hklm_child) const;
  std::size_t user_count() const { return users_.size(); }
  /// How many look-ups and listings were asked for so far.
  std::uint64_t questions() const { return questions_; }

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
    std::string hklm_child;            ///< empty for a user
    std::shared_ptr<const Hive> hive;  ///< null when only texts speak of it
    std::size_t index = 0;
    std::shared_ptr<TextLayer> layer{};  ///< what texts say
    std::vector<std::size_t> rows{};
    mutable std::unordered_set<std::string> no_links{};  ///< paths in the hive that are known to cross no link
  };
  struct MetLink {
    Key key;
    std::size_t depth = 0;  ///< how many segments lead to it
  };
  struct Place {
    const Mount* mount = nullptr;
    Segments segments;            ///< inside the hive
    bool in_control_set = false;  ///< asked for as CurrentControlSet
  };
  struct Located {
    std::optional<Key> key{};  ///< in the hive
    const Hive* hive = nullptr;
    std::optional<RegistryPath> led{};  ///< the path after all links, when there were any
    const Mount* mount = nullptr;
    std::optional<TextLayer::Key> text{};  ///< what the layer says of the key
    Boxed<Error> unreadable{};             ///< why the hive could not say more
    const RegistryPath& asked(const Lookup& out) const { return led ? *led : out.path; }
    bool only_text() const { return text && (text->hides || hive == nullptr); }
  };
  Place resolve(const RegistryPath& path, std::optional<std::size_t> user) const;
  /// The first link on the way that `found` went.
  static std::optional<MetLink> first_link(const Mount& mount, std::span<const std::string> segments,
                                           const KeyLookup& found);
  Located locate(const RegistryPath& path, std::optional<std::size_t> user, Lookup& out) const;
  /// The answer of a layer that speaks alone.
  static void answer_by_text(const Located& located, Lookup& out);
  /// The answer of a layer to a question for a value; false when it leaves it to the hive.
  static bool value_by_text(const Located& located, const std::string& name, Lookup& out);
  static void tell_text(const Mount& mount, const TextPlace& at, Presence presence, Lookup& out);
  static void tell_contradiction(const Located& located, const TextPlace& at, const TextPlace& other, Lookup& out);

  std::vector<Mount> machine_;
  std::vector<Mount> users_;
  std::optional<ControlSet> control_set_;
  mutable std::uint64_t questions_ = 0;
};

}  // namespace hive
