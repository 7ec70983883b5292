#include "audit/fix_users.h"

#include <vector>

#include "audit/hive_place.h"
#include "hive/upcase.h"
#include "rules/nearest.h"

namespace audit {
namespace {

struct KnownUser {
  std::string scope;
  std::string sid;  ///< empty when it is not known
};

std::vector<KnownUser> known_users(const InstallationRow& installation) {
  std::vector<KnownUser> known;
  for (const HiveRow& hive : installation.hives) {
    if (hive.user) known.push_back({scope_of(hive), hive.sid.value_or("")});
  }
  for (const FindingRow& finding : installation.findings) {
    if (finding.scope != "HKLM") known.push_back({finding.scope, ""});
  }
  return known;
}

std::string name_of_user(const std::string& scope) {
  return scope == "default-user" ? "default" : scope.substr(scope.find(':') + 1);
}

}  // namespace

std::variant<std::set<std::string>, std::string> scopes_of_users(const InstallationRow& installation,
                                                                 const std::string& who) {
  std::set<std::string> meant;
  std::set<std::string> words;
  for (const KnownUser& user : known_users(installation)) {
    const bool fits = who == "default" ? user.scope == "default-user"
                                       : who == "all" || hive::equal_names(name_of_user(user.scope), who) ||
                                             hive::equal_names(user.scope, who) ||
                                             (!user.sid.empty() && hive::equal_names(user.sid, who));
    if (fits) meant.insert(user.scope);
    words.insert(name_of_user(user.scope));
  }
  if (meant.empty() && who != "all") {
    return rules::unknown_word("user", who, {words.begin(), words.end()}) + " in this result";
  }
  return meant;
}

}  // namespace audit
