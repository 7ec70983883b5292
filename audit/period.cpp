#include "audit/period.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "audit/calendar.h"
#include "audit/evaluate.h"

namespace audit {

PeriodAnswer in_period(const rules::Rule& rule, const Judged& judged) {
  PeriodAnswer answer;
  const auto look_at = [&](const std::string& name, bool is_begin) {
    if (name.empty()) return;
    const rules::DateParameter* day = judged.profile != nullptr ? rules::find_date(*judged.profile, name) : nullptr;
    if (day == nullptr) {
      answer.missing = name;
      return;
    }
    const std::string words = fmt::format("{} {} ({})", is_begin ? "from" : "before", day->date, name);
    if (!judged.now_given) {
      if (!is_begin)
        answer.outside = fmt::format("it is meant for the time {}, and without --now that day has come", words);
      if (is_begin) {
        answer.caveat =
            fmt::format("this holds from {} on ({}), and without --now that day counts as come", day->date, name);
      }
      return;
    }
    const std::string_view today = date_of(judged.now);
    if ((today >= day->date) == is_begin) return;
    answer.outside =
        fmt::format("it is meant for the time {}{}, and this is judged for {}", words, is_begin ? " on" : "", today);
  };
  look_at(rule.period.from, true);
  look_at(rule.period.before, false);
  return answer;
}

std::string period_text(const rules::Rule& rule, const std::vector<rules::Profile>& profiles) {
  std::string text;
  const auto add = [&](const std::string& name, std::string_view head, std::string_view tail) {
    if (name.empty()) return;
    std::set<std::string> days;
    for (const rules::Profile& profile : profiles) {
      const rules::DateParameter* day = rules::find_date(profile, name);
      const bool selects = std::ranges::find(profile.rules, rule.id) != profile.rules.end();
      if (day != nullptr && selects) days.insert(day->date);
    }
    text += fmt::format("{}{} {}{} ({})", text.empty() ? "" : ", ", head, fmt::join(days, " or "), tail, name);
  };
  add(rule.period.from, "from", " on");
  add(rule.period.before, "before", "");
  return text;
}

}  // namespace audit
