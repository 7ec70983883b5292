#pragma once
// One rule: what ought to be true of a machine or of each user, why, what it rests on, how to mend it, and
// the cases that prove it. Data only; audit/evaluate judges it.

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "hive/registry_path.h"
#include "hive/value.h"
#include "rules/applies.h"
#include "rules/basis.h"
#include "rules/expectation.h"

namespace rules {

/// What an absent value (or key) means for a check. There is no default: the loader refuses a check without.
enum class AbsentMeans { pass, fail, error, not_applicable };

/// Which registry view on 64-bit Windows; `both` needs each (os.md R2, W4). On 32-bit Windows native only.
enum class View { native, wow6432, both };

/// <value id= key= name= type= OPERATOR= absent= view=/>: explicit data. Another type than `type` is a fail
/// with its own message.
struct ValueCheck {
  std::string id;  ///< for <set ref=>
  hive::RegistryPath key;
  std::string name;
  hive::ValueType type = hive::ValueType::dword;
  Expectation expectation;
  AbsentMeans absent = AbsentMeans::error;
  View view = View::native;
};

/// <effective stack= protocol= is="on|explicit-only|..." reaches=/>: asks the model. `protocol` may be "any": then
/// at least one TLS version must be in one of the states. On 32-bit Windows a wow64 stack is not applicable.
struct EffectiveCheck {
  std::string stack;
  std::string protocol;
  std::vector<std::string> states;
  std::string reaches;         ///< when not empty: and the service accepts one of the suites that are left
  bool every_program = false;  ///< and no .NET program has settings of its own that take it away
};

/// <subkeys key= only="A|B" .../> and <values key= only= .../>: every subkey (value) of the key is one of
/// `only` (names without case; "*" in `only` is not a wildcard). With `except` given instead, none of them
/// may be there. `like` limits the test to names that match this expression (without case). An absent key passes.
struct NamesCheck {
  hive::RegistryPath key;
  bool of_subkeys = true;
  std::vector<std::string> only;
  std::vector<std::string> except;
  std::string like;
  View view = View::native;
};

/// <fact id= OPERATOR= absent=/>. Unknown gives error unknown_fact.
struct FactCheck {
  std::string fact;
  Expectation expectation;
  AbsentMeans absent = AbsentMeans::error;
};

/// <reg-line defect=/>: no .reg text among the inputs holds such a line (hive/reg_defect.h). Without a text it does
/// not apply.
struct LineCheck {
  std::string defect;
};

/// <root-certificate thumbprint= name= is=/>: whether Windows trusts a root (os.md 13). The thumbprint is the SHA-1 of
/// the certificate, 40 upper-case hex digits, by which the stores name it.
struct RootCertificateCheck {
  enum class Asks {
    trusted,         ///< stored and usable, or fetched when it is needed; and not distrusted
    not_distrusted,  ///< no store and no list of distrusted certificates names it; of a user, his own alone
    not_shadowed,    ///< no copy of the user hides Microsoft's (os.md 13.3)
  } asks = Asks::trusted;
  std::string thumbprint;
  std::string name;
};

/// <own-certificate key= name= absent=/>: the machine's store of its own certificates (MY) holds one that is valid, not
/// signed by a broken hash and has no short key. With a name, it is the one that this value names by its thumbprint.
struct OwnCertificateCheck {
  hive::RegistryPath key;
  std::string name;                         ///< empty: any certificate will do
  AbsentMeans absent = AbsentMeans::error;  ///< no certificate at all, or nothing names one
};

/// <age key= name= at-most-days= absent=/>: a time that Windows has stored (FILETIME, 8 bytes of REG_BINARY) is no more
/// than so many days before the day that is judged for.
struct AgeCheck {
  hive::RegistryPath key;
  std::string name;
  std::uint32_t days = 0;
  AbsentMeans absent = AbsentMeans::error;
};

/// <site-bindings OPERATOR none=/>: the sslFlags of every HTTPS binding in the configuration file of IIS. `none`: no
/// such file in a whole Windows, or no such binding.
struct SitesCheck {
  Expectation expectation;
  AbsentMeans none = AbsentMeans::error;
};

struct Check;

/// <all>, <any>, <none>.
struct GroupCheck {
  enum class Kind { all, any, none } kind = Kind::all;
  std::vector<Check> checks;
};

/// <where name= type= OPERATOR/>: a key counts when its value meets this; without the value it does not. Another type
/// than `type` leaves it open.
struct Where {
  std::string name;
  hive::ValueType type = hive::ValueType::sz;
  Expectation expectation;
};

/// <each key= none= view=>: the checks, for each key that the pattern matches (a `*` is any one name) and that meets
/// every <where>; all must hold for all of them. `none` is what no such key means; with view="both" no such key in
/// either view. The keys of the checks begin with the pattern: `bound_to` puts a matching key in its place.
struct EachCheck {
  hive::RegistryPath key;
  std::vector<Where> where;
  AbsentMeans none = AbsentMeans::error;
  View view = View::native;
  std::vector<Check> checks;
};

struct Check {
  std::variant<GroupCheck, ValueCheck, EffectiveCheck, NamesCheck, FactCheck, LineCheck, RootCertificateCheck,
               OwnCertificateCheck, AgeCheck, SitesCheck, EachCheck>
      test;
};

/// Whether a segment of a pattern stands for any one name.
inline bool is_wildcard(std::string_view segment) { return segment == "*"; }
/// `path` with `key` in the place of its first `depth` segments.
hive::RegistryPath bound_to(const hive::RegistryPath& key, std::size_t depth, const hive::RegistryPath& path);
/// A check below <each> for one key.
Check bound_to(const hive::RegistryPath& key, std::size_t depth, Check check);

/// machine: one finding, scope HKLM. users: one finding per user scope.
enum class Scope { machine, users };

/// <fix><set key= name= type= data=/><remove key= name=/><note/></fix>
struct FixStep {
  hive::RegistryPath key;
  std::string name;
  std::string type;  ///< empty: remove
  std::string data;
  View view = View::native;
  std::size_t each_depth = 0;  ///< of a value below <each>: so many segments of `key` are its pattern
};

/// <test name= os= now= expect= code=><given>.reg text</given><file path= version=/><text path=>...</text></test>; `os`
/// as in --os; `scope` picks the finding when there are several.
inline constexpr const char* kCaseNow = "2026-01-01T00:00:00Z";
struct Case {
  std::string name;
  std::string os;
  std::string now;                                         ///< YYYY-MM-DDThh:mm:ssZ, as --now; empty: kCaseNow
  std::string expect;                                      ///< a verdict word
  std::string scope;                                       ///< empty: the only finding
  std::string given;                                       ///< .reg text, header optional
  std::vector<std::pair<std::string, std::string>> files;  ///< path and version, or "absent"
  std::vector<std::pair<std::string, std::string>> texts;  ///< path and what is in it
  std::size_t line = 0;
};

/// <applies from= before=>: dates that the profile names (rules/profile.h). `from` holds on that day already.
struct Period {
  std::string from;
  std::string before;
};

struct Rule {
  std::string id;                     ///< TLS1012; never changes meaning, never reused
  std::vector<std::string> replaces;  ///< ids that nothing has any more; waivers of them cover this rule
  std::string severity;               ///< critical, high, medium, low, info (info: a failing check is informational)
  std::string area;                   ///< Schannel.Client, WinHTTP, ...: stable, part of the JUnit class name
  std::vector<std::string> tags;
  std::string title;
  std::string why;
  Scope scope = Scope::machine;
  Applies applies;
  Period period;
  Check check;
  std::vector<FixStep> fix;
  std::string fix_note;
  Basis basis;
  std::vector<std::string> requirements;  ///< ids of RuleSet::requirements, e.g. A-07
  std::vector<Case> cases;
  std::string file;  ///< where it was read
  std::size_t line = 0;
};

}  // namespace rules
