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

/// Whose hives were judged, or could not be: the others are in the input and the result says nothing of them.
std::vector<KnownUser> known_users(const InstallationRow& installation) {
  std::set<std::string> judged;
  for (const FindingRow& finding : installation.findings) judged.insert(finding.scope);
  for (const EffectiveRow& cell : installation.effective) judged.insert(cell.scope);
  judged.erase("HKLM");
  std::vector<KnownUser> known;
  for (const std::string& scope : judged) known.push_back({scope, ""});
  for (const HiveRow& hive : installation.hives) {
    if (!hive.user) continue;
    const std::string scope = scope_of(hive);
    if (judged.contains(scope) || !hive.errors.empty()) known.push_back({scope, hive.sid.value_or("")});
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
