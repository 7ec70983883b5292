#pragma once
// The parts of the text report. Each writes one idea about one installation, or nothing when there is
// nothing to say.

#include "audit/report.h"
#include "audit/text_page.h"

namespace audit {

/// Which programs TLS 1.2 works for, in sentences.
void put_outlook(TextPage& page, const InstallationRow& installation);
/// The table of stacks and protocols; `reasons` adds a line for each answer that is not just
/// the default being on or off.
void put_matrix(TextPage& page, const InstallationRow& installation, bool reasons);
/// The words of all tables, once a report.
void put_legend(TextPage& page);
/// By severity, the worst first; `everything` lists passing findings and all evidence.
void put_findings(TextPage& page, const InstallationRow& installation, bool everything);
/// What was not checked, grouped by reason.
void put_not_checked(TextPage& page, const InstallationRow& installation, bool everything);
/// Hives that are not clean.
void put_hive_cautions(TextPage& page, const InstallationRow& installation);
/// All hives, facts and notes, for `inspect`.
void put_inventory(TextPage& page, const InstallationRow& installation, bool everything);
/// The places that somebody asked for, for `evidence`.
void put_places(TextPage& page, const InstallationRow& installation);
/// What documents demand and nothing offline can decide: how much, or (`everything`) each with what to check instead.
void put_left_to_check(TextPage& page, const Report& report, bool everything);
/// Each waiver with its state; `applied`: and how much it covers.
void put_waivers(TextPage& page, const std::vector<WaiverRow>& waivers, bool applied);
/// How many failures a baseline knows, and what became of the others that it holds.
void put_baseline(TextPage& page, const Report& report, bool everything);
/// What could not be read, of all targets.
void put_errors(TextPage& page, const Report& report);

}  // namespace audit
