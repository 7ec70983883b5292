#pragma once
// How to learn a fact from the registry (rules/facts.xml): where to look, in order of trust, and how to read
// what is there. Collecting is audit/collect_facts.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "hive/registry_path.h"
#include "hive/value.h"
#include "rules/applies.h"
#include "rules/basis.h"

namespace rules {

/// <file path=/> or <file key= name= append= view=/>: a file of Windows whose version is the fact. Hives alone do not
/// tell it.
struct FilePlace {
  std::string path;  ///< %SystemRoot%\System32\x.dll; empty: the value names the folder or file
  hive::RegistryPath key;
  std::string name;
  std::string append;
  bool wow6432 = false;
};

/// Which of several keys tells a fact: the first by name, or the one with the lowest or highest number.
enum class Pick { first, lowest, highest };

/// <read key= name= type= as="text|number|version|key" each-user= where-name= where-matches= pick=/>: one place.
/// `as="key"`: the fact is "yes" when the key exists, else absent. `each_user`: tried in each user hive, highest number
/// wins. A `*` in the key is any one name; with `where_name` only keys count whose text of that name matches.
struct FactPlace {
  hive::RegistryPath key;
  std::string name;
  hive::ValueType type = hive::ValueType::sz;
  std::string as = "text";
  bool each_user = false;
  bool wow6432 = false;
  std::string where_name;
  std::string where_matches;  ///< an expression; empty: every key counts
  Pick pick = Pick::first;
  std::optional<FilePlace> file{};                       ///< then nothing of the above counts; `as` is version
  std::vector<std::pair<std::string, std::string>> map;  ///< <map from= to=/>: text without case, `from` may end in *
  bool unmapped_is_absent = false;  ///< XML otherwise="absent": text outside the map does not count
};

/// One way in which an update's level is met (os.md 3.1 to 3.3).
struct UpdateEvidence {
  enum class Kind {
    package,    ///< <package kb="3140245"/>: Component Based Servicing, state superseded, install pending, installed,
                ///< permanent
    rollup,     ///< <rollup name="Package_for_RollupFix" min="7601.23564"/>: version inside the package's identity
    ubr,        ///< <ubr build="17763" min="3469"/>
    in_system,  ///< <in-system builds="9600-"/>: part of the operating system
    files,      ///< <files facts="file.a.version file.b.version" min="6.1.7601.23375"/>: the files that the update
                ///< brought, those of another build (all but the last number) tell nothing
  } kind = Kind::package;
  std::string name;                ///< package prefix; for `package` the KB number
  std::vector<std::string> files;  ///< facts; all of them must be new enough, and one that is too old denies the update
  std::string min_version;
  std::uint32_t build = 0;
  std::uint32_t min_ubr = 0;
  Machines machines;
  bool likely = false;  ///< XML likely="true": reported as "likely met", confidence medium
};

/// value facts have places; update facts have evidence and answer "met", "not met" or unknown.
struct FactRule {
  std::string id;
  std::string title;
  bool is_update = false;
  std::vector<FactPlace> places;
  std::vector<UpdateEvidence> evidence;
  Applies applies;        ///< elsewhere the fact is absent ("does not apply")
  std::string flag_hint;  ///< how a user can supply it: "--os 7601.UBR"; empty when not
  Basis basis;
};

}  // namespace rules
