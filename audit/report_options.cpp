// Which reports are written, and what each reader wants of them.

#include <algorithm>

#include "audit/option_rows.h"

namespace audit {
namespace {

std::optional<std::string> store_output(Options& options, const std::string& argument) {
  const std::size_t equals = argument.find('=');
  Output output{argument.substr(0, equals), equals == std::string::npos ? "" : argument.substr(equals + 1)};
  if (equals != std::string::npos && output.file.empty()) return "-o " + argument + ": a file name must follow '='";
  if (output.file == "-") output.file.clear();
  options.outputs.push_back(std::move(output));
  return std::nullopt;
}

std::optional<std::string> store_junit_style(Options& options, const std::string& argument) {
  const auto found = std::find(kJunitStyleNames.begin(), kJunitStyleNames.end(), argument);
  if (found == kJunitStyleNames.end()) return not_one_of("argument of --junit-style", argument, kJunitStyleNames);
  options.style.junit = static_cast<JunitStyle>(found - kJunitStyleNames.begin());
  return std::nullopt;
}

std::optional<std::string> store_junit_below(Options& options, const std::string& argument) {
  if (std::find(kJunitBelowWords.begin(), kJunitBelowWords.end(), argument) == kJunitBelowWords.end()) {
    return not_one_of("argument of --junit-below", argument, kJunitBelowWords);
  }
  options.style.junit_skips_below = argument == "skipped";
  return std::nullopt;
}

std::optional<std::string> store_sarif_results(Options& options, const std::string& argument) {
  if (std::find(kSarifResultsWords.begin(), kSarifResultsWords.end(), argument) == kSarifResultsWords.end()) {
    return not_one_of("argument of --sarif-results", argument, kSarifResultsWords);
  }
  options.style.sarif_all = argument == "all";
  return std::nullopt;
}

std::optional<std::string> store_sarif_root(Options& options, const std::string& argument) {
  if (argument.empty()) return "--sarif-root: a path follows, relative to the root of the repository";
  options.style.source_file = argument;
  return std::nullopt;
}

}  // namespace

std::vector<OptionSpec> report_options() {
  return {
      {"output",
       'o',
       "FORMAT[=FILE]",
       "Write this report; may be repeated. Without FILE: standard output.",
       "audit effective inspect evidence diff render",
       true,
       store_output,
       {},
       "text",
       Use::list},
      {"junit-style", 0, "READER", "JUnit for portable (default), gitlab, github, azure or rich.",
       "audit effective inspect evidence render", false, store_junit_style, kJunitStyleNames, "portable"},
      {"junit-below", 0, "HOW", "JUnit: what fails below the gate is passed (default) or skipped.", "audit render",
       false, store_junit_below, kJunitBelowWords, "passed"},
      {"sarif-root", 0, "PATH",
       "The file of the repository that SARIF alerts and annotations point at, as image.pkr.hcl.",
       "audit effective inspect evidence render", false, store_sarif_root},
      {"sarif-results", 0, "WHICH", "SARIF: alerts (default), or all findings; GitHub shows all as alerts.",
       "audit render", false, store_sarif_results, kSarifResultsWords, "alerts"},
  };
}

}  // namespace audit
