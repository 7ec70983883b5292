#include "audit/asked_once.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <utility>

namespace audit {
namespace {

constexpr std::string_view kWow64 = "Wow6432Node";

const hive::Lookup& look_up_of(const SharedLookup& answer) { return *answer; }
template <class Listing>
const hive::Lookup& look_up_of(const std::shared_ptr<const Listing>& answer) {
  return answer->key;
}

/// Of the size and the last eight bytes.
std::size_t of_text(std::string_view text) {
  std::uint64_t last = 0;
  const std::size_t size = std::min(text.size(), sizeof last);
  if (size > 0) std::memcpy(&last, text.data() + text.size() - size, size);
  last = (last + text.size()) * 0x9E37'79B9'7F4A'7C15U;  // 2^64 by the golden ratio: Fibonacci hashing
  return static_cast<std::size_t>(last ^ (last >> 32U));
}

}  // namespace

AskedOnce::Question::Question(const hive::RegistryPath& path, std::optional<std::size_t> of_user, bool in_view,
                              std::string_view value)
    : key(&path),
      wow64(in_view && hive::has_wow6432_view(path)),
      user(path.root == hive::Root::hkcu ? of_user : std::nullopt),
      name(value) {}

std::size_t AskedOnce::Question::hash() const {
  // Questions come in groups below one key: the last names tell them apart, the sizes of the others mostly the rest.
  constexpr std::size_t kRead = 2;
  constexpr std::size_t kPrime = 1099511628211U;  // FNV-1a, 64 bits
  const auto& segments = key->segments;
  const std::size_t count = segments.size() + (wow64 ? 1 : 0);
  std::size_t hash = count + user.value_or(0);
  for (std::size_t i = 0; i < count; ++i) {
    // A key that is spelled with Wow6432Node is the same place as the view of another.
    const std::string_view segment =
        wow64 && i == 1 ? kWow64 : std::string_view(segments[i - (wow64 && i > 1 ? 1 : 0)]);
    hash = hash * kPrime + (i + kRead < count ? segment.size() : of_text(segment));
  }
  return hash * kPrime + of_text(name);
}

bool AskedOnce::Question::is_of(const hive::Lookup& answer) const {
  const auto& asked = key->segments;
  const auto& answered = answer.path.segments;
  if (key->root != answer.path.root || answered.size() != asked.size() + (wow64 ? 1U : 0U)) return false;
  if (answer.value_name ? *answer.value_name != name : !name.empty()) return false;
  if (!wow64) return asked == answered;
  return answered[0] == asked[0] && answered[1] == kWow64 &&
         std::equal(std::next(asked.begin()), asked.end(), answered.begin() + 2);
}

/// What was asked for before, or what `ask` answers.
template <class Answer, class Ask>
const Answer& AskedOnce::once(Answers<Answer>& answers, const Question& question, const Ask& ask) {
  const std::size_t hash = question.hash();
  const auto [first, last] = answers.equal_range(hash);
  const auto known = std::find_if(first, last, [&](const auto& it) {
    return it.second.user == question.user && question.is_of(look_up_of(it.second.answer));
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

void AskedOnce::repeat() const {
  for (const auto& [hash, it] : values_) {
    (void)share(registry_->find_value(it.answer->path, *it.answer->value_name, it.user));
  }
  for (const auto& [hash, it] : keys_) (void)share(registry_->find_key(it.answer->path, it.user));
  for (const auto& [hash, it] : subkeys_) {
    (void)std::make_shared<const hive::Registry::SubkeyNames>(registry_->subkeys(it.answer->key.path, it.user));
  }
  for (const auto& [hash, it] : listings_) {
    (void)std::make_shared<const hive::Registry::ValueItems>(registry_->values(it.answer->key.path, it.user));
  }
}

}  // namespace audit
