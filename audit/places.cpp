#include "audit/places.h"

#include <optional>
#include <utility>

#include "audit/control_sets.h"
#include "hive/upcase.h"

namespace audit {
namespace {

/// A path to ask for, and whose it is.
struct Question {
  std::string scope;
  std::string control_set;
  hive::RegistryPath path;
  std::optional<std::size_t> user{};
};

bool names_current_set(const hive::RegistryPath& path) {
  return path.root == hive::Root::hklm && path.segments.size() > 1 && hive::equal_names(path.segments[0], "SYSTEM") &&
         hive::equal_names(path.segments[1], "CurrentControlSet");
}

std::vector<Question> questions_for(const hive::Installation& installation, const hive::RegistryPath& path,
                                    bool all_sets) {
  std::vector<Question> questions;
  if (path.root == hive::Root::hkcu) {
    for (const hive::User& user : installation.users) questions.push_back({user.scope, "", path, user.registry_user});
    return questions;
  }
  const bool in_set = names_current_set(path);
  if (in_set && all_sets) {
    for (const NamedSet& set : control_sets(installation.registry)) {
      questions.push_back({"HKLM", shown_name(set), {path.root, path.segments.with(1, set.key_name)}});
    }
  }
  if (!questions.empty()) return questions;
  const auto& current = installation.registry.control_set();
  questions.push_back({"HKLM", in_set && current ? current->key_name : "", path});
  return questions;
}

template <class T>
void keep_error(hive::Installation& installation, const hive::Listing<T>& listing) {
  if (listing.error) installation.errors.push_back(*listing.error);
}

void add_key(hive::Installation& installation, const Question& asked, std::vector<Place>& places) {
  const hive::Registry& registry = installation.registry;
  Place& key = places.emplace_back(Place{asked.scope, asked.control_set, registry.find_key(asked.path, asked.user)});
  if (key.seen.presence != hive::Presence::present && key.seen.presence != hive::Presence::ambiguous) return;
  const auto subkeys = registry.subkeys(asked.path, asked.user);
  keep_error(installation, subkeys.items);
  for (const hive::Key& subkey : subkeys.items.items) key.subkeys.push_back(subkey.name);
  const auto values = registry.values(asked.path, asked.user);
  keep_error(installation, values.items);
  for (const hive::Value& value : values.items.items) {
    places.push_back({asked.scope, asked.control_set, registry.find_value(asked.path, value.name, asked.user)});
  }
}

}  // namespace

std::vector<Place> find_places(hive::Installation& installation, const Options& options) {
  std::vector<Place> places;
  const auto path = hive::parse_registry_path(options.words.at(1));
  if (!path) return places;
  for (const Question& asked : questions_for(installation, *path, options.all_control_sets)) {
    if (options.words.size() < 3) {
      add_key(installation, asked, places);
    } else {
      places.push_back(
          {asked.scope, asked.control_set, installation.registry.find_value(asked.path, options.words[2], asked.user)});
    }
  }
  return places;
}

}  // namespace audit
