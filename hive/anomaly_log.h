#pragma once
// The anomalies that a hive has shown so far. The same defect met by two look-ups is one anomaly; a
// hostile hive has more defects than anybody wants to read, so the list is capped and the rest counted.

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hive/anomaly.h"
#include "hive/error.h"
#include "hive/limits.h"

namespace hive {

class AnomalyLog {
 public:
  /// Counts a defect; true when it is new and there is room: `keep` it then. Words are made for those alone.
  bool meet(std::uint64_t offset, std::string_view code) {
    // A hostile list names one broken cell again and again.
    if (offset == last_.first && code == last_.second) return false;
    last_ = {offset, code};
    // Past the cap nothing is remembered, so a defect met again is counted again.
    if (kept_.size() < limits::kMaxAnomaliesKept) {
      if (!seen_.emplace(offset, std::string(code)).second) return false;
    } else if (seen_.contains({offset, std::string(code)})) {
      return false;
    }
    ++counts_[std::string(code)];
    return kept_.size() < limits::kMaxAnomaliesKept;
  }
  void keep(Anomaly anomaly) { kept_.push_back(std::move(anomaly)); }

  /// The first defect that broke the hive's structure; later ones follow from it as a rule.
  void broke(Error error) {
    if (!damage_) damage_ = std::move(error);
  }
  const std::optional<Error>& damage() const { return damage_; }

  const std::vector<Anomaly>& kept() const { return kept_; }
  /// Also of those that are not kept.
  const AnomalyCounts& counts() const { return counts_; }

 private:
  std::vector<Anomaly> kept_;
  std::set<std::pair<std::uint64_t, std::string>> seen_;
  std::pair<std::uint64_t, std::string_view> last_;
  AnomalyCounts counts_;
  std::optional<Error> damage_;
};

}  // namespace hive
