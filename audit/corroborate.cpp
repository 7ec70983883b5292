#include "audit/corroborate.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <utility>

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

/// A hive of an installation, as the second reader is asked about it.
struct Corroborator::Hive {
  std::size_t index;
  std::vector<const hive::Lookup*> asked;
  hive::LoadedSource loaded;
  std::vector<hive::Question> questions{};

  Hive(std::size_t number, std::vector<const hive::Lookup*> places, const hive::Hive& tree)
      : index(number), asked(std::move(places)), loaded(tree.bytes()), tree_(&tree) {
    questions.reserve(asked.size());
    for (const hive::Lookup* place : asked) questions.push_back(question_of(*place));
  }
  hive::AskedHive question() const {
    const bool in_memory = !tree_->source().in_memory().empty();
    return {in_memory ? &tree_->source() : &loaded, questions};
  }

 private:
  const hive::Hive* tree_;
};

void Corroborator::take(const Hive& hive, std::vector<hive::SecondAnswer> answers) {
  for (std::size_t i = 0; i < hive.asked.size() && i < answers.size(); ++i) {
    answers_[Place{hive.index, place_text(*hive.asked[i])}] = std::move(answers[i]);
  }
}

/// What `ask` gives within `limits` and what is left of the budget.
template <class Ask>
auto Corroborator::within_budget(hive::ChildLimits limits, const Ask& ask) {
  limits.wall_milliseconds = std::min(limits.wall_milliseconds, static_cast<std::uint32_t>(left_.count()));
  const auto start = std::chrono::steady_clock::now();
  auto answers = ask(limits);
  left_ -= std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
  return answers;
}

void Corroborator::ask_alone(const Hive& hive, const std::string& program) {
  if (left_ <= std::chrono::milliseconds::zero()) {
    left_out_ += hive.asked.size();
    return;
  }
  take(hive, within_budget({}, [&](const hive::ChildLimits& limits) {
         return hive::corroborate(hive.question(), program, limits);
       }));
}

void Corroborator::ask(const hive::Installation& installation, const std::vector<SharedLookup>& places) {
  const std::string program = hive::own_program();
  if (mode_ == SecondReaderMode::never || program.empty()) return;

  // The machine's hives first, then those that users may write.
  std::map<std::pair<bool, std::size_t>, std::vector<const hive::Lookup*>> by_hive;
  for (const SharedLookup& shared : places) {
    const hive::Lookup& place = *shared;
    if (!can_be_asked(place)) continue;
    const auto fresh = answers_.emplace(Place{*place.hive, place_text(place)}, hive::SecondAnswer{});
    const bool is_users = installation.hives.at(*place.hive).user.has_value();
    if (fresh.second) by_hive[{is_users, *place.hive}].push_back(&place);
  }
  std::vector<std::unique_ptr<Hive>> hives;
  for (auto& [key, asked] : by_hive) {
    const auto& tree = installation.hives.at(key.second).hive;
    if (tree == nullptr) {
      left_out_ += asked.size();
      continue;
    }
    hives.push_back(std::make_unique<Hive>(key.second, std::move(asked), *tree));
  }
  std::vector<std::optional<std::vector<hive::SecondAnswer>>> answers(hives.size());
  if (hives.size() > 1 && left_ > std::chrono::milliseconds::zero()) {
    std::vector<hive::AskedHive> questions;
    for (const auto& hive : hives) questions.push_back(hive->question());
    answers = within_budget(kTogetherLimits, [&](const hive::ChildLimits& limits) {
      return hive::corroborate_together(questions, program, limits);
    });
  }
  for (std::size_t i = 0; i < hives.size(); ++i) {
    if (answers[i]) {
      take(*hives[i], *std::move(answers[i]));
    } else {
      ask_alone(*hives[i], program);
    }
  }
}

hive::SecondAnswer Corroborator::answer(const hive::Lookup& place) const {
  if (!place.hive) return {};
  const auto found = answers_.find(Place{*place.hive, place_text(place)});
  return found == answers_.end() ? hive::SecondAnswer{} : found->second;
}

}  // namespace audit
