#pragma once
// The rows of the table of options (verbs.h), by concern. Help lists them in this order.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/option_words.h"
#include "audit/verbs.h"

namespace audit {

std::vector<OptionSpec> report_options();
std::vector<OptionSpec> judging_options();
std::vector<OptionSpec> input_options();
std::vector<OptionSpec> fix_options();
std::vector<OptionSpec> own_options();
std::vector<OptionSpec> general_options();

/// auto, always or never.
template <class Word>
std::optional<std::string> store_when(Word& word, std::string_view option, const std::string& argument) {
  if (argument == "auto") {
    word = Word::automatic;
  } else if (argument == "always") {
    word = Word::always;
  } else if (argument == "never") {
    word = Word::never;
  } else {
    return not_one_of("argument of " + std::string(option), argument, kWhenWords);
  }
  return std::nullopt;
}

}  // namespace audit
