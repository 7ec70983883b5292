#include "hive/file_time.h"

#include <fmt/format.h>

namespace hive {

namespace {

constexpr std::uint64_t kTicksPerSecond = 10'000'000;
constexpr std::uint64_t kSecondsPerDay = 86'400;
constexpr std::uint64_t kDaysPer400Years = 146'097;
/// Days from 0000-03-01 to 1601-01-01 in the proleptic Gregorian calendar. Years that begin in March put
/// the leap day last, so that every month starts at a fixed distance from the year's first day.
constexpr std::uint64_t kDaysBefore1601 = 584'694;
constexpr unsigned kLastYear = 9999;

}  // namespace

std::string utc_text(std::uint64_t file_time) {
  if (file_time == 0) return {};
  const std::uint64_t seconds = file_time / kTicksPerSecond;
  const std::uint64_t days = seconds / kSecondsPerDay + kDaysBefore1601;
  const std::uint64_t era = days / kDaysPer400Years;
  const std::uint64_t day_of_era = days % kDaysPer400Years;
  const std::uint64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::uint64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::uint64_t march_month = (5 * day_of_year + 2) / 153;
  const std::uint64_t day = day_of_year - (153 * march_month + 2) / 5 + 1;
  const std::uint64_t month = march_month < 10 ? march_month + 3 : march_month - 9;
  const std::uint64_t year = era * 400 + year_of_era + (month <= 2 ? 1 : 0);
  if (year > kLastYear) return {};
  const std::uint64_t of_day = seconds % kSecondsPerDay;
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:07}Z", year, month, day, of_day / 3600, of_day / 60 % 60,
                     of_day % 60, file_time % kTicksPerSecond);
}

}  // namespace hive
