#include "rules/profile.h"

#include <algorithm>

namespace rules {

const DateParameter* find_date(const Profile& profile, std::string_view name) {
  const auto found = std::find_if(profile.dates.begin(), profile.dates.end(),
                                  [name](const DateParameter& it) { return it.name == name; });
  return found == profile.dates.end() ? nullptr : &*found;
}

}  // namespace rules
