// Facts that one of several keys tells.

#include <algorithm>
#include <utility>

#include "audit/collect_facts.h"
#include "hive/matching_keys.h"
#include "rules/expectation.h"

namespace audit {
namespace {

/// Whether a key counts; an unreadable answer is a doubt.
Told counts(const rules::FactPlace& place, AskedOnce& asked, const hive::RegistryPath& key,
            std::optional<std::size_t> user) {
  rules::FactPlace condition;
  condition.name = place.where_name;
  Told told = tell(condition, asked.find_value(key, place.where_name, user));
  if (told.is != Told::Is::known) return told;
  const hive::Result<bool> met =
      rules::met(rules::Expectation{rules::Operator::matches, {}, {place.where_matches}, true}, told.value);
  if (!met) {
    told.is = Told::Is::unreadable;
    told.why = met.error().message;
  } else if (!*met) {
    told.is = Told::Is::absent;
  }
  return told;
}

/// Whether `left` is picked rather than `right`.
bool is_before(const rules::FactPlace& place, const Told& left, const Told& right) {
  const int order = rules::compare_versions(left.value, right.value).value_or(0);
  return place.pick == rules::Pick::lowest ? order < 0 : place.pick == rules::Pick::highest && order > 0;
}

/// A doubt is kept; that something could not be read stands before that its hive is not there.
void keep_doubt(std::optional<Told>& doubt, Told told) {
  const bool worse = doubt && doubt->is == Told::Is::hive_absent && told.is == Told::Is::unreadable;
  if (!doubt || worse) doubt = std::move(told);
}

}  // namespace

Told ask_matching(const rules::FactPlace& place, AskedOnce& asked, std::optional<std::size_t> user) {
  const AskedOnce::Matching matching = asked.matching(place.key, user, place.wow6432);
  const hive::MatchingKeys& found = matching->found;
  const auto shared = [&](const hive::Lookup& seen) { return SharedLookup(matching, &seen); };
  const bool key_only = place.as == "key";
  std::optional<Told> picked;
  std::optional<Told> doubt;
  for (const hive::Lookup& open : found.open) keep_doubt(doubt, tell(place, shared(open)));
  for (const hive::Lookup& key : found.keys) {
    Told told = place.where_name.empty() ? Told{.is = Told::Is::known, .value = {}, .why = {}, .seen = {}}
                                         : counts(place, asked, key.path, user);
    if (told.is == Told::Is::known) {
      told = tell(place, key_only ? shared(key) : asked.find_value(key.path, place.name, user));
    }
    if (told.is == Told::Is::known) {
      if (!picked || is_before(place, told, *picked)) picked = std::move(told);
    } else if (told.is != Told::Is::absent) {
      keep_doubt(doubt, std::move(told));
    }
  }
  // One key more changes nothing of that there is one; it may change which is the highest.
  if (picked && (key_only || !doubt)) return *std::move(picked);
  if (doubt) return *std::move(doubt);
  Told absent;
  if (!found.listed.empty()) {
    absent.seen = shared(found.listed.front());
  } else if (!found.ends.empty()) {
    absent.seen = shared(found.ends.front());
  }
  return absent;
}

}  // namespace audit
