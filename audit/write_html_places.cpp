#include "audit/evidence_text.h"
#include "audit/html_sections.h"
#include "audit/report_words.h"
#include "audit/wrap.h"

namespace audit {
namespace {

/// What was seen in the key that stands beside it.
std::string look_text(const EvidenceRow& look) {
  constexpr std::size_t kDataBytes = 160;  // the JSON report holds all of it
  constexpr std::size_t kRawBytes = 64;
  const std::string name = !look.name ? "the key" : look.name->empty() ? "(Default)" : *look.name;
  std::string out = name;
  if (look.file)
    out = evidence_fact(look);
  else if (look.state == "present" && look.name)
    out += fmt::format(" = {} {}", look.type.value_or("(no type)"),
                       shortened(look.data.value_or("(no data)"), kDataBytes));
  else if (look.state == "present")
    out += " exists";
  else if (look.state == "absent")
    out += look.name ? " is not set" : " does not exist";
  else
    out = evidence_fact(look);
  if (look.value_offset) out += fmt::format(" @0x{:08x}", *look.value_offset);
  if (look.raw) out += " raw " + shortened(*look.raw, kRawBytes);
  return out;
}

/// The place of the key itself, which all looks at it share.
std::string key_place(const EvidenceRow& look, const InstallationRow& installation) {
  EvidenceRow key = look;
  key.value_offset.reset();
  std::vector<HiveRow> unhashed;  // the list of hives has their hashes
  for (const HiveRow& hive : installation.hives) {
    HiveRow named;
    named.role = hive.role;
    named.user = hive.user;
    named.state = hive.state;
    unhashed.push_back(named);
  }
  const bool is_told = key.stored_as && key.key.ends_with("\\" + *key.stored_as);
  return evidence_place(key, unhashed, !is_told);
}

}  // namespace

void put_places(Html& page, const InstallationRow& installation, const Anchors& anchors, const ReadPlaces& places) {
  if (places.all().empty()) return;
  page.put(
      "<h3>Places read for the answers and checks ({})</h3>\n<p>Both readers agree, unless it is said.</p>\n"
      "<table class=\"checks\"><caption>Each key once, and what was looked for in it</caption><thead><tr>"
      "<th scope=\"col\">Key</th><th scope=\"col\">Seen</th></tr></thead><tbody>\n",
      std::to_string(places.all().size()));
  std::size_t number = 0;
  for (const ReadPlace& place : places.all()) {
    const EvidenceRow& first = *place.looks.front();
    ++number;
    page.put("<tr id=\"{}\"><th scope=\"row\">{}. {}<br><small>{}</small></th><td data-label=\"Seen\"><div>",
             anchors.of_place(installation, number), std::to_string(number), first.key, key_place(first, installation));
    for (const EvidenceRow* look : place.looks) {
      if (look != &first) page.put("; ");
      page.put("{}", look_text(*look));
      if (look->second_reader != "agrees") page.put(" <b>({})</b>", second_reader_text(*look));
    }
    page.put("</div></td></tr>\n");
  }
  page.put("</tbody></table>\n");
}

}  // namespace audit
