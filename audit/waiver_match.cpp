// Which findings a waiver is about.

#include <algorithm>

#include "audit/calendar.h"
#include "audit/observation.h"
#include "audit/waiver.h"
#include "hive/upcase.h"
#include "hive/utf16.h"

namespace audit {
namespace {

/// `*` in the pattern is any text, also none. Each star is tried again at most once for each character of the text.
template <class Text>
bool fits(const Text& pattern, const Text& text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = Text::npos;
  std::size_t retry = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      retry = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != Text::npos) {
      p = star + 1;
      t = ++retry;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

/// Names of users are compared as Windows does it.
bool fits_scope(const std::string& pattern, const std::string& scope) {
  const auto folded = [](const std::string& text) { return hive::upcase(hive::utf16_from_utf8(text)); };
  return fits(folded(pattern), folded(scope));
}

bool fits_target(const std::string& pattern, const TargetRow& target, const InstallationRow& installation) {
  if (fits(pattern, target.name)) return true;
  return target.installations.size() > 1 && fits(pattern, target.name + " " + installation.label);
}

}  // namespace

bool is_about(const Waiver& waiver, const FindingRow& finding, const TargetRow& target,
              const InstallationRow& installation) {
  return std::ranges::find(waiver.rules, finding.rule) != waiver.rules.end() &&
         fits_target(waiver.row.target, target, installation) &&
         (!waiver.row.scope || fits_scope(*waiver.row.scope, finding.scope)) &&
         (!waiver.value || (!has_cut_evidence(finding) && is_seen(*waiver.value, finding.evidence)));
}

bool is_expired(const Waiver& waiver, std::string_view now) {
  return waiver.row.expires && days_between(*waiver.row.expires, date_of(now)) > 0;
}

}  // namespace audit
