#pragma once
// The parts of the page. Each writes one idea, or nothing when there is nothing to say.

#include "audit/headline.h"
#include "audit/html.h"
#include "audit/html_anchors.h"
#include "audit/read_places.h"
#include "audit/report.h"

namespace audit {

/// Word, shape and colour of a verdict.
void put_verdict(Html& page, const Headline& line);
/// A row per Windows installation; only when there are several.
void put_summary(Html& page, const Report& report, const Anchors& anchors);
/// Which programs TLS 1.2 works for, and hives that are not clean.
void put_outlook(Html& page, const InstallationRow& installation);
void put_matrix(Html& page, const InstallationRow& installation, const Anchors& anchors);
/// Why each cell of the matrix says what it says.
void put_reasons(Html& page, const InstallationRow& installation, const Anchors& anchors);
void put_findings(Html& page, const InstallationRow& installation, const Anchors& anchors, const ReadPlaces& places);
/// What passed, what was not checked and what does not apply: a row each.
void put_other_checks(Html& page, const InstallationRow& installation, const Anchors& anchors,
                      const ReadPlaces& places);
/// The keys that answers and passing checks rest on, each once.
void put_places(Html& page, const InstallationRow& installation, const Anchors& anchors, const ReadPlaces& places);
void put_inputs(Html& page, const InstallationRow& installation);
void put_errors(Html& page, const Report& report);
/// What no hive and no file can show, and what to check instead.
void put_left_to_check(Html& page, const Report& report, const Anchors& anchors);
/// The demands that findings link to.
void put_requirements(Html& page, const Report& report, const Anchors& anchors);
void put_provenance(Html& page, const Report& report);

/// One piece of evidence: what was seen, where, and what the second reader said.
void put_evidence(Html& page, const EvidenceRow& evidence, const InstallationRow& installation);
/// A list item.
void put_source(Html& page, const SourceRow& source);
/// A `time` element.
void put_time(Html& page, const std::string& utc);

}  // namespace audit
