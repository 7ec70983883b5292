// The test that looks at a time which Windows has written down: whether it is recent enough.

#include <fmt/format.h>

#include <utility>

#include "audit/calendar.h"
#include "audit/evaluate_parts.h"
#include "hive/bytes.h"
#include "hive/file_time.h"

namespace audit {
namespace {

void judge_time(Outcome& outcome, const rules::AgeCheck& check, hive::Lookup& seen, const Judged& judged) {
  const hive::Value& value = *seen.value;
  if (value.type != hive::ValueType::binary || value.data.size() != sizeof(std::uint64_t)) {
    outcome.verdict = Verdict::fail;
    outcome.actual = fmt::format("{} has the wrong type: {} with {} bytes, not a time", check.name,
                                 hive::name_of(value.type), value.data.size());
    return;
  }
  seen.meaning = hive::utc_text(*hive::ByteReader{value.data}.u64(0));
  const std::string_view then = date_of(seen.meaning);
  const std::string_view today = date_of(judged.now);
  if (!is_day(then) || !is_day(today)) {
    outcome.verdict = Verdict::fail;
    outcome.actual = fmt::format("{} is no time", check.name);
    return;
  }
  // Later than the day that is judged for: it was not older then either.
  const long age = days_between(then, today);
  outcome.verdict = age <= static_cast<long>(check.days) ? Verdict::pass : Verdict::fail;
  outcome.actual =
      fmt::format("{} is {}{}", check.name, then, age > 0 ? fmt::format(", {} days before {}", age, today) : "");
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
