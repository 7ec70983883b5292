// Runs all threads of the program side by side (Thompson, "Regular Expression Search Algorithm", 1968): every
// character of the text is looked at once, and no step is entered twice for it.
#include <algorithm>
#include <cstddef>
#include <string_view>

#include "rules/pattern.h"
#include "rules/text.h"

namespace rules {
namespace {

using Kind = Pattern::Step::Kind;

bool is_word(char32_t c) {
  return (c >= U'0' && c <= U'9') || (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || c == U'_';
}

constexpr char32_t kAsciiEnd = 0x80;

/// The bits of one word of a set for the code points from `low` to `high`; `base` is the word's first.
std::uint64_t word_bits(char32_t low, char32_t high, char32_t base) {
  const char32_t first = std::max(low, base);
  const char32_t last = std::min(high, static_cast<char32_t>(base + 63));
  if (first > last) return 0;
  return (~std::uint64_t{0} >> (63 - (last - first))) << (first - base);
}

bool holds(const Pattern::AsciiSet& set, char32_t c) { return ((set[c / 64] >> (c % 64)) & 1U) != 0; }

/// Capital letters and small ones, each for the other.
void add_other_case(Pattern::AsciiSet& set) {
  constexpr std::uint64_t kCapitals = 0x07FF'FFFE;  // `A` is bit 1 of the second word, `a` bit 33
  set[1] |= ((set[1] >> 32U) & kCapitals) | ((set[1] & kCapitals) << 32U);
}

char32_t point_at(std::string_view ascii, std::size_t at) { return static_cast<unsigned char>(ascii[at]); }
char32_t point_at(std::u32string_view text, std::size_t at) { return text[at]; }

template <class Text>
bool at_word_edge(const Text& text, std::size_t at) {
  const bool before = at > 0 && is_word(point_at(text, at - 1));
  const bool after = at < text.size() && is_word(point_at(text, at));
  return before != after;
}

/// The steps that wait for a character at one place of the text.
class Threads {
 public:
  explicit Threads(std::size_t steps) : seen_(steps, 0) {
    waiting_.reserve(steps);
    to_enter_.reserve(steps);
  }
  void clear() {
    waiting_.clear();
    ++place_;
  }
  /// Follows everything that needs no character. True when the program's end is reached.
  template <class Text>
  bool enter(const std::vector<Pattern::Step>& steps, std::size_t first, const Text& text, std::size_t at) {
    to_enter_.push_back(first);
    bool found = false;
    while (!to_enter_.empty()) {
      const std::size_t index = to_enter_.back();
      to_enter_.pop_back();
      if (seen_[index] == place_) continue;
      seen_[index] = place_;
      found = follow(steps[index], index, text, at) || found;
    }
    return found;
  }
  const std::vector<std::size_t>& waiting() const { return waiting_; }

 private:
  template <class Text>
  bool follow(const Pattern::Step& step, std::size_t index, const Text& text, std::size_t at) {
    switch (step.kind) {
      case Kind::characters:
        waiting_.push_back(index);
        return false;
      case Kind::split:
        to_enter_.push_back(step.other);
        to_enter_.push_back(step.next);
        return false;
      case Kind::text_begin:
        if (at == 0) to_enter_.push_back(step.next);
        return false;
      case Kind::text_end:
        if (at == text.size()) to_enter_.push_back(step.next);
        return false;
      case Kind::word_edge:
        if (at_word_edge(text, at)) to_enter_.push_back(step.next);
        return false;
      case Kind::no_word_edge:
        if (!at_word_edge(text, at)) to_enter_.push_back(step.next);
        return false;
      case Kind::found:
        return true;
    }
    return false;
  }

  std::vector<std::size_t> seen_;  ///< the last place for which each step was entered
  std::size_t place_ = 1;
  std::vector<std::size_t> waiting_;
  std::vector<std::size_t> to_enter_;
};

}  // namespace

Pattern::Pattern(std::vector<Step> steps, Ranges ranges, LetterCase letter_case)
    : steps_(std::move(steps)), ranges_(std::move(ranges)), letter_case_(letter_case) {
  for (Step& step : steps_) {
    if (step.kind != Kind::characters) continue;
    for (std::size_t i = step.first_range; i < step.first_range + step.range_count; ++i) {
      for (const char32_t word : {0U, 1U}) {
        step.ascii[word] |= word_bits(ranges_[i].first, ranges_[i].second, word * 64);
      }
    }
    if (letter_case_ == LetterCase::ignored) add_other_case(step.ascii);
    if (step.negated) step.ascii = {~step.ascii[0], ~step.ascii[1]};
  }
  find_starts();
}

void Pattern::find_starts() {
  std::vector<bool> seen(steps_.size(), false);
  std::vector<std::size_t> to_enter = {0};
  while (!to_enter.empty()) {
    const std::size_t index = to_enter.back();
    to_enter.pop_back();
    if (seen[index]) continue;
    seen[index] = true;
    const Step& step = steps_[index];
    switch (step.kind) {
      case Kind::characters: {
        starts_[0] |= step.ascii[0];
        starts_[1] |= step.ascii[1];
        const auto first = ranges_.begin() + static_cast<std::ptrdiff_t>(step.first_range);
        const auto is_other = [](const auto& range) { return range.second >= kAsciiEnd; };
        if (step.negated || std::any_of(first, first + static_cast<std::ptrdiff_t>(step.range_count), is_other)) {
          starts_with_others_ = true;
        }
        break;
      }
      case Kind::split:
        to_enter.push_back(step.other);
        to_enter.push_back(step.next);
        break;
      case Kind::text_begin:
        break;  // not behind it
      case Kind::text_end:
      case Kind::word_edge:
      case Kind::no_word_edge:
      case Kind::found:
        starts_anywhere_ = true;
        break;
    }
  }
}

bool Pattern::may_start_with(char32_t c) const {
  return starts_anywhere_ || (c < kAsciiEnd ? holds(starts_, c) : starts_with_others_);
}

bool Pattern::accepts(const Step& step, char32_t c) const {
  if (c < kAsciiEnd) return holds(step.ascii, c);
  const auto first = ranges_.begin() + static_cast<std::ptrdiff_t>(step.first_range);
  const bool listed = std::any_of(first, first + static_cast<std::ptrdiff_t>(step.range_count),
                                  [c](const auto& range) { return c >= range.first && c <= range.second; });
  return listed != step.negated;
}

template <class Text>
bool Pattern::is_in(const Text& text) const {
  Threads now(steps_.size());
  Threads next(steps_.size());
  for (std::size_t at = 0;; ++at) {
    // Most characters of most texts are in no match and begin none.
    const bool enters = at == 0 || starts_anywhere_ || (at < text.size() && may_start_with(point_at(text, at)));
    if (enters && now.enter(steps_, 0, text, at)) return true;
    if (at == text.size()) return false;
    if (now.waiting().empty()) {
      now.clear();
      continue;
    }
    const char32_t c = point_at(text, at);
    next.clear();
    for (const std::size_t index : now.waiting()) {
      const Step& step = steps_[index];
      if (accepts(step, c) && next.enter(steps_, step.next, text, at + 1)) return true;
    }
    std::swap(now, next);
  }
}

bool Pattern::found_in(std::string_view utf8) const {
  const bool is_ascii = std::all_of(utf8.begin(), utf8.end(), [](char c) { return point_at({&c, 1}, 0) < kAsciiEnd; });
  return is_ascii ? is_in(utf8) : is_in(std::u32string_view(code_points(utf8)));
}

}  // namespace rules
