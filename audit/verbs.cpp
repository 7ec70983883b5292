#include "audit/verbs.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <limits>

#include "audit/fix_formats.h"
#include "hive/codepage.h"
#include "hive/utf16.h"
#include "rules/nearest.h"

namespace audit {
namespace {

constexpr std::size_t kAnyNumber = std::numeric_limits<std::size_t>::max();

std::optional<std::string> store_output(Options& options, const std::string& argument) {
  const std::size_t equals = argument.find('=');
  Output output{argument.substr(0, equals), equals == std::string::npos ? "" : argument.substr(equals + 1)};
  if (equals != std::string::npos && output.file.empty()) return "-o " + argument + ": a file name must follow '='";
  if (output.file == "-") output.file.clear();
  options.outputs.push_back(std::move(output));
  return std::nullopt;
}

std::optional<std::string> store_fail_on(Options& options, const std::string& argument) {
  if (argument == "none") {
    options.fail_on.reset();
    return std::nullopt;
  }
  options.fail_on = find_severity(argument);
  if (options.fail_on) return std::nullopt;
  return not_one_of("severity", argument, {"critical", "high", "medium", "low", "info", "none"});
}

std::optional<std::string> store_os(Options& options, const std::string& argument) {
  auto parsed = parse_os_option(argument);
  if (!parsed) {
    return "--os " + argument + ": " + parsed.error().message +
           "; expected BUILD[.UBR][:client|:server][:x86|:x64|:arm64], as in 7601:client:x64";
  }
  const bool force = options.os.force;
  options.os = *parsed;
  options.os.force = force;
  options.os_text = argument;
  return std::nullopt;
}

// 2026-11-22T04:08:00Z: digits where the pattern has 0, the rest as it is, and fields in range.
bool is_utc_time(const std::string& text) {
  constexpr std::string_view kPattern = "0000-00-00T00:00:00Z";
  if (text.size() != kPattern.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (kPattern[i] == '0' ? !digit : text[i] != kPattern[i]) return false;
  }
  const auto field = [&text](std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
  const int year = field(0) * 100 + field(2);
  const int month = field(5);
  constexpr std::array kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12) return false;
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  const int days = kDays[static_cast<std::size_t>(month - 1)] + (month == 2 && leap ? 1 : 0);
  return field(8) >= 1 && field(8) <= days && field(11) < 24 && field(14) < 60 && field(17) < 60;
}

std::optional<std::string> store_now(Options& options, const std::string& argument) {
  if (!is_utc_time(argument)) return "--now " + argument + ": expected YYYY-MM-DDThh:mm:ssZ, a time in UTC";
  options.now = argument;
  options.now_given = true;
  return std::nullopt;
}

std::optional<std::string> store_codepage(Options& options, const std::string& argument) {
  auto name = hive::find_codepage(argument);
  if (!name) return "--codepage " + argument + ": " + name.error().message + ": " + name.error().expected;
  options.open.codepage = *std::move(name);
  return std::nullopt;
}

std::optional<std::string> store_require(Options& options, const std::string& argument) {
  std::size_t start = 0;
  while (start <= argument.size()) {
    const std::size_t comma = std::min(argument.find(',', start), argument.size());
    const std::string role = argument.substr(start, comma - start);
    if (role != "SYSTEM" && role != "SOFTWARE" && role != "USER") {
      return not_one_of("role of --require", role, {"SYSTEM", "SOFTWARE", "USER"});
    }
    options.require.push_back(role);
    start = comma + 1;
  }
  return std::nullopt;
}

template <class Word>
std::optional<std::string> store_when(Word& word, std::string_view option, const std::string& argument) {
  if (argument == "auto") {
    word = Word::automatic;
  } else if (argument == "always") {
    word = Word::always;
  } else if (argument == "never") {
    word = Word::never;
  } else {
    return not_one_of("argument of " + std::string(option), argument, {"auto", "always", "never"});
  }
  return std::nullopt;
}

std::optional<std::string> store_on_error(Options& options, const std::string& argument) {
  if (argument != "fail" && argument != "incomplete") {
    return not_one_of("argument of --on-error", argument, {"fail", "incomplete"});
  }
  options.error_is_failure = argument == "fail";
  return std::nullopt;
}

std::optional<std::string> store_control_set(Options& options, const std::string& argument) {
  std::uint32_t number = 0;
  const auto [end, failed] = std::from_chars(argument.data(), argument.data() + argument.size(), number);
  constexpr std::uint32_t kMost = 999;  // ControlSetNNN has three digits
  if (failed != std::errc() || end != argument.data() + argument.size() || number == 0 || number > kMost) {
    return "--control-set " + argument + ": expected the number of a ControlSetNNN, 1 to 999";
  }
  options.control_set = number;
  return std::nullopt;
}

std::optional<std::string> store_format(Options& options, const std::string& argument) {
  std::vector<std::string> names;
  for (const FixFormat& format : fix_formats()) names.emplace_back(format.name);
  if (find_fix_format(argument) == nullptr) return not_one_of("format", argument, names);
  options.fix_format = argument;
  return std::nullopt;
}

std::optional<std::string> store_only(Options& options, const std::string& argument) {
  std::size_t start = 0;
  while (start <= argument.size()) {
    const std::size_t comma = std::min(argument.find(',', start), argument.size());
    options.only.push_back(argument.substr(start, comma - start));
    if (options.only.back().empty()) return "--only " + argument + ": expected ids of rules, with commas";
    start = comma + 1;
  }
  return std::nullopt;
}

// A folder as Windows names it: it stands in commands between quotes.
std::optional<std::string> store_offline_root(Options& options, const std::string& argument) {
  std::string folder = argument;
  std::replace(folder.begin(), folder.end(), '/', '\\');
  while (folder.ends_with('\\')) folder.pop_back();
  const auto is_odd = [](char letter) {
    return static_cast<unsigned char>(letter) < 0x20 || std::string_view("\"<>|?*%").find(letter) != std::string::npos;
  };
  if (folder.empty() || std::any_of(folder.begin(), folder.end(), is_odd)) {
    return "--offline-root " + hive::printable(argument) + ": expected the folder of a mounted image, as in D:\\mount";
  }
  options.offline_root = folder;
  return std::nullopt;
}

std::optional<std::string> store_logs(Options& options, const std::string& argument) {
  if (argument == "auto") {
    options.open.logs = hive::LogPolicy::automatic;
  } else if (argument == "require") {
    options.open.logs = hive::LogPolicy::require;
  } else if (argument == "ignore") {
    options.open.logs = hive::LogPolicy::ignore;
  } else {
    return not_one_of("argument of --logs", argument, {"auto", "require", "ignore"});
  }
  return std::nullopt;
}

}  // namespace

std::string not_one_of(std::string_view what, const std::string& given, const std::vector<std::string>& words) {
  std::string message = rules::unknown_word(what, given, words);
  if (!rules::nearest(given, words).empty()) return message;
  message += "; one of:";
  for (const std::string& word : words) message += " " + word;
  return message;
}

const std::vector<OptionSpec>& option_specs() {
  using Text = const std::string&;
  using Answer = std::optional<std::string>;
  static const std::vector<OptionSpec> table = {
      {"output", 'o', "FORMAT[=FILE]", "Write this report; may be repeated. Without FILE: standard output.",
       "audit effective inspect evidence", true, store_output},
      {"fail-on", 0, "SEVERITY", "Gate: critical, high, medium (default), low, info or none.", "audit", true,
       store_fail_on},
      {"profile", 0, "NAME", "Rules and severities: m365 (default), office365-2018, hardened, stig, vdi, exchange.",
       "audit effective", true, [](Options& o, Text a) -> Answer { return o.profile = a, std::nullopt; }},
      {"os", 0, "SPEC", "What the hives do not say: BUILD[.UBR][:client|:server][:x86|:x64|:arm64].",
       "audit effective inspect", true, store_os},
      {"os-force", 0, "", "Believe --os even when the hives say otherwise.", "audit effective inspect", false,
       [](Options& o, Text) -> Answer { return o.os.force = true, std::nullopt; }},
      {"users", 0, "WHO", "all (default), default, or one name or SID.", "audit effective evidence fix", true,
       [](Options& o, Text a) -> Answer { return o.users = a, std::nullopt; }},
      {"logs", 0, "HOW", "Transaction logs of dirty hives: auto (default, apply them), require, ignore.",
       "audit effective inspect evidence", false, store_logs},
      {"to", 0, "FILE", "The file that is written; fix without it: standard output.", "recover fix", true,
       [](Options& o, Text a) -> Answer { return o.to = a, std::nullopt; }},
      {"format", 0, "FORMAT", "reg (default), powershell, lgpo or ansible.", "fix", true, store_format},
      {"only", 0, "RULES", "Changes for these rules alone, with commas; may be repeated.", "fix", true, store_only},
      {"undo", 0, "", "The way back: what was there before the changes.", "fix", true,
       [](Options& o, Text) -> Answer { return o.undo = true, std::nullopt; }},
      {"offline-root", 0, "DIR", "For an image that is mounted in this folder, not for a running Windows.", "fix", true,
       store_offline_root},
      {"target", 0, "NAME", "Which target or installation, when the result holds several.", "fix", true,
       [](Options& o, Text a) -> Answer { return o.target = a, std::nullopt; }},
      {"control-set", 0, "N", "Judge ControlSetNNN instead of the one that Select\\Current names.",
       "audit effective inspect evidence", false, store_control_set},
      {"all-control-sets", 0, "", "Show every ControlSetNNN side by side.", "evidence", true,
       [](Options& o, Text) -> Answer { return o.all_control_sets = true, std::nullopt; }},
      {"codepage", 0, "CP", "Code page of REGEDIT4 texts: windows-1252 (default), shift_jis, 437, 850, ...",
       "audit effective inspect evidence", false, store_codepage},
      {"overlay", 0, "FILE", "Judge as if this .reg file had been imported.", "audit effective inspect evidence", false,
       [](Options& o, Text a) -> Answer { return o.open.overlay = a, std::nullopt; }},
      {"require", 0, "ROLES", "Missing hives are errors: SYSTEM, SOFTWARE, USER, with commas.", "audit", false,
       store_require},
      {"now", 0, "TIME", "The time of the report, YYYY-MM-DDThh:mm:ssZ.", "audit effective inspect evidence", true,
       store_now},
      {"target-name", 0, "NAME", "Name of the target in reports; default: the last part of its path.",
       "audit effective inspect evidence", false,
       [](Options& o, Text a) -> Answer { return o.target_name = a, std::nullopt; }},
      {"second-reader", 0, "WHEN", "Confirm evidence with libregf: auto (default), always, never.", "audit evidence",
       true, [](Options& o, Text a) { return store_when(o.second_reader, "--second-reader", a); }},
      {"no-hash", 0, "", "Leave out the SHA-256 of the hives.", "audit effective inspect evidence", false,
       [](Options& o, Text) -> Answer { return o.hash = false, std::nullopt; }},
      {"on-error", 0, "HOW", "incomplete (default): exit 3 when something could not be read; fail: exit 1.",
       "audit effective inspect evidence", false, store_on_error},
      {"exit-zero", 0, "", "Exit 0 instead of 1: findings do not fail the run. Errors still do.", "audit", false,
       [](Options& o, Text) -> Answer { return o.exit_zero = true, std::nullopt; }},
      {"formats", 0, "", "List the input formats that this build reads.", "inspect", false,
       [](Options& o, Text) -> Answer { return o.show_formats = true, std::nullopt; }},
      {"markdown", 0, "", "With rules list: every rule, its reasons and its sources, as a page to publish.", "rules",
       false, [](Options& o, Text) -> Answer { return o.markdown = true, std::nullopt; }},
      {"rules", 0, "DIR", "Use this rulebook instead of the one compiled in.", "audit effective rules explain", false,
       [](Options& o, Text a) -> Answer { return o.rules_folder = a, std::nullopt; }},
      {"color", 0, "WHEN", "auto (default), always, never.", "*", false,
       [](Options& o, Text a) { return store_when(o.colour, "--color", a); }},
      {"quiet", 'q', "", "Only the verdict and the counts.", "*", true,
       [](Options& o, Text) -> Answer { return o.verbosity = -1, std::nullopt; }},
      {"verbose", 'v', "", "Passing findings and all evidence too.", "*", true,
       [](Options& o, Text) -> Answer { return o.verbosity = 1, std::nullopt; }},
      {"help", 'h', "", "This text.", "*", false, [](Options&, Text) -> Answer { return std::nullopt; }},
      {"version", 0, "", "Version, libraries and formats.", "*", false,
       [](Options&, Text) -> Answer { return std::nullopt; }},
  };
  return table;
}

const std::vector<Verb>& verbs() {
  static const std::vector<Verb> table = {
      {"audit", "TARGET...", "Judge hives, .reg exports, folders and mounted Windows trees.",
       "hiveaudit audit /mnt/windows\n"
       "hiveaudit audit exports/ -o text -o junit=tls.xml -o html=tls.html\n"
       "hiveaudit audit SYSTEM --os 7601:client:x64",
       1, kAnyNumber},
      {"effective", "TARGET...", "Only the protocol matrix: what each TLS stack would offer, and why.",
       "hiveaudit effective /mnt/windows", 1, kAnyNumber},
      {"inspect", "TARGET...", "What was found: hives, users, OS build, log state; no rules run.",
       "hiveaudit inspect SYSTEM\nhiveaudit inspect --formats", 0, kAnyNumber},
      {"evidence", "TARGET KEY [VALUE]", "One key or value as a report would show it, with its proof.",
       "hiveaudit evidence SYSTEM 'HKLM\\SYSTEM\\Select' Current\n"
       "hiveaudit evidence /mnt/windows 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa' --all-control-sets",
       2, 3},
      {"recover", "HIVE", "Write a dirty hive with its transaction logs applied, as a new file.",
       "hiveaudit recover SYSTEM --to SYSTEM.recovered", 1, 1},
      {"fix", "RESULT.json", "The registry changes that turn what fails to pass, from a saved result.",
       "hiveaudit fix result.json --to fix.reg\n"
       "hiveaudit fix result.json --undo --to undo.reg\n"
       "hiveaudit fix result.json --format powershell --offline-root D:\\mount",
       1, 1},
      {"rules", "ACTION [RULE]", "The rulebook: list it, what it covers, show or test a rule.",
       "hiveaudit rules list\nhiveaudit rules show TLS1011\nhiveaudit rules test TLS1011\nhiveaudit rules "
       "coverage\nhiveaudit rules validate --rules my-rules/",
       1, 2},
      {"explain", "RULE", "One rule for people: what, why, how to mend it, and its sources.",
       "hiveaudit explain TLS1001", 1, 1},
  };
  return table;
}

const Verb* find_verb(std::string_view name) {
  const auto& table = verbs();
  const auto found = std::find_if(table.begin(), table.end(), [name](const Verb& verb) { return verb.name == name; });
  return found == table.end() ? nullptr : &*found;
}

bool belongs_to(const OptionSpec& option, std::string_view verb) {
  if (option.verbs == "*") return true;
  return (" " + std::string(option.verbs) + " ").find(" " + std::string(verb) + " ") != std::string::npos;
}

}  // namespace audit
