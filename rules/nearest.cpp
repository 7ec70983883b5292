#include "rules/nearest.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "rules/text.h"

namespace rules {
namespace {

/// Longer words are no misspelt words, and the cost is their product.
constexpr std::size_t kMaxWordLength = 128;

/// Optimal string alignment distance, three rows at a time.
std::size_t edits(std::string_view left, std::string_view right) {
  std::vector<std::size_t> before(right.size() + 1), above(right.size() + 1), row(right.size() + 1);
  for (std::size_t j = 0; j <= right.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= left.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= right.size(); ++j) {
      const std::size_t replaced = above[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
      const bool swapped = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, above);
    std::swap(above, row);
  }
  return above[right.size()];
}

}  // namespace

std::string nearest(std::string_view word, const std::vector<std::string>& words) {
  if (word.empty() || word.size() > kMaxWordLength) return {};
  const std::string folded = lower_ascii(word);
  std::string best;
  std::size_t best_edits = 0;
  for (const std::string& candidate : words) {
    if (candidate.empty() || candidate.size() > kMaxWordLength) continue;
    const std::size_t count = edits(folded, lower_ascii(candidate));
    const std::size_t allowed = std::max<std::size_t>(1, std::max(folded.size(), candidate.size()) / 3);
    if (count > allowed || count >= candidate.size()) continue;
    if (best.empty() || count < best_edits) {
      best = candidate;
      best_edits = count;
    }
  }
  return best;
}

std::string unknown_word(std::string_view what, std::string_view given, const std::vector<std::string>& words) {
  std::string message = fmt::format("unknown {} '{}'", what, given);
  const std::string near = nearest(given, words);
  if (!near.empty()) message += fmt::format("; did you mean '{}'?", near);
  return message;
}

}  // namespace rules
