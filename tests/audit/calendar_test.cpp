#include "audit/calendar.h"

#include <gtest/gtest.h>

namespace {

using namespace audit;

TEST(Calendar, DaysAreThoseOfTheCalendar) {
  for (const char* day : {"2027-01-31", "2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31"}) {
    EXPECT_TRUE(is_day(day)) << day;
  }
  for (const char* wrong : {"", "2027-02-29", "1900-02-29", "2027-13-01", "2027-00-10", "2027-04-31", "2027-01-00",
                            "2027/01/31", "31/01/2027", "2027-1-31", "27-01-31", "2027-01-31 ", "2027-01-3x"}) {
    EXPECT_FALSE(is_day(wrong)) << wrong;
  }
}

TEST(Calendar, TimesAreUtcAndReal) {
  EXPECT_TRUE(is_utc_time("2024-02-29T23:59:59Z"));
  for (const char* wrong : {"2023-02-29T00:00:00Z", "2024-01-01T24:00:00Z", "2024-01-01T00:60:00Z",
                            "2024-01-01T00:00:60Z", "2024-01-01 00:00:00Z", "2024-01-01T00:00:00"}) {
    EXPECT_FALSE(is_utc_time(wrong)) << wrong;
  }
}

TEST(Calendar, CountsDaysOverMonthsAndLeapDays) {
  EXPECT_EQ(days_between("2026-11-23", "2026-11-23"), 0);
  EXPECT_EQ(days_between("2026-12-31", "2027-01-01"), 1);
  EXPECT_EQ(days_between("2028-02-28", "2028-03-01"), 2);
  EXPECT_EQ(days_between("2027-01-02", "2027-01-01"), -1);
  EXPECT_EQ(day_after("2026-11-23", 90), "2027-02-21");
}

TEST(Calendar, TimesAsSecondsSince1970) {
  EXPECT_EQ(unix_time("1970-01-01T00:00:00Z"), 0U);
  EXPECT_EQ(unix_time("2024-02-29T23:59:59Z"), 1'709'251'199U);
  EXPECT_FALSE(unix_time("1969-12-31T23:59:59Z").has_value());
  EXPECT_FALSE(unix_time("2023-02-29T00:00:00Z").has_value());
  EXPECT_FALSE(unix_time("").has_value());
}

TEST(Calendar, AYearAfter) {
  EXPECT_EQ(year_after("2026-11-23"), "2027-11-23");
  EXPECT_EQ(year_after("2028-02-29"), "2029-02-28");
  EXPECT_EQ(year_after("9999-05-05"), "9999-12-31");
}

}  // namespace
