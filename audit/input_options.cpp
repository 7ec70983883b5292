// How targets are read, and what is said of them.

#include <algorithm>
#include <charconv>

#include "audit/option_rows.h"
#include "hive/codepage.h"

namespace audit {
namespace {

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

std::optional<std::string> store_logs(Options& options, const std::string& argument) {
  if (argument == "auto") {
    options.open.logs = hive::LogPolicy::automatic;
  } else if (argument == "require") {
    options.open.logs = hive::LogPolicy::require;
  } else if (argument == "ignore") {
    options.open.logs = hive::LogPolicy::ignore;
  } else {
    return not_one_of("argument of --logs", argument, kLogsWords);
  }
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

std::optional<std::string> store_jobs(Options& options, const std::string& argument) {
  std::size_t number = 0;
  const auto [end, failed] = std::from_chars(argument.data(), argument.data() + argument.size(), number);
  if (failed != std::errc() || end != argument.data() + argument.size() || number == 0) {
    return "--jobs " + argument + ": expected a number of processes, 1 or more";
  }
  options.jobs = number;
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
    if (std::find(kRoleWords.begin(), kRoleWords.end(), role) == kRoleWords.end()) {
      return not_one_of("role of --require", role, kRoleWords);
    }
    options.require.push_back(role);
    start = comma + 1;
  }
  return std::nullopt;
}

}  // namespace

std::vector<OptionSpec> input_options() {
  using Text = const std::string&;
  using Answer = std::optional<std::string>;
  return {
      {"os", 0, "SPEC", "What the hives do not say: BUILD[.UBR][:client|:server][:x86|:x64|:arm64].",
       "audit effective inspect diff", true, store_os},
      {"os-force", 0, "", "Believe --os even when the hives say otherwise.", "audit effective inspect diff", false,
       [](Options& o, Text) -> Answer { return o.os.force = true, std::nullopt; }},
      {"users",
       0,
       "WHO",
       "all (default), default, or one name or SID.",
       "audit effective evidence diff fix",
       true,
       [](Options& o, Text a) -> Answer { return o.users = a, std::nullopt; },
       {},
       "all"},
      {"logs", 0, "HOW", "Transaction logs of dirty hives: auto (default, apply them), require, ignore.",
       "audit effective inspect evidence diff", false, store_logs, kLogsWords, "auto"},
      {"control-set", 0, "N", "Judge ControlSetNNN instead of the one that Select\\Current names.",
       "audit effective inspect evidence diff", false, store_control_set},
      {"codepage", 0, "CP", "Code page of REGEDIT4 texts: windows-1252 (default), shift_jis, 437, 850, ...",
       "audit effective inspect evidence diff", false, store_codepage, hive::codepage_names(), hive::kDefaultCodepage},
      {"overlay", 0, "FILE", "Judge as if this .reg file had been imported.", "audit effective inspect evidence diff",
       false, [](Options& o, Text a) -> Answer { return o.open.overlay = a, std::nullopt; }},
      {"require", 0, "ROLES", "Missing hives are errors: SYSTEM, SOFTWARE, USER, with commas.", "audit diff", false,
       store_require, kRoleWords},
      {"target-name", 0, "NAME", "Name of the target in reports; default: the last part of its path.",
       "audit effective inspect evidence", false,
       [](Options& o, Text a) -> Answer { return o.target_name = a, std::nullopt; }},
      {"second-reader", 0, "WHEN", "Confirm evidence with libregf: auto (default), always, never.",
       "audit evidence diff", true,
       [](Options& o, Text a) { return store_when(o.second_reader, "--second-reader", a); }, kWhenWords, "auto"},
      {"no-hash", 0, "", "Leave out the SHA-256 of the hives.", "audit effective inspect evidence diff", false,
       [](Options& o, Text) -> Answer { return o.hash = false, std::nullopt; }},
      {"jobs", 'j', "N", "Images and containers read at once, at most 8; default: one per processor.",
       "audit effective inspect evidence diff", false, store_jobs},
  };
}

}  // namespace audit
