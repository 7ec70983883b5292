#include <utility>

#include "audit/option_rows.h"
#include "rules/nearest.h"

namespace audit {
std::string not_one_of(std::string_view what, const std::string& given, const std::vector<std::string>& words) {
  std::string message = rules::unknown_word(what, given, words);
  if (!rules::nearest(given, words).empty()) return message;
  message += "; one of:";
  for (const std::string& word : words) message += " " + word;
  return message;
}

std::string not_one_of(std::string_view what, const std::string& given, std::span<const std::string_view> words) {
  return not_one_of(what, given, std::vector<std::string>(words.begin(), words.end()));
}

/// Of one verb each.
std::vector<OptionSpec> own_options() {
  using Text = const std::string&;
  using Answer = std::optional<std::string>;
  return {
      {"to",
       0,
       "FILE",
       "The file that is written; fix without it: standard output.",
       "recover fix",
       true,
       [](Options& o, Text a) -> Answer { return o.to = a, std::nullopt; },
       {},
       "",
       Use::request},
      {"all-control-sets", 0, "", "Show every ControlSetNNN side by side.", "evidence", true,
       [](Options& o, Text) -> Answer { return o.all_control_sets = true, std::nullopt; }},
      {"formats",
       0,
       "",
       "List the input formats that this build reads.",
       "inspect",
       false,
       [](Options& o, Text) -> Answer { return o.show_formats = true, std::nullopt; },
       {},
       "",
       Use::request},
      {"markdown",
       0,
       "",
       "With rules list: every rule, its reasons and its sources, as a page to publish.",
       "rules",
       false,
       [](Options& o, Text) -> Answer { return o.markdown = true, std::nullopt; },
       {},
       "",
       Use::request},
  };
}

std::vector<OptionSpec> general_options() {
  using Text = const std::string&;
  using Answer = std::optional<std::string>;
  return {
      {"color", 0, "WHEN", "auto (default), always, never.", "*", false,
       [](Options& o, Text a) { return store_when(o.colour, "--color", a); }, kWhenWords, "auto"},
      {"quiet", 'q', "", "Only the verdict and the counts.", "*", true,
       [](Options& o, Text) -> Answer { return o.style.verbosity = -1, std::nullopt; }},
      {"verbose", 'v', "", "Passing findings and all evidence too.", "*", true,
       [](Options& o, Text) -> Answer { return o.style.verbosity = 1, std::nullopt; }},
      {"config",
       0,
       "FILE",
       "Read this configuration, not .hiveaudit.xml here or the user's.",
       "*",
       false,
       [](Options& o, Text a) -> Answer { return o.config = a, std::nullopt; },
       {},
       "",
       Use::request},
      {"no-config",
       0,
       "",
       "Read no configuration file.",
       "*",
       false,
       [](Options&, Text) -> Answer { return std::nullopt; },
       {},
       "",
       Use::request},
      {"show-config",
       0,
       "",
       "Print every option, its value and where it was set; do nothing else.",
       "*",
       false,
       [](Options& o, Text) -> Answer { return o.show_config = true, std::nullopt; },
       {},
       "",
       Use::request},
      {"help",
       'h',
       "",
       "This text.",
       "*",
       false,
       [](Options&, Text) -> Answer { return std::nullopt; },
       {},
       "",
       Use::request},
      {"version",
       0,
       "",
       "Version, libraries and formats.",
       "*",
       false,
       [](Options&, Text) -> Answer { return std::nullopt; },
       {},
       "",
       Use::request},
  };
}

const std::vector<OptionSpec>& option_specs() {
  static const std::vector<OptionSpec> table = [] {
    std::vector<OptionSpec> all;
    for (const auto& rows :
         {report_options(), judging_options(), input_options(), fix_options(), own_options(), general_options()}) {
      all.insert(all.end(), rows.begin(), rows.end());
    }
    return all;
  }();
  return table;
}

}  // namespace audit
