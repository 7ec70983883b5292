// By which rules, for which day, and what becomes of the exit code.

#include "audit/calendar.h"
#include "audit/option_rows.h"

namespace audit {
namespace {

std::optional<std::string> store_fail_on(Options& options, const std::string& argument) {
  if (argument == "none") {
    options.fail_on.reset();
    return std::nullopt;
  }
  options.fail_on = find_severity(argument);
  if (options.fail_on) return std::nullopt;
  return not_one_of("severity", argument, kGateWords);
}

std::optional<std::string> store_now(Options& options, const std::string& argument) {
  if (!is_utc_time(argument)) return "--now " + argument + ": expected YYYY-MM-DDThh:mm:ssZ, a time in UTC";
  options.now = argument;
  options.now_given = true;
  return std::nullopt;
}

std::optional<std::string> store_on_error(Options& options, const std::string& argument) {
  if (argument != "fail" && argument != "incomplete") {
    return not_one_of("argument of --on-error", argument, kOnErrorWords);
  }
  options.error_is_failure = argument == "fail";
  return std::nullopt;
}

}  // namespace

std::vector<OptionSpec> judging_options() {
  using Text = const std::string&;
  using Answer = std::optional<std::string>;
  return {
      {"fail-on", 0, "SEVERITY", "Gate: critical, high, medium (default), low, info or none.", "audit diff", true,
       store_fail_on, kGateWords, "medium"},
      {"profile",
       0,
       "NAME",
       "Rules and severities: m365 (default), office365-2018, hardened, stig, vdi, exchange.",
       "audit effective diff",
       true,
       [](Options& o, Text a) -> Answer { return o.profile = a, std::nullopt; },
       {},
       "m365"},
      {"waivers", 0, "FILE", "Known failures that somebody answers for; see waivers template.", "audit", true,
       [](Options& o, Text a) -> Answer { return o.waivers = a, std::nullopt; }},
      {"baseline", 0, "RESULT", "Failures that this saved result holds in the same way do not fail the gate.", "audit",
       true, [](Options& o, Text a) -> Answer { return o.baseline = a, std::nullopt; }},
      {"fail-on-expired-waiver", 0, "", "Exit 1 when a waiver has expired.", "audit waivers", false,
       [](Options& o, Text) -> Answer { return o.fail_on_expired_waiver = true, std::nullopt; }},
      {"fail-on-unused-waiver", 0, "", "Exit 1 when a waiver covers nothing.", "audit waivers", false,
       [](Options& o, Text) -> Answer { return o.fail_on_unused_waiver = true, std::nullopt; }},
      {"now", 0, "TIME", "The time of the report, YYYY-MM-DDThh:mm:ssZ.",
       "audit effective inspect evidence diff waivers", true, store_now},
      {"on-error", 0, "HOW", "incomplete (default): exit 3 when something could not be read; fail: exit 1.",
       "audit effective inspect evidence diff", false, store_on_error, kOnErrorWords, "incomplete"},
      {"exit-zero", 0, "", "Exit 0 instead of 1: findings do not fail the run. Errors still do.", "audit diff", false,
       [](Options& o, Text) -> Answer { return o.exit_zero = true, std::nullopt; }},
      {"rules", 0, "DIR", "Use this rulebook instead of the one compiled in.",
       "audit effective rules explain diff waivers", false,
       [](Options& o, Text a) -> Answer { return o.rules_folder = a, std::nullopt; }},
  };
}

}  // namespace audit
