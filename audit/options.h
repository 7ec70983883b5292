#pragma once
// Verbs and their options: one table, from which parsing, help and suggestions come. The only part that
// knows Boost.Program_options. A usage error is a value: what was wrong and, for a misspelt word, the nearest.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "audit/os_option.h"
#include "audit/verdict.h"
#include "hive/input.h"

namespace audit {

enum class SecondReaderMode { automatic, always, never };
enum class ColourMode { automatic, always, never };

/// One -o FORMAT[=FILE]; an empty file means standard output.
struct Output {
  std::string format;
  std::string file;
};

struct Options {
  std::vector<std::string> given;  ///< the arguments as they were given, for a child that does a part of the work
  bool in_child = false;           ///< this process is such a child (container_child.h)
  std::string verb;
  std::vector<std::string> words;  ///< what follows the verb: targets, a rule id, a sub-verb
  std::vector<Output> outputs;     ///< empty: text on standard output
  std::string profile = "m365";
  std::optional<Severity> fail_on = Severity::medium;  ///< nothing: --fail-on none
  OsOption os;
  std::string os_text;               ///< as given, for the report
  std::string now;                   ///< empty: the host's clock
  bool now_given = false;            ///< by --now; else days that a profile names count as come
  std::string users = "all";         ///< all, default, or a name or SID
  std::vector<std::string> require;  ///< SYSTEM, SOFTWARE, USER
  std::string target_name;
  hive::OpenOptions open;    ///< --logs, --codepage, --overlay
  std::string rules_folder;  ///< empty: the compiled-in rulebook
  SecondReaderMode second_reader = SecondReaderMode::automatic;
  ColourMode colour = ColourMode::automatic;
  std::string to;                            ///< recover, fix: the file that is written
  std::optional<std::uint32_t> control_set;  ///< --control-set
  bool all_control_sets = false;
  bool hash = true;
  bool exit_zero = false;
  bool error_is_failure = false;            ///< --on-error=fail
  bool show_formats = false;                ///< inspect --formats
  bool markdown = false;                    ///< rules list --markdown
  std::string fix_format = "reg";           ///< fix --format
  std::vector<std::string> only;            ///< fix --only: ids of rules
  std::string target;                       ///< fix --target
  std::optional<std::string> offline_root;  ///< fix --offline-root, with backslashes and none at the end
  bool undo = false;
  int verbosity = 0;  ///< -q: -1, -v: 1
};

/// Text to print instead of running, and where to.
struct HelpText {
  std::string text;
};
struct UsageError {
  std::string message;
};

using Parsed = std::variant<Options, HelpText, UsageError>;

/// `arguments` without the program's name. `profiles` are the names that --profile accepts.
Parsed parse_options(const std::vector<std::string>& arguments, const std::vector<std::string>& formats);

}  // namespace audit
