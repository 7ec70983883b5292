// Runs all threads of the program side by side (Thompson, "Regular Expression Search Algorithm", 1968): every
// character of the text is looked at once, and no step is entered twice for it.
#include <algorithm>

#include "rules/pattern.h"
#include "rules/text.h"

namespace rules {
namespace {

using Kind = Pattern::Step::Kind;

char32_t other_case(char32_t c) {
  if (c >= U'a' && c <= U'z') return c - U'a' + U'A';
  if (c >= U'A' && c <= U'Z') return c - U'A' + U'a';
  return c;
}

bool is_word(char32_t c) {
  return (c >= U'0' && c <= U'9') || (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || c == U'_';
}

bool in_ranges(const Pattern::Step& step, char32_t c) {
  return std::any_of(step.ranges.begin(), step.ranges.end(),
                     [c](const auto& range) { return c >= range.first && c <= range.second; });
}

bool accepts(const Pattern::Step& step, char32_t c, LetterCase letter_case) {
  const bool listed = in_ranges(step, c) || (letter_case == LetterCase::ignored && in_ranges(step, other_case(c)));
  return listed != step.negated;
}

bool at_word_edge(std::u32string_view text, std::size_t at) {
  const bool before = at > 0 && is_word(text[at - 1]);
  const bool after = at < text.size() && is_word(text[at]);
  return before != after;
}

/// The steps that wait for a character at one place of the text.
class Threads {
 public:
  explicit Threads(std::size_t steps) : seen_(steps, false) {}
  void clear() {
    waiting_.clear();
    std::fill(seen_.begin(), seen_.end(), false);
  }
  /// Follows everything that needs no character. True when the program's end is reached.
  bool enter(const std::vector<Pattern::Step>& steps, std::size_t first, std::u32string_view text, std::size_t at) {
    to_enter_.push_back(first);
    bool found = false;
    while (!to_enter_.empty()) {
      const std::size_t index = to_enter_.back();
      to_enter_.pop_back();
      if (seen_[index]) continue;
      seen_[index] = true;
      found = follow(steps[index], index, text, at) || found;
    }
    return found;
  }
  const std::vector<std::size_t>& waiting() const { return waiting_; }

 private:
  bool follow(const Pattern::Step& step, std::size_t index, std::u32string_view text, std::size_t at) {
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

  std::vector<bool> seen_;
  std::vector<std::size_t> waiting_;
  std::vector<std::size_t> to_enter_;
};

}  // namespace

bool Pattern::found_in(std::string_view utf8) const {
  const std::u32string text = code_points(utf8);
  Threads now(steps_.size());
  Threads next(steps_.size());
  for (std::size_t at = 0;; ++at) {
    if (now.enter(steps_, 0, text, at)) return true;
    if (at == text.size()) return false;
    next.clear();
    for (const std::size_t index : now.waiting()) {
      const Step& step = steps_[index];
      if (accepts(step, text[at], letter_case_) && next.enter(steps_, step.next, text, at + 1)) return true;
    }
    std::swap(now, next);
  }
}

}  // namespace rules
