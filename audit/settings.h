#pragma once
// Options as they were set, each with the place that set it. A setting of the command line outweighs one of the
// environment, that one a configuration file; each option is taken from one of them, never mixed.

#include <map>
#include <string>
#include <variant>
#include <vector>

namespace audit {

enum class Origin { file, environment, command_line };  // the later ones weigh more

struct Setting {
  std::string option;
  std::string value;  ///< of a flag: one of kFlagWords
  Origin origin = Origin::command_line;
  std::string place;  ///< "command line", "HIVEAUDIT_FAIL_ON", ".hiveaudit.xml:3:4"
};

/// What a run is surrounded by. Nothing at all: a child, whose arguments say everything.
struct Surroundings {
  std::map<std::string, std::string> environment;  ///< the variables HIVEAUDIT_*
  bool reads_files = false;                        ///< configuration files that nobody named
  std::string user_folder;                         ///< $XDG_CONFIG_HOME or ~/.config; empty: there is none
};

struct Gathered {
  std::vector<Setting> settings;  ///< those that hold, the lighter ones first
  std::string config;
  bool config_found_here = false;
  std::vector<std::string> warnings;
};

/// Everything that is set for a run whose command line said `given`; or what is wrong with the environment or the
/// configuration file, as people should read it.
std::variant<Gathered, std::string> gather_settings(std::vector<Setting> given, const Surroundings& around,
                                                    const std::vector<std::string>& formats);

}  // namespace audit
