#include "audit/show_config.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "audit/store_setting.h"
#include "audit/verbs.h"
#include "hive/utf16.h"

namespace audit {
namespace {

/// These change how findings are shown and where; whatever else there is may change what is found or how a run ends.
constexpr std::array<std::string_view, 9> kLook = {"output",      "color",       "quiet",      "verbose",      "jobs",
                                                   "junit-style", "junit-below", "sarif-root", "sarif-results"};

std::string default_of(const OptionSpec& option) {
  if (!option.otherwise.empty()) return std::string(option.otherwise);
  return option.argument.empty() ? "no" : "-";
}

std::string shown_value(const OptionSpec& option, const Setting& setting) {
  if (option.argument.empty()) return is_yes(setting.value) ? "yes" : "no";
  return hive::printable(setting.value);
}

std::string row(std::string_view option, std::string_view value, std::string_view place) {
  return fmt::format("{:<17} {:<23} {}\n", option, value, place);
}

std::string outside(const Options& options, Origin origin) {
  std::string text;
  for (const Setting& setting : options.settings) {
    if (setting.origin != origin || std::find(kLook.begin(), kLook.end(), setting.option) != kLook.end()) continue;
    const OptionSpec* option = find_option(setting.option);
    if (option->use == Use::request) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", setting.option, shown_value(*option, setting));
  }
  return text;
}

}  // namespace

std::string show_config(const Options& options) {
  std::string text = fmt::format("configuration file: {}\n\n", options.config.empty() ? "none" : options.config);
  text += row("OPTION", "VALUE", "SET BY");
  for (const OptionSpec& option : option_specs()) {
    if (option.use == Use::request || (!options.verb.empty() && !belongs_to(option, options.verb))) continue;
    std::string rows;
    for (const Setting& setting : options.settings) {
      if (setting.option != option.name) continue;
      if (option.use != Use::list) rows.clear();  // the last one holds
      rows += row(option.name, shown_value(option, setting), setting.place);
    }
    text += rows.empty() ? row(option.name, default_of(option), "default") : rows;
  }
  return text;
}

std::map<std::string, std::string> settings_from_outside(const Options& options) {
  std::map<std::string, std::string> shown;
  if (const std::string text = outside(options, Origin::file); !text.empty()) {
    shown["config"] = options.config + ": " + text;
  }
  if (const std::string text = outside(options, Origin::environment); !text.empty()) shown["environment"] = text;
  return shown;
}

}  // namespace audit
