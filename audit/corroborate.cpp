#include "audit/corroborate.h"

#include <algorithm>

#include "hive/loaded_source.h"

namespace audit {
namespace {

// Only sound answers can be corroborated, and a text is read by one reader.
bool can_be_asked(const hive::Lookup& place) {
  return place.hive.has_value() && !place.line &&
         (place.presence == hive::Presence::present || place.presence == hive::Presence::absent);
}

hive::Question question_of(const hive::Lookup& place) {
  hive::Question question;
  question.key = place.stored_segments.list();
  question.asks_value = place.value_name.has_value();
  question.value_name = place.value_name.value_or("");
  question.presence = place.presence;
  if (place.value) {
    question.type = place.value->type;
    question.data = place.value->data;
  }
  return question;
}

std::string place_text(const hive::Lookup& place) {
  // A key and its unnamed value are two places; no name holds a NUL beside another NUL.
  std::string text = place.stored_as;
  if (place.value_name) text.append(2, '\0').append(*place.value_name);
  return text;
}

}  // namespace

Corroborator::Corroborator(SecondReaderMode mode) : mode_(mode) {}

void Corroborator::ask(const hive::Installation& installation, const std::vector<SharedLookup>& places) {
  const std::string program = hive::own_program();
  if (mode_ == SecondReaderMode::never || program.empty()) return;

  std::map<std::size_t, std::vector<const hive::Lookup*>> by_hive;
  for (const SharedLookup& shared : places) {
    const hive::Lookup& place = *shared;
    if (!can_be_asked(place)) continue;
    const auto fresh = answers_.emplace(Place{*place.hive, place_text(place)}, hive::SecondAnswer{});
    if (fresh.second) by_hive[*place.hive].push_back(&place);
  }
  for (const auto& [index, asked] : by_hive) {
    const auto& tree = installation.hives.at(index).hive;
    if (tree == nullptr || left_ <= std::chrono::milliseconds::zero()) {
      left_out_ += asked.size();
      continue;
    }
    std::vector<hive::Question> questions;
    questions.reserve(asked.size());
    for (const hive::Lookup* place : asked) questions.push_back(question_of(*place));
    hive::ChildLimits limits;
    limits.wall_milliseconds = std::min(limits.wall_milliseconds, static_cast<std::uint32_t>(left_.count()));
    const auto start = std::chrono::steady_clock::now();
    const hive::LoadedSource loaded(tree->bytes());
    const hive::ByteSource& fed = tree->source().in_memory().empty() ? loaded : tree->source();
    std::vector<hive::SecondAnswer> answers = hive::corroborate(fed, questions, program, limits);
    left_ -= std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
    for (std::size_t i = 0; i < asked.size() && i < answers.size(); ++i) {
      answers_[Place{index, place_text(*asked[i])}] = std::move(answers[i]);
    }
  }
}

hive::SecondAnswer Corroborator::answer(const hive::Lookup& place) const {
  if (!place.hive) return {};
  const auto found = answers_.find(Place{*place.hive, place_text(place)});
  return found == answers_.end() ? hive::SecondAnswer{} : found->second;
}

}  // namespace audit
