#pragma once
// Private to collect_facts.cpp and update_facts.cpp: the pieces of collecting facts.

#include <optional>
#include <string>
#include <vector>

#include "audit/facts.h"
#include "hive/registry.h"
#include "rules/facts.h"

namespace audit {

/// What one place says of a fact.
struct Told {
  enum class Is { known, absent, hive_absent, unreadable } is = Is::absent;
  std::string value;
  std::string why;
  SharedLookup seen;  ///< null when nothing was looked up
};
/// From the value that stands there, or from the key when the place asks for the key alone.
Told tell(const rules::FactPlace& place, SharedLookup seen);
/// The same from all keys that the place's pattern matches.
Told ask_matching(const rules::FactPlace& place, AskedOnce& asked, std::optional<std::size_t> user);

/// The same from the version of a file.
Told ask_file(const rules::FilePlace& file, const hive::Installation& installation, AskedOnce& asked);

/// The packages of Component Based Servicing, listed once (os.md 3.1).
class Packages {
 public:
  struct Package {
    std::string_view identity;         ///< name of its key
    std::string_view kb;               ///< digits of Package[_N]_for_KBnnn[_SP1]~; empty: it is named otherwise
    std::string_view stem() const;     ///< identity up to the first `~`
    std::string_view version() const;  ///< what follows the last `~`
  };
  enum class Standing { in_force, not_in_force, unclear };
  struct State {
    Standing standing = Standing::unclear;
    SharedLookup seen;
    std::string told;  ///< for an unclear one: what was found
  };

  explicit Packages(AskedOnce& asked);

  const hive::Registry::SubkeyNames& listing() const { return *listing_; }
  const SharedLookup& listed() const { return listed_; }  ///< the key that lists them
  const std::vector<Package>& items() const { return items_; }
  /// Reads CurrentState of a package.
  State state_of(const Package& package) const;

 private:
  AskedOnce& asked_;
  hive::RegistryPath path_;
  AskedOnce::Subkeys listing_;
  SharedLookup listed_;
  std::vector<Package> items_;
};

/// The KB number in a package's name by ^Package(_\d+)?_for_KB(\d+)(_[A-Za-z0-9]+)?~ (os.md 3.1).
/// Empty when it has none.
std::string_view kb_of_package(std::string_view identity);

/// Judges the ways in which an update's level can be met; the first that meets it decides.
Fact update_fact(const rules::FactRule& rule, const Packages& packages, const Facts& facts);

/// A fact that was looked for; why it is unknown, and the flag that supplies it.
Fact unknown_fact(const std::string& id, Doubt doubt, const std::string& why, const std::string& flag_hint);

}  // namespace audit
