#pragma once
// What a finding has seen, compared with what the same finding saw in another report. Fingerprints leave the data out,
// so that they last; whether the data is the same is asked here.

#include <vector>

#include "audit/report.h"

namespace audit {

/// The row is the evidence of a fact of the machine: its build, the version of its Office. Such values change with
/// every update, and what they mean for a finding stands in what it found.
bool tells_a_fact(const EvidenceRow& row, const std::vector<FactRow>& facts);

/// Both found the same, in the same words, and every value, key and file that they cite (other than for a fact) is in
/// the same state with the same data. Data that is too long to be shown whole counts as the same only in a key that was
/// not written since, and evidence that is cut only under an equal digest of all of it. Where it lies in its hive does
/// not matter, nor what the second reader said.
bool saw_the_same(const FindingRow& left, const std::vector<FactRow>& left_facts, const FindingRow& right,
                  const std::vector<FactRow>& right_facts);

/// Look-ups are left out: there may be values that no row shows.
bool has_cut_evidence(const FindingRow& finding);

/// Data whose end the report leaves out.
bool is_cut(const std::string& shown_data);

}  // namespace audit
