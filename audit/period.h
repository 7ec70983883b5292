#pragma once
// Rules that hold from a day on, or up to a day: the profile names the day, --now says which day it is. Without --now
// the day counts as come, which is the strict reading.

#include <optional>
#include <string>
#include <vector>

#include "rules/profile.h"
#include "rules/rule.h"

namespace audit {

struct Judged;

struct PeriodAnswer {
  std::optional<std::string> outside;  ///< why the rule does not hold on that day: a phrase
  std::optional<std::string> missing;  ///< the parameter that nobody gave
  std::string caveat;                  ///< that the day was not compared; a sentence's words without stop
};
PeriodAnswer in_period(const rules::Rule& rule, const Judged& judged);

/// "from 2026-04-01 on (front-door-dhe-end)", with every date that profiles with this rule give; empty without a
/// period.
std::string period_text(const rules::Rule& rule, const std::vector<rules::Profile>& profiles);

}  // namespace audit
