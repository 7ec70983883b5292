#include <map>

#include "rules/pattern.h"

namespace rules {

const hive::Result<Pattern>& parsed_pattern(const std::string& text, LetterCase letter_case) {
  thread_local std::map<std::pair<std::string, LetterCase>, hive::Result<Pattern>> kept;
  std::pair<std::string, LetterCase> key(text, letter_case);
  const auto known = kept.find(key);
  if (known != kept.end()) return known->second;
  auto pattern = parse_pattern(text, letter_case);
  return kept.emplace(std::move(key), std::move(pattern)).first->second;
}

}  // namespace rules
