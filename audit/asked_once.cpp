#include "audit/asked_once.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace audit {
namespace {

bool is_of(const AskedOnce::Question& question, const SharedLookup& answer) {
  return question.is_for(answer->path, answer->value_name ? std::string_view(*answer->value_name) : std::string_view());
}
template <class Listing>
bool is_of(const AskedOnce::Question& question, const std::shared_ptr<const Listing>& answer) {
  return question.is_for(answer->key.path, {});
}
bool is_of(const AskedOnce::Question& question, const AskedOnce::Matching& answer) {
  return question.is_for(answer->pattern, {});
}

}  // namespace

AskedOnce::Question::Question(const hive::RegistryPath& path, std::optional<std::size_t> of_user, bool in_view,
                              std::string_view value)
    : key(&path),
      wow64(in_view && hive::has_wow6432_view(path)),
      user(path.root == hive::Root::hkcu ? of_user : std::nullopt),
      name(value) {}

std::size_t AskedOnce::Question::hash() const {
  const std::size_t of_name = name.empty() ? 0 : name.size() * 256 + static_cast<unsigned char>(name.back());
  return key->segments.hash() + of_name * 0x9E37'79B9'7F4A'7C15U + user.value_or(0);  // 2^64 by the golden ratio
}

bool AskedOnce::Question::is_for(const hive::RegistryPath& place, std::string_view value_name) const {
  if (key->root != place.root || name != value_name) return false;
  if (!wow64) return key->segments == place.segments;
  const hive::Segments& asked = key->segments;
  const hive::Segments& view = place.segments;
  return view.size() == asked.size() + 1 && view[0] == asked[0] && view[1] == hive::kWow64Node &&
         std::equal(std::next(asked.begin()), asked.end(), view.begin() + 2);
}

/// What was asked for before, or what `ask` answers.
template <class Answer, class Ask>
const Answer& AskedOnce::once(Answers<Answer>& answers, const Question& question, const Ask& ask) {
  const std::size_t hash = question.hash();
  const auto [first, last] = answers.equal_range(hash);
  const auto known = std::find_if(first, last, [&](const auto& it) {
    return it.second.user == question.user && is_of(question, it.second.answer);
  });
  if (known != last) return known->second.answer;
  Answer answer = question.wow64 ? ask(hive::wow6432_view(*question.key)) : ask(*question.key);
  return answers.emplace(hash, Asked<Answer>{question.user, std::move(answer)})->second.answer;
}

const SharedLookup& AskedOnce::find_value(const hive::RegistryPath& key, const std::string& name,
                                          std::optional<std::size_t> user, bool wow64) {
  return once(values_, Question(key, user, wow64, name),
              [&](const hive::RegistryPath& path) { return share(registry_->find_value(path, name, user)); });
}

const SharedLookup& AskedOnce::find_key(const hive::RegistryPath& key, std::optional<std::size_t> user, bool wow64) {
  return once(keys_, Question(key, user, wow64, {}),
              [&](const hive::RegistryPath& path) { return share(registry_->find_key(path, user)); });
}

const AskedOnce::Subkeys& AskedOnce::subkeys(const hive::RegistryPath& key, std::optional<std::size_t> user,
                                             bool wow64) {
  return once(subkeys_, Question(key, user, wow64, {}), [&](const hive::RegistryPath& path) {
    return std::make_shared<const hive::Registry::SubkeyNames>(registry_->subkeys(path, user));
  });
}

const AskedOnce::Values& AskedOnce::values(const hive::RegistryPath& key, std::optional<std::size_t> user, bool wow64) {
  return once(listings_, Question(key, user, wow64, {}), [&](const hive::RegistryPath& path) {
    return std::make_shared<const hive::Registry::ValueItems>(registry_->values(path, user));
  });
}

const AskedOnce::Matching& AskedOnce::matching(const hive::RegistryPath& pattern, std::optional<std::size_t> user,
                                               bool wow64) {
  return once(matching_, Question(pattern, user, wow64, {}), [&](const hive::RegistryPath& path) {
    return std::make_shared<const Matches>(Matches{path, hive::find_matching_keys(*registry_, path, user)});
  });
}

const std::string& AskedOnce::shown(const SharedLookup& present) {
  const auto known = shown_.find(present);
  return known != shown_.end() ? known->second
                               : shown_.emplace(present, hive::shown_data(*present->value)).first->second;
}

const hive::Result<std::vector<std::string>>& AskedOnce::strings(const SharedLookup& present) {
  const auto known = strings_.find(present);
  return known != strings_.end() ? known->second
                                 : strings_.emplace(present, hive::read_multi_string(*present->value)).first->second;
}

AskedOnce AskedOnce::again() const {
  AskedOnce fresh(*registry_);
  for (const auto& [hash, it] : values_) (void)fresh.find_value(it.answer->path, *it.answer->value_name, it.user);
  for (const auto& [hash, it] : keys_) (void)fresh.find_key(it.answer->path, it.user);
  for (const auto& [hash, it] : subkeys_) (void)fresh.subkeys(it.answer->key.path, it.user);
  for (const auto& [hash, it] : listings_) (void)fresh.values(it.answer->key.path, it.user);
  for (const auto& [hash, it] : matching_) (void)fresh.matching(it.answer->pattern, it.user);
  return fresh;
}

}  // namespace audit
