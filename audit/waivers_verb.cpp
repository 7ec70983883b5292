#include "audit/waivers_verb.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "audit/accepted.h"
#include "audit/apply_waivers.h"
#include "audit/calendar.h"
#include "audit/exit_code.h"
#include "audit/own_file.h"
#include "audit/report_words.h"
#include "audit/text_page.h"
#include "audit/text_sections.h"
#include "audit/verbs.h"
#include "hive/utf16.h"

namespace audit {
namespace {

VerbOutcome refused(std::string why) { return {kUsage, "", std::move(why)}; }

/// Nothing can be waived in a result that judges nothing; empty when it judges.
std::string fault_of_result(const std::string& path, const Report& report) {
  if (report.verb == "audit") return "";
  return fmt::format("{}: this is a result of '{}', which judges nothing", hive::printable(path), report.verb);
}

/// Without a result nobody knows what they cover: only their days are looked at.
std::vector<WaiverRow> rows_by_day(const std::vector<Waiver>& waivers, const std::string& now) {
  std::vector<WaiverRow> rows;
  for (const Waiver& waiver : waivers) {
    WaiverRow& row = rows.emplace_back(waiver.row);
    const bool ends_soon = row.expires && days_between(date_of(now), *row.expires) <= kExpiringDays;
    row.state = is_expired(waiver, now) ? "expired" : ends_soon ? "expiring" : "valid";
  }
  return rows;
}

int exit_code_of(const std::vector<WaiverRow>& rows, const Options& options) {
  const bool fails = std::ranges::any_of(rows, [&options](const WaiverRow& row) {
    return (options.fail_on_expired_waiver && row.state == "expired") ||
           (options.fail_on_unused_waiver && row.state == "unused");
  });
  return fails ? kFindings : kClean;
}

VerbOutcome check(const Options& options, const rules::RuleSet& rules) {
  const ReadWaivers read = read_waivers(options.words[1], rules, options.now);
  if (!read.fault.empty()) return refused(read.fault);
  TextPage page(80, false);
  page.text(0, fmt::format("{}: {}, no fault", hive::printable(options.words[1]),
                           counted(read.waivers.size(), "waiver", "waivers")));
  if (options.words.size() < 3) {
    if (options.fail_on_unused_waiver) {
      return refused("waivers check: --fail-on-unused-waiver needs a RESULT, which says what is covered");
    }
    const std::vector<WaiverRow> rows = rows_by_day(read.waivers, options.now);
    put_waivers(page, rows, false);
    return {exit_code_of(rows, options), page.take(), ""};
  }
  auto report = read_result(options.words[2]);
  if (!report) return refused(hive::to_text(report.error()));
  if (auto fault = fault_of_result(options.words[2], *report); !fault.empty()) return refused(std::move(fault));
  report->now = options.now;
  apply_waivers(*report, read.waivers);
  put_waivers(page, report->waivers, true);
  return {exit_code_of(report->waivers, options), page.take(), ""};
}

}  // namespace

VerbOutcome run_waivers_verb(const Options& options, const rules::RuleSet& rules) {
  const std::string& action = options.words[0];
  if (action == "check") return check(options, rules);
  if (action != "template") return refused(not_one_of("action of waivers", action, {"check", "template"}));
  if (options.words.size() > 2) return refused("waivers template: unexpected '" + options.words[2] + "'");
  const auto report = read_result(options.words[1]);
  if (!report) return refused(hive::to_text(report.error()));
  if (auto fault = fault_of_result(options.words[1], *report); !fault.empty()) return refused(std::move(fault));
  return {kClean, waiver_template(*report, options.now), ""};
}

}  // namespace audit
