#pragma once
// Days and times in UTC as texts: YYYY-MM-DD and YYYY-MM-DDThh:mm:ssZ. There is no clock here.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace audit {

/// A day that the calendar has: 2024-02-29, not 2023-02-29 and not 2024/02/28.
bool is_day(std::string_view text);
/// A time of such a day.
bool is_utc_time(std::string_view text);
/// `2024-03-11` of a time.
std::string_view date_of(std::string_view time);
/// Seconds since 1970; nothing when it is no time, or an earlier one.
std::optional<std::uint64_t> unix_time(std::string_view time);

/// Of two days of `is_day`; less than 0 when `to` comes first.
long days_between(std::string_view from, std::string_view to);
/// `days` later.
std::string day_after(std::string_view day, long days);
/// The same day of the next year: of a 29 February the 28, and of the year 9999 its last day.
std::string year_after(std::string_view day);

}  // namespace audit
