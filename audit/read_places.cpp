#include "audit/read_places.h"

#include <algorithm>

namespace audit {

ReadPlaces::ReadPlaces(const InstallationRow& installation) {
  for (const EffectiveRow& cell : installation.effective)
    for (const ChainStep& step : cell.chain)
      if (step.evidence) add(*step.evidence);
  for (const FindingRow& finding : installation.findings)
    if (finding.verdict != Verdict::not_applicable && finding.verdict != Verdict::not_checked)
      for (const EvidenceRow& evidence : finding.evidence) add(evidence);
}

std::vector<std::size_t> ReadPlaces::of(const FindingRow& finding) const {
  std::vector<std::size_t> numbers;
  for (const EvidenceRow& evidence : finding.evidence) {
    const auto found = numbers_.find(key_of(evidence));
    if (found != numbers_.end() && std::ranges::find(numbers, found->second) == numbers.end())
      numbers.push_back(found->second);
  }
  return numbers;
}

ReadPlaces::Key ReadPlaces::key_of(const EvidenceRow& evidence) {
  return {evidence.key, evidence.hive.value_or(static_cast<std::size_t>(-1))};
}

void ReadPlaces::add(const EvidenceRow& evidence) {
  const auto [number, is_new] = numbers_.try_emplace(key_of(evidence), places_.size() + 1);
  if (is_new) places_.emplace_back();
  std::vector<const EvidenceRow*>& looks = places_[number->second - 1].looks;
  const auto same = [&](const EvidenceRow* seen) {
    return seen->name == evidence.name && seen->state == evidence.state && seen->type == evidence.type &&
           seen->data == evidence.data && seen->second_reader == evidence.second_reader;
  };
  if (std::ranges::none_of(looks, same)) looks.push_back(&evidence);
}

}  // namespace audit
