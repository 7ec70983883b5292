#include <fmt/format.h>

#include "audit/evidence_text.h"
#include "audit/report_words.h"
#include "audit/text_sections.h"

namespace audit {
namespace {

/// Hashes are whole in the list of hives.
constexpr bool kWithStoredPath = true;

std::string title_of(const PlaceRow& place) {
  const std::string scope = place.scope == "HKLM" ? "Machine" : scope_name(place.scope);
  return place.control_set.empty() ? scope : fmt::format("{}, {}", scope, place.control_set);
}

void put_place(TextPage& page, const PlaceRow& place, const std::vector<HiveRow>& hives) {
  const EvidenceRow& seen = place.evidence;
  const bool there = seen.state == "present";
  page.flow(2, seen.state + ":", there ? Colour::green : Colour::yellow, evidence_fact(seen));
  if (const std::string where = evidence_place(seen, hives, kWithStoredPath); !where.empty()) page.text(4, where);
  if (seen.raw) page.text(4, "raw bytes " + (seen.raw->empty() ? "none" : *seen.raw));
  if (const std::string second = second_reader_text(seen); !second.empty()) page.text(4, second);
  if (!seen.name && there) page.text(4, counted(place.subkeys.size(), "subkey", "subkeys"));
  for (const std::string& subkey : place.subkeys) page.text(6, subkey);
}

}  // namespace

void put_places(TextPage& page, const InstallationRow& installation) {
  std::string title;
  for (const PlaceRow& place : installation.places) {
    if (title_of(place) != title) page.heading(title = title_of(place));
    put_place(page, place, installation.hives);
  }
  if (installation.places.empty()) page.text(2, "There is no hive that could hold this place.");
  page.heading("Hives");
  for (const HiveRow& hive : installation.hives) {
    page.text(2, fmt::format("{}: {}, {}, sha256 {}", hive_title(hive), hive.path, hive.state,
                             hive.sha256.value_or("not computed")));
  }
}

}  // namespace audit
