#pragma once
// The keys that answers rest on, each once, with everything that was looked for in it. A page refers to them by
// number.

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "audit/report.h"

namespace audit {

struct ReadPlace {
  std::vector<const EvidenceRow*> looks;  ///< of one key, one for each name and answer
};

class ReadPlaces {
 public:
  /// Of all cells, and of findings that looked at something and judged it.
  explicit ReadPlaces(const InstallationRow& installation);

  const std::vector<ReadPlace>& all() const { return places_; }
  /// The numbers of the keys of a finding, from 1.
  std::vector<std::size_t> of(const FindingRow& finding) const;

 private:
  /// What tells two keys apart: user hives share their names.
  using Key = std::pair<std::string, std::size_t>;
  static Key key_of(const EvidenceRow& evidence);
  void add(const EvidenceRow& evidence);

  std::map<Key, std::size_t> numbers_;
  std::vector<ReadPlace> places_;
};

}  // namespace audit
