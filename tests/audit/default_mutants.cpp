// Mutants of what Windows does when nothing is set. Those that no machine could tell from the original are not made,
// and it is said why.

#include <sstream>

#include "rules/text.h"
#include "tests/audit/mutant_site.h"

namespace hiveaudit_tests {
namespace {

bool contains(const std::vector<Builds>& ranges, std::uint64_t build) {
  for (const Builds& range : ranges) {
    if (build >= range.low && build <= range.high) return true;
  }
  return ranges.empty();
}

/// Absent facts meet no condition, except one that says so: on such a build the condition fails whatever it compares.
bool can_hold(pugi::xml_node condition, std::uint64_t build, const FactBuilds& facts) {
  if (!condition.attribute("absent").empty()) return true;
  const pugi::xml_attribute id = condition.attribute("id");
  const auto found = facts.find(id.empty() ? condition.attribute("fact").value() : id.value());
  return found == facts.end() || contains(found->second, build);
}

/// A row as one machine would see it: its kind, its conditions and what it says, without what it rests on.
std::string told_by(pugi::xml_node row) {
  std::ostringstream text;
  for (const pugi::xml_node fact : row.child("applies").children("fact")) fact.print(text, "", pugi::format_raw);
  for (const pugi::xml_attribute attribute : row.attributes()) text << attribute.name() << '=' << attribute.value();
  for (const pugi::xml_node child : row.children()) {
    const std::string_view name = child.name();
    if (name != "applies" && name != "basis") child.print(text, "", pugi::format_raw);
  }
  return text.str();
}

bool answer_the_same(pugi::xml_node row, pugi::xml_node other) {
  const auto same = [&](const char* attribute) {
    return std::string_view(row.attribute(attribute).value()) == other.attribute(attribute).value();
  };
  if (std::string_view(row.name()) != other.name() || !same("clr") || !same("target")) return false;
  return same("role") || std::string_view(other.attribute("role").value()) == "both";
}

/// The rows that a machine of this build may get for what `like` is about, up to the first that surely counts, with
/// other builds in one place.
std::vector<std::string> rows_at(std::uint64_t build, pugi::xml_node like, pugi::xml_node changed,
                                 const std::string& builds, const FactBuilds& facts) {
  std::vector<std::string> rows;
  for (const pugi::xml_node row : like.parent().children()) {
    if (!answer_the_same(like, row)) continue;
    std::vector<Builds> ranges;
    for (const pugi::xml_node machines : row.child("applies").children("machines")) {
      ranges.push_back(builds_of(machines == changed ? builds : machines.attribute("builds").value()));
    }
    bool may = contains(ranges, build);
    bool conditional = false;
    for (const pugi::xml_node fact : row.child("applies").children("fact")) {
      conditional = true;
      may = may && can_hold(fact, build, facts);
    }
    if (!may) continue;
    rows.push_back(told_by(row));
    if (!conditional) break;
  }
  return rows;
}

/// The first row that applies wins: a build that an earlier row takes, or that gets the same from the next one, does
/// not notice where a range ends.
bool sees_same_rows(pugi::xml_node machines, const std::string& builds, const FactBuilds& facts) {
  const std::string before = machines.attribute("builds").value();
  const Builds was = builds_of(before);
  const Builds is = builds_of(builds);
  for (const std::uint64_t build : {was.low, is.low, was.high, is.high}) {
    const pugi::xml_node row = machines.parent().parent();
    if (rows_at(build, row, machines, before, facts) != rows_at(build, row, machines, builds, facts)) return false;
  }
  return true;
}

/// A mask that no Windows of the row ever reads: the fact that it asks for is never known there.
bool is_never_read(pugi::xml_node winhttp, const FactBuilds& facts) {
  for (const pugi::xml_node machines : winhttp.child("applies").children("machines")) {
    const Builds builds = builds_of(machines.attribute("builds").value());
    for (const pugi::xml_node asked : winhttp.children("honoured-when")) {
      const auto found = facts.find(asked.attribute("fact").value());
      if (found == facts.end()) return false;
      for (const Builds& range : found->second) {
        if (range.low <= builds.high && builds.low <= range.high) return false;
      }
    }
  }
  return !winhttp.child("honoured-when").empty();
}

void protocol(Site& site) {
  const std::string was = site.get("state");
  // Off until a value is written, and what a value makes of it is the same for both.
  const bool waits = site.get("explicit") == "needs-value" && !site.has("enabled-alone");
  for (const char* state : {"offered", "supported", "unsupported"}) {
    if (waits && was != "unsupported" && std::string_view(state) != "unsupported") continue;
    site.set("state", state);
  }
  if (site.has("explicit")) site.drop("explicit");
  if (site.has("enabled-alone")) site.drop("enabled-alone");
}

void dotnet(Site& site) {
  const auto turn = [&](const char* flag) { site.set(flag, site.get(flag) == "yes" ? "no" : "yes"); };
  turn("reads-strong");
  turn("reads-system-default");
  // What a value that is not read would mean when it is absent is not asked.
  if (site.get("reads-strong") == "yes") {
    turn("strong-default");
    other_bits(site, "strong-mask");
  }
  if (site.get("reads-system-default") == "yes") turn("system-default");
  other_bits(site, "weak-mask");
}

}  // namespace

void default_mutants(Site& site, const FactBuilds& facts) {
  const std::string_view name = site.name();
  if (name == "protocol") protocol(site);
  if (name == "winhttp" || name == "wininet") other_bits(site, "default");
  if (name == "winhttp" && !is_never_read(site.node(), facts)) other_bits(site, "valid-bits");
  if (name == "wininet" && site.has("removes")) site.drop("removes");
  if (name == "honoured-when") {
    if (!is_never_read(site.node().parent(), facts)) operators(site);
    site.drop_element();
  }
  if (name == "dotnet") dotnet(site);
  if (name == "suite") {
    site.set("default", site.get("default") == "yes" ? "no" : "yes");
    site.set("name", site.get("name") + "x");
  }
  if (name == "machines" && site.has("builds")) {
    for (const std::string& builds : neighbours(site.get("builds"))) {
      if (!sees_same_rows(site.node(), builds, facts)) site.set("builds", builds);
    }
  }
  if (name == "fact" && site.parent() == "applies") {
    operators(site);
    site.drop_element();
  }
}

}  // namespace hiveaudit_tests
