#include "audit/calendar.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace audit {
namespace {

constexpr std::size_t kDateLength = 10;  // YYYY-MM-DD

/// Digits where the shape has 0, the rest as it is.
bool has_shape(std::string_view text, std::string_view shape) {
  return std::ranges::equal(text, shape, [](char c, char s) { return s == '0' ? c >= '0' && c <= '9' : c == s; });
}

int number(std::string_view text, std::size_t at, std::size_t size) {
  int value = 0;
  for (const char c : text.substr(at, size)) value = value * 10 + (c - '0');
  return value;
}

std::chrono::year_month_day day_of(std::string_view text) {
  return {std::chrono::year(number(text, 0, 4)), std::chrono::month(static_cast<unsigned>(number(text, 5, 2))),
          std::chrono::day(static_cast<unsigned>(number(text, 8, 2)))};
}

std::string text_of(std::chrono::year_month_day day) {
  return fmt::format("{:04}-{:02}-{:02}", int{day.year()}, unsigned{day.month()}, unsigned{day.day()});
}

}  // namespace

bool is_day(std::string_view text) { return has_shape(text, "0000-00-00") && day_of(text).ok(); }

bool is_utc_time(std::string_view text) {
  return has_shape(text, "0000-00-00T00:00:00Z") && day_of(text).ok() && number(text, 11, 2) < 24 &&
         number(text, 14, 2) < 60 && number(text, 17, 2) < 60;
}

std::string_view date_of(std::string_view time) { return time.substr(0, kDateLength); }

std::optional<std::uint64_t> unix_time(std::string_view time) {
  if (!is_utc_time(time)) return std::nullopt;
  using namespace std::chrono;
  const auto at =
      sys_days(day_of(time)) + hours(number(time, 11, 2)) + minutes(number(time, 14, 2)) + seconds(number(time, 17, 2));
  const auto since = duration_cast<seconds>(at.time_since_epoch()).count();
  return since < 0 ? std::nullopt : std::optional(static_cast<std::uint64_t>(since));
}

long days_between(std::string_view from, std::string_view to) {
  return (std::chrono::sys_days(day_of(to)) - std::chrono::sys_days(day_of(from))).count();
}

std::string day_after(std::string_view day, long days) {
  return text_of(std::chrono::sys_days(day_of(day)) + std::chrono::days(days));
}

std::string year_after(std::string_view day) {
  if (day.starts_with("9999")) return "9999-12-31";  // the last one that the texts can tell
  const std::chrono::year_month_day next = day_of(day) + std::chrono::years(1);
  return text_of(next.ok() ? next : next.year() / next.month() / std::chrono::day(28));
}

}  // namespace audit
