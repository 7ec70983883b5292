#include "audit/options.h"

#include <algorithm>
#include <boost/program_options.hpp>
#include <climits>
#include <set>

#include "audit/fix_formats.h"
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

// Stores each option through its row of the table; the first complaint wins. "help" is handled before.
std::optional<std::string> store_all(const Words& words, Options& options, bool& help, bool& version) {
  for (const po::option& given : words.parsed.options) {
    help = help || given.string_key == "help";
    version = version || given.string_key == "version";
  }
  if (help || version) return std::nullopt;
  for (const po::option& given : words.parsed.options) {
    for (const OptionSpec& option : option_specs()) {
      if (given.string_key != option.name) continue;
      if (auto wrong = option.store(options, given.value.empty() ? "" : given.value.front())) return wrong;
    }
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

std::optional<std::string> check_outputs(const Options& options, const std::vector<std::string>& formats) {
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

}  // namespace

Parsed parse_options(const std::vector<std::string>& arguments, const std::vector<std::string>& formats) {
  Options options;
  std::string_view verb_name;
  try {
    bool help = false;
    bool version = false;
    const Words global = parse(arguments, "", true);
    if (auto wrong = store_all(global, options, help, version)) return usage(*wrong, "");
    if (version) {
      options.verb = "version";
      return options;
    }
    if (help || global.bare.empty()) {
      if (help) return HelpText{help_text(nullptr)};
      return usage("no verb given", "");
    }
    const Verb* verb = find_verb(global.bare.front());
    if (verb == nullptr) {
      std::vector<std::string> names;
      for (const Verb& known : verbs()) names.emplace_back(known.name);
      return usage(rules::unknown_word("verb", global.bare.front(), names), "");
    }
    verb_name = verb->name;
    options.verb = verb->name;
    const Words own = parse({global.bare.begin() + 1, global.bare.end()}, verb->name, false);
    if (auto wrong = store_all(own, options, help, version)) return usage(*wrong, verb->name);
    if (help) return HelpText{help_text(verb)};
    if (version) {
      options.verb = "version";
      return options;
    }
    options.words = own.bare;
    if (auto wrong = check_words(*verb, options)) return usage(*wrong, verb->name);
    if (auto wrong = check_outputs(options, formats)) return usage(*wrong, verb->name);
    if (options.outputs.empty()) options.outputs.push_back({"text", ""});
    return options;
  } catch (const po::error& problem) {
    return explain(problem, verb_name);
  }
}

}  // namespace audit
