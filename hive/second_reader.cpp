#include "hive/second_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "hive/second_reader_protocol.h"
#include "hive/utf16.h"
#include "hive/value.h"

namespace hive {
namespace {

/// Of what the child says to people; it is hostile text.
constexpr std::size_t kShownDetailBytes = 300;

bool is_askable(const Question& question) {
  return question.presence == Presence::present || question.presence == Presence::absent;
}

std::string described(ValueType type, Bytes data) {
  return fmt::format("{}, {} {}", name_of(type), data.size(), data.size() == 1 ? "byte" : "bytes");
}

bool is_string(ValueType type) { return type == ValueType::sz || type == ValueType::expand_sz; }

/// Where UTF-16 text ends: the place of its first NUL unit, or all whole units.
std::size_t first_nul(Bytes text) {
  std::size_t at = 0;
  while (at + 1 < text.size() && (text[at] != std::byte{0} || text[at + 1] != std::byte{0})) at += 2;
  return at;
}

bool starts_with(Bytes text, Bytes start) {
  return text.size() >= start.size() && std::ranges::equal(text.first(start.size()), start);
}

/// Known wrong answers of libregf, each measured on sound hives (hives.md 7). Empty: none that we know.
std::string_view known_defect(ValueType type, Bytes ours, Bytes theirs) {
  if (is_string(type) && theirs.size() > ours.size() && starts_with(theirs, ours)) {
    return "known defect of libregf: a string without NUL at its end is read beyond its size";
  }
  if (!ours.empty() && ours.size() < 4) {
    return "known defect of libregf: data of 1 to 3 bytes inside the value record is taken from the wrong end";
  }
  if (is_string(type) && theirs.size() < ours.size() && starts_with(ours, theirs) &&
      theirs.size() <= first_nul(ours) + 2) {
    return "known defect of libregf: a string ends at its first NUL";
  }
  return {};
}

std::string seen_absence(const Seen& seen) {
  return seen.detail.empty() ? "absent" : fmt::format("absent ({})", printable_cut(seen.detail, kShownDetailBytes));
}

SecondAnswer judged(const Question& question, Seen seen) {
  const auto verdict = [](bool same) { return same ? Corroboration::agrees : Corroboration::disagrees; };
  const bool expected = question.presence == Presence::present;
  switch (seen.state) {
    case SeenState::absent:
      return {.corroboration = verdict(!expected), .detail = seen_absence(seen), .data = {}};
    case SeenState::present: {
      if (!question.asks_value) return {.corroboration = verdict(expected), .detail = "present", .data = {}};
      const auto type = static_cast<ValueType>(seen.type);
      std::string detail = described(type, seen.data);
      const bool same = expected && type == question.type && std::ranges::equal(seen.data, question.data);
      if (expected && !same && type == question.type) {
        const std::string_view defect = known_defect(type, question.data, seen.data);
        if (!defect.empty()) detail += fmt::format("; {}", defect);
      }
      return {.corroboration = verdict(same), .detail = std::move(detail), .data = std::move(seen.data)};
    }
    case SeenState::failed:
      break;
  }
  return {.corroboration = Corroboration::failed,
          .detail = fmt::format("libregf: {}", printable_cut(seen.detail, kShownDetailBytes)),
          .data = {}};
}

struct Heard {
  std::vector<Seen> seen;
  std::string silence;  ///< why there are no more
};

Heard ask(std::span<const ByteSource* const> hives, const std::vector<AskedPlace>& places, const std::string& program,
          const ChildLimits& limits) {
  auto outcome = run_child(program, {kSecondReaderVerb}, write_questions(places), hives, limits);
  if (!outcome) return {.seen = {}, .silence = outcome.error().message};
  Answers answers = read_answers(outcome->output, places.size());
  // Whoever breaks the format once is not believed in anything.
  if (answers.malformed) return {.seen = {}, .silence = "the second reader's answer is not in its format"};
  std::string silence = outcome->finished ? "the second reader ended without an answer"
                                          : fmt::format("the second reader died: {}", outcome->how_it_ended);
  return {.seen = std::move(answers.seen), .silence = std::move(silence)};
}

/// `number` is that of the hive among those of the child.
void add_places(std::vector<AskedPlace>& places, const AskedHive& asked, std::size_t number) {
  const ServedHive hive{static_cast<std::uint32_t>(number), asked.hive->size_bytes()};
  for (const Question& question : asked.questions) {
    if (!is_askable(question)) continue;
    places.push_back(
        {.hive = hive, .key = question.key, .asks_value = question.asks_value, .value_name = question.value_name});
  }
}

/// `next` is the first answer to these questions, and that behind them afterwards.
std::vector<SecondAnswer> answers_of(std::span<const Question> questions, Heard& heard, std::size_t& next) {
  std::vector<SecondAnswer> answers(questions.size());
  for (std::size_t i = 0; i < questions.size(); ++i) {
    if (!is_askable(questions[i])) continue;
    if (next < heard.seen.size()) {
      answers[i] = judged(questions[i], std::move(heard.seen[next]));
    } else {
      answers[i] = {.corroboration = Corroboration::failed, .detail = heard.silence, .data = {}};
    }
    ++next;
  }
  return answers;
}

}  // namespace

std::string_view name_of(Corroboration corroboration) {
  switch (corroboration) {
    case Corroboration::not_asked:
      return "not_asked";
    case Corroboration::agrees:
      return "agrees";
    case Corroboration::disagrees:
      return "disagrees";
    case Corroboration::failed:
      break;
  }
  return "failed";
}

std::vector<SecondAnswer> corroborate(const AskedHive& asked, const std::string& program, const ChildLimits& limits) {
  std::vector<AskedPlace> places;
  add_places(places, asked, 0);
  if (program.empty() || places.empty()) return std::vector<SecondAnswer>(asked.questions.size());
  Heard heard = ask(std::span(&asked.hive, 1), places, program, limits);
  std::size_t next = 0;
  return answers_of(asked.questions, heard, next);
}

std::vector<std::optional<std::vector<SecondAnswer>>> corroborate_together(std::span<const AskedHive> hives,
                                                                           const std::string& program,
                                                                           const ChildLimits& limits) {
  std::vector<std::optional<std::vector<SecondAnswer>>> answers(hives.size());
  std::vector<const ByteSource*> served;
  std::vector<AskedPlace> places;
  for (const AskedHive& asked : hives) {
    add_places(places, asked, served.size());
    served.push_back(asked.hive);
  }
  if (program.empty() || places.empty()) return answers;
  Heard heard = ask(served, places, program, limits);
  std::size_t next = 0;
  for (std::size_t i = 0; i < hives.size(); ++i) {
    auto of_hive = answers_of(hives[i].questions, heard, next);
    const bool failed = std::ranges::any_of(
        of_hive, [](const SecondAnswer& answer) { return answer.corroboration == Corroboration::failed; });
    if (next <= heard.seen.size() && (i == 0 || !failed)) answers[i] = std::move(of_hive);
  }
  return answers;
}

}  // namespace hive
