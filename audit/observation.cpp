#include "audit/observation.h"

#include <algorithm>
#include <string>

namespace audit {
namespace {

using Seen = std::vector<std::string>;

void add(std::string& text, const std::string& part) { text += part + '\x1f'; }

/// `side` tells the two findings apart where nothing can prove that they saw the same.
Seen seen_by(const FindingRow& finding, const std::vector<FactRow>& facts, const char* side) {
  Seen seen;
  for (const EvidenceRow& row : finding.evidence) {
    if (tells_a_fact(row, facts)) continue;
    std::string text;
    add(text, row.key);
    add(text, row.name ? "=" + *row.name : "");
    add(text, row.state);
    add(text, row.type.value_or(""));
    add(text, row.data.value_or(""));
    add(text, row.raw.value_or(""));
    const bool cut = is_cut(row.data.value_or("")) || is_cut(row.raw.value_or("")) || is_cut(row.key) ||
                     is_cut(row.name.value_or(""));
    // A key without a time says nothing about what is left out.
    if (cut) add(text, row.written.value_or(side));
    seen.push_back(std::move(text));
  }
  std::ranges::sort(seen);
  seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
  return seen;
}

}  // namespace

bool tells_a_fact(const EvidenceRow& row, const std::vector<FactRow>& facts) {
  return std::ranges::any_of(facts, [&row](const FactRow& fact) {
    return fact.evidence && fact.evidence->key == row.key && fact.evidence->name == row.name;
  });
}

bool has_cut_evidence(const FindingRow& finding) { return finding.evidence_left_out.value_or(0) > 0; }

bool is_cut(const std::string& shown_data) { return shown_data.ends_with(" bytes in all)"); }

bool saw_the_same(const FindingRow& left, const std::vector<FactRow>& left_facts, const FindingRow& right,
                  const std::vector<FactRow>& right_facts) {
  if (left.observed != right.observed || left.evidence_left_out != right.evidence_left_out) return false;
  // Behind the cut may stand anything, also where both leave out as much.
  const bool cut = has_cut_evidence(left) || is_cut(left.actual);
  if (cut && !left.observed) return false;
  return left.actual == right.actual && seen_by(left, left_facts, "left") == seen_by(right, right_facts, "right");
}

}  // namespace audit
