#pragma once
// The answers of one registry, each question asked once: many programs and rules ask for the same places, and every
// look-up walks the hive. What is handed out lives as long as this does, or as long as it is shared.

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "audit/shared_lookup.h"
#include "hive/matching_keys.h"
#include "hive/registry.h"

namespace audit {

class AskedOnce {
 public:
  using Subkeys = std::shared_ptr<const hive::Registry::SubkeyNames>;
  using Values = std::shared_ptr<const hive::Registry::ValueItems>;
  struct Matches {
    hive::RegistryPath pattern;
    hive::MatchingKeys found;
  };
  using Matching = std::shared_ptr<const Matches>;

  /// A question as it comes: most were asked before, so nothing of it is copied. Texts are compared as they are.
  struct Question {
    const hive::RegistryPath* key = nullptr;
    bool wow64 = false;               ///< and the key has such a view
    std::optional<std::size_t> user;  ///< of HKCU alone
    std::string_view name;

    Question(const hive::RegistryPath& path, std::optional<std::size_t> of_user, bool in_view, std::string_view value);
    std::size_t hash() const;
    /// Whether this is the question for that place.
    bool is_for(const hive::RegistryPath& place, std::string_view value_name) const;
  };

  explicit AskedOnce(const hive::Registry& registry) : registry_(&registry) { values_.reserve(kUsualQuestions); }

  /// `wow64`: of the key as 32-bit programs see it.
  const SharedLookup& find_value(const hive::RegistryPath& key, const std::string& name,
                                 std::optional<std::size_t> user = {}, bool wow64 = false);
  /// Of the key itself.
  const SharedLookup& find_key(const hive::RegistryPath& key, std::optional<std::size_t> user = {}, bool wow64 = false);
  const Subkeys& subkeys(const hive::RegistryPath& key, std::optional<std::size_t> user = {}, bool wow64 = false);
  const Values& values(const hive::RegistryPath& key, std::optional<std::size_t> user = {}, bool wow64 = false);
  /// What the data of a look-up is as text (hive::shown_data), and as a list of strings.
  const std::string& shown(const SharedLookup& present);
  const hive::Result<std::vector<std::string>>& strings(const SharedLookup& present);
  const Matching& matching(const hive::RegistryPath& pattern, std::optional<std::size_t> user = {}, bool wow64 = false);
  /// How many questions reached the registry; one for keys like a pattern counts as one.
  std::size_t count() const {
    return values_.size() + keys_.size() + subkeys_.size() + listings_.size() + matching_.size();
  }
  /// The same questions asked once more, and their answers, which stay as evidence does: what the look-ups alone cost.
  AskedOnce again() const;

 private:
  /// The look-up of an answer holds the path and the name that were asked for.
  template <class Answer>
  struct Asked {
    std::optional<std::size_t> user;
    Answer answer;
  };
  template <class Answer>
  using Answers = std::unordered_multimap<std::size_t, Asked<Answer>>;
  template <class Answer, class Ask>
  static const Answer& once(Answers<Answer>& answers, const Question& question, const Ask& ask);

  /// The shipped rulebook asks for some hundred values.
  static constexpr std::size_t kUsualQuestions = 1000;

  const hive::Registry* registry_;
  Answers<SharedLookup> values_;
  Answers<SharedLookup> keys_;
  Answers<Subkeys> subkeys_;
  Answers<Values> listings_;
  Answers<Matching> matching_;
  std::unordered_map<SharedLookup, std::string> shown_;
  std::unordered_map<SharedLookup, hive::Result<std::vector<std::string>>> strings_;
};

/// The look-up of the key that was listed; it keeps the whole listing.
template <class Listing>
SharedLookup key_of_listing(const std::shared_ptr<const Listing>& listing) {
  return {listing, &listing->key};
}

}  // namespace audit
