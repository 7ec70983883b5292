#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "audit/evidence_text.h"
#include "audit/report_words.h"
#include "audit/text_sections.h"

namespace audit {
namespace {

/// A damaged hive has one defect per cell; the JSON report lists them all.
constexpr std::size_t kShownAnomalies = 5;

std::string sequence_text(const HiveRow& hive) {
  return hive.sequence ? fmt::format("sequence {}/{}", (*hive.sequence)[0], (*hive.sequence)[1]) : "no sequence";
}

Colour state_colour(const std::string& state) {
  return state == "clean" || state == "recovered" ? Colour::green : Colour::yellow;
}

void put_hive(TextPage& page, const HiveRow& hive, bool everything) {
  page.flow(2, hive_title(hive) + ":", Colour::bold, hive.path);
  page.flow(4, hive.state + ",", state_colour(hive.state),
            fmt::format("{}, {}{}", sequence_text(hive), size_text(hive.size_bytes),
                        hive.written ? ", root key written " + time_text(*hive.written) : ""));
  page.text(4, "sha256 " + hive.sha256.value_or("not computed"));
  for (const LogRow& log : hive.logs) {
    page.text(4, fmt::format("log {}: {}", log.path, log_text(log)));
    if (log.sha256) page.text(6, "sha256 " + *log.sha256);
  }
  if (!hive.dirty_because.empty()) page.text(4, "dirty: " + hive.dirty_because);
  const std::size_t shown = everything ? hive.anomalies.size() : std::min(kShownAnomalies, hive.anomalies.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const AnomalyRow& anomaly = hive.anomalies[i];
    page.flow(4, "defect", Colour::yellow,
              fmt::format("@0x{:08x} {}: {}", anomaly.offset, anomaly.code, anomaly.message));
  }
  if (hive.anomalies_total > shown) {
    page.text(4, fmt::format("and {} more defects; in all: {}", hive.anomalies_total - shown, defects_text(hive)));
  }
}

void put_error(TextPage& page, const ErrorRow& error) {
  const std::string place = error_place(error);
  page.flow(2, "ERROR", Colour::yellow, (place.empty() ? "" : place + ": ") + error_text(error));
}

}  // namespace

void put_hive_cautions(TextPage& page, const InstallationRow& installation) {
  for (const HiveRow& hive : installation.hives) {
    if (hive.state == "clean" || hive.state == "recovered") continue;
    page.flow(2, "Caution:", Colour::yellow,
              fmt::format("{} ({}, {}) is {}{}{}", hive_title(hive), hive.path, sequence_text(hive),
                          hive_state_text(hive.state), hive.dirty_because.empty() ? "" : ": ", hive.dirty_because));
  }
}

void put_inventory(TextPage& page, const InstallationRow& installation, bool everything) {
  page.heading("Hives");
  if (installation.hives.empty()) page.text(2, "none");
  for (const HiveRow& hive : installation.hives) put_hive(page, hive, everything);
  if (!installation.facts.empty()) page.heading("Facts");
  for (const FactRow& fact : installation.facts) {
    page.flow(2, fact.id + ":", Colour::none, fact.state == "unknown" ? "not known" : fact.value);
    if (everything && fact.evidence) page.text(4, evidence_fact(*fact.evidence));
  }
}

void put_errors(TextPage& page, const Report& report) {
  const std::vector<const ErrorRow*> errors = errors_of(report);
  if (!errors.empty()) page.heading("Could not be read");
  for (const ErrorRow* error : errors) put_error(page, *error);
}

void put_left_to_check(TextPage& page, const Report& report, bool everything) {
  if (report.left_to_check.empty()) return;
  if (!everything) {
    page.text(0, fmt::format("{} cannot be seen offline; -v lists what to check instead.",
                             counted(report.left_to_check.size(), "demand", "demands")));
    return;
  }
  page.heading("Not visible offline: what to check instead");
  for (const RequirementRow& row : report.left_to_check)
    page.flow(2, row.id + " " + row.product + ":", Colour::none, row.instead.value_or(row.text));
}

}  // namespace audit
