#pragma once
// The parts of a page. Each writes one idea, or nothing when there is nothing to say.

#include <map>

#include "audit/headline.h"
#include "audit/html.h"
#include "audit/html_anchors.h"
#include "audit/read_places.h"
#include "audit/report.h"
#include "audit/summary.h"

namespace audit {

/// One page of a report.
struct HtmlPage {
  const Report& report;
  const Anchors& anchors;
  const TargetRow* target = nullptr;  ///< the page tells of this one alone; null: of the whole report
  std::vector<Chosen> windows;        ///< told in full; empty on a front page whose targets have pages of their own
  bool is_front = false;              ///< other pages tell the rest
  std::string id = {};                ///< of the report (report_id.h)
};

/// Fixes that a page has shown, so that each is there once: what they say, and the finding that shows them.
using ShownFixes = std::map<std::string, const FindingRow*>;

/// Word, shape and colour of a verdict.
void put_verdict(Html& out, const Headline& line);
std::string_view css_of(Outcome outcome);
std::string_view shape_of(Outcome outcome);
/// Counts by target, user, hive and stack, in tabs.
void put_summary(Html& out, const HtmlPage& page);
/// Works with the script alone, and is hidden without it.
void put_filter(Html& out, const HtmlPage& page);
/// Which programs TLS 1.2 works for, and hives that are not clean.
void put_outlook(Html& out, const InstallationRow& installation);
void put_matrix(Html& out, const InstallationRow& installation, const Anchors& anchors);
/// Why each cell of the matrix says what it says.
void put_reasons(Html& out, const InstallationRow& installation, const Anchors& anchors);
void put_findings(Html& out, const InstallationRow& installation, const Anchors& anchors, const ReadPlaces& places,
                  ShownFixes& shown);
/// What passed, what was not checked and what does not apply: a row each.
void put_other_checks(Html& out, const InstallationRow& installation, const Anchors& anchors, const ReadPlaces& places);
/// The changes that mend a finding, in each language; or the place where the page has shown the same ones.
void put_fix(Html& out, const FindingRow& finding, const Anchors& anchors, ShownFixes& shown);
/// The keys that answers and passing checks rest on, each once.
void put_places(Html& out, const InstallationRow& installation, const Anchors& anchors, const ReadPlaces& places);
void put_inputs(Html& out, const InstallationRow& installation);
void put_errors(Html& out, const HtmlPage& page);
/// Failures that somebody answers for, and those that a baseline knew.
void put_accepted(Html& out, const HtmlPage& page);
/// What no hive and no file can show, and what to check instead.
void put_left_to_check(Html& out, const Report& report, const Anchors& anchors);
/// The demands that findings link to.
void put_requirements(Html& out, const Report& report, const Anchors& anchors);
void put_provenance(Html& out, const HtmlPage& page);

/// One piece of evidence: what was seen, where, and what the second reader said.
void put_evidence(Html& out, const EvidenceRow& evidence, const InstallationRow& installation);
/// A list item.
void put_source(Html& out, const SourceRow& source);
/// A `time` element.
void put_time(Html& out, const std::string& utc);
/// What a check is, for the filter: attributes of its element.
void put_check_data(Html& out, const FindingRow& finding);

}  // namespace audit
