// By which rules, for which day, and what becomes of the exit code.

#include <array>
#include <string_view>

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
  return not_one_of("severity", argument, {"critical", "high", "medium", "low", "info", "none"});
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

std::optional<std::string> store_on_error(Options& options, const std::string& argument) {
  if (argument != "fail" && argument != "incomplete") {
    return not_one_of("argument of --on-error", argument, {"fail", "incomplete"});
  }
  options.error_is_failure = argument == "fail";
  return std::nullopt;
}

}  // namespace

std::vector<OptionSpec> judging_options() {
  using Text = const std::string&;
  using Answer = std::optional<std::string>;
  return {
      {"fail-on", 0, "SEVERITY", "Gate: critical, high, medium (default), low, info or none.", "audit", true,
       store_fail_on},
      {"profile", 0, "NAME", "Rules and severities: m365 (default), office365-2018, hardened, stig, vdi, exchange.",
       "audit effective", true, [](Options& o, Text a) -> Answer { return o.profile = a, std::nullopt; }},
      {"now", 0, "TIME", "The time of the report, YYYY-MM-DDThh:mm:ssZ.", "audit effective inspect evidence", true,
       store_now},
      {"on-error", 0, "HOW", "incomplete (default): exit 3 when something could not be read; fail: exit 1.",
       "audit effective inspect evidence", false, store_on_error},
      {"exit-zero", 0, "", "Exit 0 instead of 1: findings do not fail the run. Errors still do.", "audit", false,
       [](Options& o, Text) -> Answer { return o.exit_zero = true, std::nullopt; }},
      {"rules", 0, "DIR", "Use this rulebook instead of the one compiled in.", "audit effective rules explain", false,
       [](Options& o, Text a) -> Answer { return o.rules_folder = a, std::nullopt; }},
  };
}

}  // namespace audit
