#pragma once
// Asks the second reader about the places that decided something: each place once per hive, one child for all hives of
// an installation, within a time budget. What the budget cut off is `not_asked` and counted.

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "audit/options.h"
#include "audit/shared_lookup.h"
#include "hive/installation.h"
#include "hive/second_reader.h"

namespace audit {

/// Time for all children of one run; a child gets at most what is left of it.
inline constexpr std::chrono::milliseconds kSecondReaderBudget{60'000};
/// The most that a child about several hives gets, of which each takes some milliseconds, one of 150 MB fifty: what it
/// did not answer by then is asked again, each hive by itself.
inline constexpr hive::ChildLimits kTogetherLimits{.wall_milliseconds = 5'000};

class Corroborator {
 public:
  explicit Corroborator(SecondReaderMode mode);

  /// Asks about all of `places` of one installation.
  void ask(const hive::Installation& installation, const std::vector<SharedLookup>& places);
  /// The answer for a place that was asked about, else not_asked.
  hive::SecondAnswer answer(const hive::Lookup& place) const;
  /// Forgets the answers (they belong to one installation), keeps the budget.
  void next_installation() { answers_.clear(); }
  /// Places that the budget left out so far.
  std::uint64_t left_out() const { return left_out_; }
  SecondReaderMode mode() const { return mode_; }

 private:
  using Place = std::pair<std::size_t, std::string>;  ///< hive, stored path and value name
  struct Hive;

  void take(const Hive& hive, std::vector<hive::SecondAnswer> answers);
  template <class Ask>
  auto within_budget(hive::ChildLimits limits, const Ask& ask);
  void ask_alone(const Hive& hive, const std::string& program);

  SecondReaderMode mode_;
  std::chrono::milliseconds left_ = kSecondReaderBudget;
  std::uint64_t left_out_ = 0;
  std::map<Place, hive::SecondAnswer> answers_;
};

}  // namespace audit
