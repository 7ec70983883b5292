#include "audit/options.h"

#include <algorithm>
#include <array>
#include <boost/program_options.hpp>
#include <climits>
#include <filesystem>
#include <set>

#include "audit/difference_formats.h"
#include "audit/fix_formats.h"
#include "audit/store_setting.h"
#include "audit/verbs.h"
#include "hive/registry_path.h"
#include "hive/utf16.h"
#include "rules/nearest.h"

namespace audit {
namespace {

namespace po = boost::program_options;

// The first bare word ends the global options; all that follows belongs to the verb.
std::vector<po::option> stop_at_verb(std::vector<std::string>& arguments) {
  std::vector<po::option> taken;
  if (arguments.empty() || arguments[0].empty() || arguments[0][0] == '-') return taken;
  for (std::string& word : arguments) {
    po::option option;
    option.value = {word};
    option.original_tokens = {word};
    option.position_key = INT_MAX;
    taken.push_back(std::move(option));
  }
  arguments.clear();
  return taken;
}

po::options_description description_of(std::string_view verb) {
  po::options_description description;
  for (const OptionSpec& option : option_specs()) {
    if (!belongs_to(option, verb)) continue;
    std::string names(option.name);
    if (option.letter != 0) names += std::string(",") + option.letter;
    if (option.argument.empty()) {
      description.add_options()(names.c_str(), "");
    } else {
      description.add_options()(names.c_str(), po::value<std::vector<std::string>>(), "");
    }
  }
  description.add_options()("words", po::value<std::vector<std::string>>(), "");
  return description;
}

// Abbreviations are off: --out must not silently mean --output.
constexpr int kStyle = po::command_line_style::default_style & ~po::command_line_style::allow_guessing;

std::vector<std::string> names_for(std::string_view verb) {
  std::vector<std::string> names;
  for (const OptionSpec& option : option_specs()) {
    if (belongs_to(option, verb)) names.push_back("--" + std::string(option.name));
  }
  return names;
}

UsageError usage(std::string message, std::string_view verb) {
  message += verb.empty() ? "\nTry 'hiveaudit --help'." : "\nTry 'hiveaudit " + std::string(verb) + " --help'.";
  return UsageError{std::move(message)};
}

UsageError explain(const po::error& problem, std::string_view verb) {
  if (const auto* unknown = dynamic_cast<const po::unknown_option*>(&problem)) {
    return usage(rules::unknown_word("option", unknown->get_option_name(), names_for(verb)), verb);
  }
  return usage(problem.what(), verb);
}

struct Words {
  po::parsed_options parsed;
  std::vector<std::string> bare;
};

// Options as they were given, in their order, and the bare words.
Words parse(const std::vector<std::string>& arguments, std::string_view verb, bool stop) {
  const po::options_description description = description_of(verb);
  po::positional_options_description positional;
  positional.add("words", -1);
  po::command_line_parser parser(arguments);
  parser.options(description).positional(positional).style(kStyle);
  if (stop) parser.extra_style_parser(stop_at_verb);
  Words words{parser.run(), {}};
  for (const po::option& option : words.parsed.options) {
    if (option.string_key == "words" || option.position_key != -1) {
      words.bare.insert(words.bare.end(), option.value.begin(), option.value.end());
    }
  }
  return words;
}

// What the words set, in their order.
std::vector<Setting> settings_of(const Words& words) {
  std::vector<Setting> settings;
  for (const po::option& given : words.parsed.options) {
    const OptionSpec* option = find_option(given.string_key);
    if (option == nullptr) continue;
    const bool flag = option->argument.empty();
    settings.push_back({given.string_key, flag ? "yes" : given.value.front(), Origin::command_line, "command line"});
  }
  return settings;
}

bool asks_for(const std::vector<Setting>& settings, std::string_view option) {
  return std::ranges::any_of(settings, [option](const Setting& setting) { return setting.option == option; });
}

// Reports that a file or the environment asks for are those of an audit.
bool asks_for_reports(std::string_view verb) { return verb != "diff" && verb != "render"; }

// Stores what belongs to the verb, the lightest first; the first complaint wins.
std::optional<std::string> store_all(std::vector<Setting> settings, std::string_view verb, Options& options) {
  for (Setting& setting : settings) {
    const OptionSpec* option = find_option(setting.option);
    if (!belongs_to(*option, verb) && !verb.empty()) continue;
    if (setting.option == "output" && setting.origin != Origin::command_line && !asks_for_reports(verb)) continue;
    if (auto wrong = store_setting(*option, setting.value, options)) return wrong;
    options.settings.push_back(std::move(setting));
  }
  return std::nullopt;
}

// The verb, what was set for it by whomever, and its words.
std::vector<std::string> arguments_of(const Options& options) {
  std::vector<std::string> arguments{options.verb};
  for (const Setting& setting : options.settings) {
    const OptionSpec* option = find_option(setting.option);
    const std::string name = "--" + setting.option;
    if (option->use == Use::request) continue;
    if (option->argument.empty()) {
      if (is_yes(setting.value)) arguments.push_back(name);
    } else if (setting.value.empty()) {  // behind '=' something must follow
      arguments.insert(arguments.end(), {name, ""});
    } else {
      arguments.push_back(name + "=" + setting.value);
    }
  }
  arguments.emplace_back("--");
  arguments.insert(arguments.end(), options.words.begin(), options.words.end());
  return arguments;
}

/// Settings that can make less of what is wrong, or judge something else than what lies there.
constexpr std::array<std::string_view, 11> kRelaxing = {"exit-zero", "fail-on",  "on-error",   "rules",
                                                        "profile",   "baseline", "waivers",    "overlay",
                                                        "now",       "users",    "control-set"};

bool is_relaxed_by_file(const Options& options) {
  return std::ranges::any_of(options.settings, [](const Setting& setting) {
    return setting.origin == Origin::file && std::ranges::find(kRelaxing, setting.option) != kRelaxing.end();
  });
}

// What is judged does not say how: a configuration that came with a target must be named by somebody. One that lies
// beside a target may have come with it, and may not relax anything.
std::optional<std::string> check_config_place(const Options& options) {
  if (!options.config_found_here) return std::nullopt;
  std::error_code failed;
  const std::filesystem::path here = std::filesystem::canonical(".", failed);
  const bool judges = options.verb == "audit" || options.verb == "effective" || options.verb == "evidence";
  for (const std::string& word : options.words) {
    std::error_code unknown;
    const std::filesystem::path target = std::filesystem::weakly_canonical(word, unknown);
    const std::filesystem::path way = here.lexically_relative(target);
    const bool inside = failed || unknown || (!way.empty() && *way.begin() != "..");
    const bool beside = judges && target.parent_path() == here && std::filesystem::is_regular_file(target, unknown);
    if (!inside && !(beside && is_relaxed_by_file(options))) continue;
    return options.config + (inside ? " lies in the target " : " lies beside the target ") + hive::printable(word) +
           ", and what is judged does not say how; name it with --config " + options.config +
           ", or leave it out with --no-config";
  }
  return std::nullopt;
}

std::optional<std::string> check_words(const Verb& verb, const Options& options) {
  if (options.show_formats) return std::nullopt;
  const std::size_t least = std::max<std::size_t>(verb.least_words, verb.name == "inspect" ? 1 : 0);
  if (options.words.size() < least) {
    return std::string(verb.name) + ": missing " + std::string(verb.words);
  }
  if (options.words.size() > verb.most_words) {
    return std::string(verb.name) + ": unexpected '" + options.words[verb.most_words] + "'";
  }
  if (verb.name == "recover" && options.to.empty()) return "recover: --to FILE says where the recovered hive goes";
  if (verb.name == "fix" && options.offline_root && !find_fix_format(options.fix_format)->of_images) {
    return "fix: --format " + options.fix_format + " says nothing of images; leave --offline-root out";
  }
  if (verb.name == "evidence") {
    if (auto path = hive::parse_registry_path(options.words[1]); !path) {
      return "evidence: " + hive::printable(options.words[1]) + ": " + path.error().message +
             "; expected a key such as HKLM\\SYSTEM\\CurrentControlSet or HKCU\\Software";
    }
  }
  return std::nullopt;
}

std::vector<std::string> names_of_difference_formats() {
  std::vector<std::string> names;
  for (const DifferenceFormat& format : difference_formats()) names.emplace_back(format.name);
  return names;
}

}  // namespace

std::optional<std::string> output_fault(const Options& options, const std::vector<std::string>& formats) {
  std::size_t on_stdout = 0;
  std::set<std::string> files;
  for (const Output& output : options.outputs) {
    if (std::find(formats.begin(), formats.end(), output.format) == formats.end()) {
      return not_one_of("format", output.format, formats);
    }
    if (output.file.empty() && ++on_stdout > 1) return "two reports on standard output; give one of them a file";
    const bool special = output.file.starts_with("/dev/");
    if (!output.file.empty() && !special && !files.insert(output.file).second) {
      return "two reports in one file: " + output.file;
    }
  }
  return std::nullopt;
}

Parsed parse_options(const std::vector<std::string>& arguments, const std::vector<std::string>& formats,
                     const Surroundings& around) {
  Options options;
  std::string_view verb_name;
  try {
    const Words global = parse(arguments, "", true);
    std::vector<Setting> given = settings_of(global);
    options.verb = "version";
    if (asks_for(given, "version")) return options;
    if (asks_for(given, "help")) return HelpText{help_text(nullptr)};
    const bool only_shown = global.bare.empty() && asks_for(given, "show-config");
    if (global.bare.empty() && !only_shown) return usage("no verb given", "");
    const Verb* verb = only_shown ? nullptr : find_verb(global.bare.front());
    if (verb == nullptr && !only_shown) {
      std::vector<std::string> names;
      for (const Verb& known : verbs()) names.emplace_back(known.name);
      return usage(rules::unknown_word("verb", global.bare.front(), names), "");
    }
    if (verb != nullptr) {
      verb_name = verb->name;
      const Words own = parse({global.bare.begin() + 1, global.bare.end()}, verb->name, false);
      for (Setting& setting : settings_of(own)) given.push_back(std::move(setting));
      if (asks_for(given, "help")) return HelpText{help_text(verb)};
      if (asks_for(given, "version")) return options;
      options.words = own.bare;
    }
    options.verb = verb_name;
    auto gathered = gather_settings(std::move(given), around, formats);
    if (const auto* fault = std::get_if<std::string>(&gathered)) return UsageError{*fault};
    Gathered& all = std::get<Gathered>(gathered);
    options.warnings = std::move(all.warnings);
    if (auto wrong = store_all(std::move(all.settings), verb_name, options)) return usage(*wrong, verb_name);
    options.config = std::move(all.config);
    options.config_found_here = all.config_found_here;
    options.given = arguments_of(options);
    if (options.show_config) return options;
    if (auto wrong = check_words(*verb, options)) return usage(*wrong, verb->name);
    if (auto wrong = check_config_place(options)) return UsageError{*wrong};
    if (auto wrong = output_fault(options, verb->name == "diff" ? names_of_difference_formats() : formats))
      return usage(*wrong, verb->name);
    if (options.outputs.empty()) options.outputs.push_back({"text", ""});
    return options;
  } catch (const po::error& problem) {
    return explain(problem, verb_name);
  }
}

}  // namespace audit
