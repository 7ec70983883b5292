#include "audit/store_setting.h"

#include <algorithm>

#include "audit/option_words.h"

namespace audit {

bool is_yes(const std::string& word) {
  const auto half = kFlagWords.begin() + kFlagWords.size() / 2;
  return std::find(kFlagWords.begin(), half, word) != half;
}

std::optional<std::string> store_setting(const OptionSpec& option, const std::string& value, Options& options) {
  if (!option.argument.empty()) return option.store(options, value);
  if (std::find(kFlagWords.begin(), kFlagWords.end(), value) == kFlagWords.end()) {
    return not_one_of("value of " + std::string(option.name), value, kFlagWords);
  }
  return is_yes(value) ? option.store(options, "") : std::nullopt;
}

std::optional<std::string> value_fault(const OptionSpec& option, const std::string& value,
                                       const std::vector<std::string>& formats) {
  if (value.empty()) return std::string(option.name) + " has no value";
  Options scratch;
  if (auto wrong = store_setting(option, value, scratch)) return wrong;
  return output_fault(scratch, formats);
}

}  // namespace audit
