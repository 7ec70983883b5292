#include "audit/diff_verb.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "audit/own_file.h"
#include "hive/file_source.h"
#include "hive/utf16.h"

namespace audit {
namespace {

/// White space before the brace of a document that somebody has formatted again.
constexpr std::size_t kLookedAtBytes = 64;

bool is_saved_result(const std::string& path) {
  const auto file = hive::open_file(path);
  if (!file) return false;
  std::array<std::byte, kLookedAtBytes> begin{};
  const auto got = (*file)->read_at(0, begin);
  if (!got) return false;
  constexpr std::array kMark = {std::byte{0xEF}, std::byte{0xBB}, std::byte{0xBF}};  // of UTF-8, by some editors
  const bool marked = std::equal(kMark.begin(), kMark.end(), begin.begin());
  for (std::size_t i = marked ? kMark.size() : 0; i < *got; ++i) {
    const char c = static_cast<char>(begin[i]);
    if (c != ' ' && c != '\n' && c != '\r' && c != '\t') return c == '{';
  }
  return false;
}

/// The report of a target, as `audit` would give it.
Report audited(const Options& options, std::size_t number, const rules::RuleSet& rules, const std::string& rules_sha256,
               const Progress& progress) {
  Options own = options;
  own.verb = "audit";
  own.words = {options.words[number]};
  own.words_before = number;
  return audit_targets(own, rules, rules_sha256, {}, progress);
}

}  // namespace

std::variant<Difference, std::string> compare_sides(const Options& options, const rules::RuleSet& rules,
                                                    const std::string& rules_sha256, const Progress& progress) {
  std::array<Report, 2> sides;
  for (std::size_t i = 0; i < sides.size(); ++i) {
    const std::string& path = options.words[i];
    if (!is_saved_result(path)) {
      sides[i] = audited(options, i, rules, rules_sha256, progress);
      continue;
    }
    auto saved = read_result(path);
    if (!saved) return hive::to_text(saved.error());
    sides[i] = *std::move(saved);
  }
  return difference_of(sides[0], hive::printable(options.words[0]), sides[1], hive::printable(options.words[1]),
                       {options.fail_on, options.exit_zero, options.error_is_failure});
}

}  // namespace audit
