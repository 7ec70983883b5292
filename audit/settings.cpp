#include "audit/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include "audit/config_file.h"
#include "audit/store_setting.h"
#include "hive/utf16.h"
#include "rules/nearest.h"
#include "rules/text.h"

namespace audit {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "HIVEAUDIT_";
constexpr const char* kInWorkingFolder = ".hiveaudit.xml";
constexpr const char* kInUserFolder = "hiveaudit/config.xml";

std::string variable_of(std::string_view option) {
  std::string name(kPrefix);
  for (const char c : option) name += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return name;
}

const Setting* last_of(const std::vector<Setting>& settings, std::string_view option) {
  const auto found = std::find_if(settings.rbegin(), settings.rend(),
                                  [option](const Setting& setting) { return setting.option == option; });
  return found == settings.rend() ? nullptr : &*found;
}

/// Which file is read can be said by the environment; other requests cannot.
bool is_read_from_environment(const OptionSpec& option) {
  return option.use != Use::request || option.name == "config" || option.name == "no-config";
}

struct Spoken {
  std::vector<Setting> settings;
  std::vector<std::string> warnings;
};

/// Other programs may own variables that begin like ours: only one that looks misspelt is worth a word.
void warn_of(const std::string& variable, Spoken& spoken) {
  std::vector<std::string> known;
  for (const OptionSpec& option : option_specs()) {
    if (is_read_from_environment(option)) known.push_back(variable_of(option.name).substr(kPrefix.size()));
    if (variable_of(option.name) == variable && !is_read_from_environment(option)) {
      spoken.warnings.push_back(
          fmt::format("{} is not read: --{} is asked for on the command line", variable, option.name));
      return;
    }
  }
  const std::string near = rules::nearest(variable.substr(kPrefix.size()), known);
  if (near.empty()) return;
  spoken.warnings.push_back(
      fmt::format("{} is no option; did you mean {}{}?", hive::printable(variable), kPrefix, near));
}

std::variant<Spoken, std::string> read_environment(const std::map<std::string, std::string>& environment,
                                                   const std::vector<std::string>& formats) {
  Spoken spoken;
  for (const auto& [variable, value] : environment) {
    if (value.empty() || !variable.starts_with(kPrefix)) continue;  // empty: as if it was not there
    const auto& table = option_specs();
    const auto option = std::find_if(table.begin(), table.end(), [&name = variable](const OptionSpec& row) {
      return is_read_from_environment(row) && variable_of(row.name) == name;
    });
    if (option == table.end()) {
      warn_of(variable, spoken);
      continue;
    }
    if (auto wrong = value_fault(*option, value, formats)) return variable + ": " + *wrong;
    spoken.settings.push_back({std::string(option->name), value, Origin::environment, variable});
  }
  return spoken;
}

struct Choice {
  std::string path;  ///< empty: no file
  bool found_here = false;
};

/// A file that might be there and cannot be looked at is no reason to stop, and none to be silent.
bool is_there(const std::string& path, std::vector<std::string>& warnings) {
  std::error_code failed;
  const fs::file_status status = fs::symlink_status(path, failed);
  if (fs::exists(status)) return true;
  if (status.type() != fs::file_type::not_found) {
    warnings.push_back(fmt::format("{}: {}", hive::printable(path), failed.message()));
  }
  return false;
}

std::variant<Choice, std::string> choose_file(const std::vector<Setting>& given, const std::vector<Setting>& spoken,
                                              const Surroundings& around, std::vector<std::string>& warnings) {
  for (const std::vector<Setting>* settings : {&given, &spoken}) {
    const Setting* named = last_of(*settings, "config");
    const Setting* none = last_of(*settings, "no-config");
    const bool refused = none != nullptr && is_yes(none->value);
    if (named != nullptr && refused) {
      return fmt::format("{} names a configuration, {} wants none", settings == &given ? "--config" : named->place,
                         settings == &given ? "--no-config" : none->place);
    }
    if (refused) return Choice{};
    if (named != nullptr) return Choice{named->value, false};
  }
  if (!around.reads_files) return Choice{};
  if (is_there(kInWorkingFolder, warnings)) return Choice{kInWorkingFolder, true};
  if (around.user_folder.empty()) return Choice{};
  const std::string users = (fs::path(around.user_folder) / kInUserFolder).string();
  return is_there(users, warnings) ? Choice{users, false} : Choice{};
}

/// Of `lighter`, what nothing heavier says.
void put_below(std::vector<Setting>& settings, std::vector<Setting> lighter) {
  std::erase_if(lighter, [&](const Setting& setting) { return last_of(settings, setting.option) != nullptr; });
  settings.insert(settings.begin(), std::make_move_iterator(lighter.begin()), std::make_move_iterator(lighter.end()));
}

}  // namespace

std::variant<Gathered, std::string> gather_settings(std::vector<Setting> given, const Surroundings& around,
                                                    const std::vector<std::string>& formats) {
  auto read = read_environment(around.environment, formats);
  if (auto* fault = std::get_if<std::string>(&read)) return std::move(*fault);
  Spoken& spoken = std::get<Spoken>(read);
  auto chosen = choose_file(given, spoken.settings, around, spoken.warnings);
  if (auto* fault = std::get_if<std::string>(&chosen)) return std::move(*fault);
  const Choice& choice = std::get<Choice>(chosen);
  Gathered gathered{std::move(given), hive::printable(choice.path), choice.found_here, std::move(spoken.warnings)};
  put_below(gathered.settings, std::move(spoken.settings));
  if (choice.path.empty()) return gathered;
  ConfigFile file = read_config(choice.path, choice.found_here, formats);
  if (!file.fault.empty()) return std::move(file.fault);
  put_below(gathered.settings, std::move(file.settings));
  return gathered;
}

}  // namespace audit
