// The test that looks at a time which Windows has written down: whether it is recent enough.

#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <utility>

#include "audit/certificate_standing.h"
#include "audit/evaluate_parts.h"
#include "hive/bytes.h"
#include "hive/file_time.h"

namespace audit {
namespace {

/// Days since 1970 of YYYY-MM-DD...; nothing when it is none.
std::optional<std::chrono::sys_days> day_of(std::string_view time) {
  const auto number = [&](std::size_t at, std::size_t size) {
    int value = 0;
    for (const char c : time.substr(at, size)) value = c >= '0' && c <= '9' ? value * 10 + (c - '0') : -1'000'000;
    return value;
  };
  if (time.size() < 10) return std::nullopt;
  const std::chrono::year_month_day day{std::chrono::year(number(0, 4)),
                                        std::chrono::month(static_cast<unsigned>(number(5, 2))),
                                        std::chrono::day(static_cast<unsigned>(number(8, 2)))};
  return day.ok() ? std::optional(std::chrono::sys_days(day)) : std::nullopt;
}

void judge_time(Outcome& outcome, const rules::AgeCheck& check, hive::Lookup& seen, const Judged& judged) {
  const hive::Value& value = *seen.value;
  if (value.type != hive::ValueType::binary || value.data.size() != sizeof(std::uint64_t)) {
    outcome.verdict = Verdict::fail;
    outcome.actual = fmt::format("{} has the wrong type: {} with {} bytes, not a time", check.name,
                                 hive::name_of(value.type), value.data.size());
    return;
  }
  seen.meaning = hive::utc_text(*hive::ByteReader{value.data}.u64(0));
  const auto then = day_of(seen.meaning);
  const auto today = day_of(judged.now);
  if (!then || !today) {
    outcome.verdict = Verdict::fail;
    outcome.actual = fmt::format("{} is no time", check.name);
    return;
  }
  // Later than the day that is judged for: it was not older then either.
  const auto age = (*today - *then).count();
  outcome.verdict = age <= static_cast<long>(check.days) ? Verdict::pass : Verdict::fail;
  outcome.actual = fmt::format("{} is {}{}", check.name, date_of(seen.meaning),
                               age > 0 ? fmt::format(", {} days before {}", age, date_of(judged.now)) : "");
}

}  // namespace

Outcome check_age(const rules::AgeCheck& check, const Judged& judged) {
  Outcome outcome;
  outcome.expected = fmt::format("{} no more than {} days ago{}", check.name, check.days,
                                 check.absent == rules::AbsentMeans::pass ? ", or never" : "");
  hive::Lookup seen = *judged.asked->find_value(check.key, check.name);
  if (seen.presence == hive::Presence::present) {
    judge_time(outcome, check, seen, judged);
  } else if (seen.presence == hive::Presence::absent) {
    outcome.verdict = verdict_of(check.absent);
    outcome.actual = fmt::format("{} is not set", check.name);
  } else {
    set_unread(outcome, seen);
  }
  outcome.evidence.push_back(share(std::move(seen)));
  return outcome;
}

}  // namespace audit
