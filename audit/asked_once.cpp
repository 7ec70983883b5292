#include "audit/asked_once.h"

#include <utility>

namespace audit {
namespace {

/// No name of a key holds a line break that a question of ours would ask for.
std::string question_for(const hive::RegistryPath& key, std::optional<std::size_t> user) {
  constexpr std::size_t kUsual = 160;  // a path and a name
  std::string question;
  question.reserve(kUsual);
  question += key.root == hive::Root::hklm ? 'M' : 'U';
  if (key.root == hive::Root::hkcu && user) question += std::to_string(*user);
  for (const std::string& segment : key.segments) {
    question += '\\';
    question += segment;
  }
  return question;
}

/// What was asked for before, or what `ask` answers.
template <class Answers, class Ask>
const auto& once(Answers& answers, std::string question, const Ask& ask) {
  auto known = answers.find(question);
  if (known == answers.end()) known = answers.emplace(std::move(question), ask()).first;
  return known->second;
}

}  // namespace

const SharedLookup& AskedOnce::find_value(const hive::RegistryPath& key, const std::string& name,
                                          std::optional<std::size_t> user) {
  std::string question = question_for(key, user);
  question += '\n';
  question += name;
  return once(values_, std::move(question), [&] { return share(registry_->find_value(key, name, user)); });
}

const AskedOnce::Subkeys& AskedOnce::subkeys(const hive::RegistryPath& key, std::optional<std::size_t> user) {
  return once(subkeys_, question_for(key, user),
              [&] { return std::make_shared<const hive::Registry::SubkeyNames>(registry_->subkeys(key, user)); });
}

const AskedOnce::Values& AskedOnce::values(const hive::RegistryPath& key, std::optional<std::size_t> user) {
  return once(listings_, question_for(key, user),
              [&] { return std::make_shared<const hive::Registry::ValueItems>(registry_->values(key, user)); });
}

}  // namespace audit
