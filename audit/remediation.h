#pragma once
// The changes of the registry that would turn the failing findings of one installation to pass: from the report alone,
// each place once however many findings ask for it. What cannot be mended so is listed with its reason.

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "audit/registry_data.h"
#include "audit/report.h"
#include "hive/registry_path.h"

namespace audit {

/// What stands in a place before a change.
struct Before {
  enum class Is { unknown, absent, present } is = Is::unknown;
  std::optional<RegistryData> data;  ///< when present; nothing when it was too large to be kept
  std::optional<std::size_t> depth;  ///< when absent: how many segments of the key exist
};

struct Change {
  std::string scope;  ///< HKLM, or the scope of the user whose HKCU it is
  hive::RegistryPath key;
  std::string name;                  ///< empty: the unnamed value
  std::optional<RegistryData> want;  ///< nothing: the value goes
  Before before;
  std::vector<std::string> rules;  ///< of the findings that ask for it
};

/// Findings that want different data in one place. Nothing is done for them.
struct Conflict {
  std::string scope;
  hive::RegistryPath key;
  std::string name;
  struct Wish {
    std::string rule;
    std::optional<RegistryData> want;
  };
  std::vector<Wish> wishes;  ///< the first of each different one
};

struct Unmended {
  std::string rule;
  std::string scope;
  std::string why;
};

struct Remediation {
  std::vector<Change> changes;  ///< in the order of the findings
  std::vector<Conflict> conflicts;
  std::vector<Unmended> unmended;   ///< failing findings that stay
  std::vector<std::string> notes;   ///< what to do besides, each once: "TLS1011, TLS1012: ..."
  std::vector<std::size_t> mended;  ///< indexes of the findings that ask for the changes
  std::vector<std::size_t> idle;    ///< indexes of the findings whose changes are all there already
  std::size_t optional = 0;         ///< informational findings with changes, which are made only when they are named
};

/// `only`: ids of rules; empty means every failing finding that nobody waived. A rule that is named counts although its
/// finding is waived or informational.
Remediation remediation(const InstallationRow& installation, std::span<const std::string> only);

/// `HKLM\...\Name` for people.
std::string shown_place(const std::string& scope, const hive::RegistryPath& key, const std::string& name);

}  // namespace audit
