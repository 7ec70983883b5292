#pragma once
// Verbs and their options: one table, from which parsing, help and suggestions come. The only part that
// knows Boost.Program_options. A usage error is a value: what was wrong and, for a misspelt word, the nearest.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "audit/os_option.h"
#include "audit/report_style.h"
#include "audit/settings.h"
#include "audit/verdict.h"
#include "hive/image_range.h"
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
  std::vector<Setting> settings;   ///< what was set, and where; the rest has its default
  std::string config;              ///< the configuration file that was read; empty: none
  bool config_found_here = false;  ///< it was not named, it lay in the working folder
  bool show_config = false;
  std::vector<std::string> warnings;
  std::vector<std::string> given;          ///< arguments that say all of this, for a child that does a part of the work
  bool in_child = false;                   ///< this process is such a child (container_child.h)
  std::optional<hive::ImageRange> images;  ///< in a child: those that it reads; nothing: the whole container
  std::string verb;
  std::vector<std::string> words;  ///< what follows the verb: targets, a rule id, a sub-verb
  std::size_t words_before = 0;    ///< words of `given` that stand before these (diff audits one target at a time)
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
  hive::OpenOptions open;           ///< --logs, --codepage, --overlay
  std::string rules_folder;         ///< empty: the compiled-in rulebook
  std::optional<std::size_t> jobs;  ///< --jobs; nothing: as many as there are processors
  SecondReaderMode second_reader = SecondReaderMode::automatic;
  ColourMode colour = ColourMode::automatic;
  std::string to;                            ///< recover, fix: the file that is written
  std::optional<std::uint32_t> control_set;  ///< --control-set
  bool all_control_sets = false;
  bool hash = true;
  bool exit_zero = false;
  bool error_is_failure = false;  ///< --on-error=fail
  std::string waivers;            ///< path of a file of waivers; empty: none
  std::string baseline;           ///< path of a saved result; empty: none
  bool fail_on_expired_waiver = false;
  bool fail_on_unused_waiver = false;
  bool show_formats = false;                ///< inspect --formats
  bool markdown = false;                    ///< rules list --markdown
  std::string fix_format = "reg";           ///< fix --format
  std::vector<std::string> only;            ///< fix --only: ids of rules
  std::string target;                       ///< fix --target
  std::optional<std::string> offline_root;  ///< fix --offline-root, with backslashes and none at the end
  bool undo = false;
  ReportStyle style;  ///< of every report; its colour and width depend on where it goes
};

/// Text to print instead of running, and where to.
struct HelpText {
  std::string text;
};
struct UsageError {
  std::string message;
};

using Parsed = std::variant<Options, HelpText, UsageError>;

/// `arguments` without the program's name; `formats` are the names that --output accepts. What they do not say may be
/// said by the environment, and then by a configuration file.
Parsed parse_options(const std::vector<std::string>& arguments, const std::vector<std::string>& formats,
                     const Surroundings& around = {});

/// What is wrong with the reports that were asked for, or nothing.
std::optional<std::string> output_fault(const Options& options, const std::vector<std::string>& formats);

}  // namespace audit
