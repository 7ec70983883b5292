#include <fmt/format.h>

#include <algorithm>
#include <pugixml.hpp>
#include <sstream>

#include "audit/conditions.h"
#include "audit/report_words.h"
#include "audit/safe_text.h"
#include "audit/sinks.h"
#include "audit/write_junit_suite.h"

// The portable shape: valid for the schema of Jenkins' xUnit plugin and for the one of Ant, read alike by
// Jenkins, GitLab, GitHub's reporters and Azure. Class and name carry no value, count, date or severity,
// because servers keep a case's history under them. The other styles add what one reader shows.

namespace audit {
namespace {

void put_installation(JunitSuite& suite, const InstallationRow& installation) {
  suite.property("os", os_text(installation.os));
  if (installation.control_set) suite.property("control_set", fmt::format("{}", *installation.control_set));
  UniqueNames names;
  for (const HiveRow& hive : installation.hives) {
    const std::string name = names.unique("hive." + hive_title(hive), ".");
    suite.property(name + ".path", hive.path);
    suite.property(name + ".sha256", hive.sha256.value_or("not computed"));
    suite.property(name + ".state", hive.state);
  }
  // A passing case has no place for a caution: the suite's own text has.
  for (const HiveRow& hive : installation.hives) {
    if (hive.state == "clean" || hive.state == "recovered") continue;
    suite.say(fmt::format("caution: {} ({}) is {}{}{}", hive_title(hive), hive.path, hive_state_text(hive.state),
                          hive.dirty_because.empty() ? "" : ": ", hive.dirty_because));
  }
  for (const NoteRow& note : installation.notes) suite.say("note: " + note.message);
  for (const ErrorRow& error : installation.errors) suite.input_error(error);
  for (const HiveRow& hive : installation.hives)
    for (const ErrorRow& error : hive.errors) suite.input_error(error);
  for (const PlaceRow& place : installation.places) suite.place(place, installation);
  for (const FindingRow& finding : installation.findings) suite.finding(finding, installation);
}

/// A suite of its own, so that a run that fails for its waivers alone has a failure to show.
JunitCounts put_waivers(JunitSuite& suite, const Report& report) {
  for (const WaiverRow& waiver : report.waivers) {
    if (waiver.fails_gate) suite.waiver(waiver);
  }
  return suite.finish();
}

/// Its list stands once, in the first suite: what is gone belongs to no target of this run.
void put_baseline(JunitSuite& suite, const BaselineRow& baseline, bool with_list) {
  suite.property("baseline", baseline_text(baseline));
  suite.say("baseline: " + baseline_text(baseline));
  if (!with_list) return;
  for (const BaselineFindingRow& then : baseline.findings)
    suite.say(fmt::format("baseline, {}: {}", then.state, baseline_finding_text(then)));
}

std::string host_name(const TargetRow& target, const InstallationRow* installation) {
  if (installation != nullptr)
    for (const FactRow& fact : installation->facts)
      if (fact.id == "os.computer-name" && fact.state != "unknown" && !fact.value.empty()) return fact.value;
  return target.name;
}

}  // namespace

std::string write_junit(const Report& report, const ReportStyle& style) {
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version").set_value("1.0");
  declaration.append_attribute("encoding").set_value("UTF-8");
  pugi::xml_node root = document.append_child("testsuites");

  UniqueNames suite_names;
  UniqueNames prefixes;
  JunitCounts all;
  int id = 0;
  const auto add = [&](std::string_view name, std::string_view host) {
    pugi::xml_node node = root.append_child("testsuite");
    set_attribute(node, "package", "hiveaudit");
    node.append_attribute("id").set_value(id++);
    set_attribute(node, "name", suite_names.unique(std::string(name), " "));
    set_attribute(node, "hostname", host);
    set_attribute(node, "timestamp", report.now.substr(0, report.now.find('Z')));
    return node;
  };
  const auto count = [&all](const JunitCounts& own) {
    all.tests += own.tests;
    all.failures += own.failures;
    all.errors += own.errors;
    all.skipped += own.skipped;
  };
  const auto put_suite = [&](const TargetRow& target, const InstallationRow* installation, bool first) {
    const bool several = target.installations.size() > 1;
    const std::string label = several && installation != nullptr ? installation->label : "";
    const pugi::xml_node node = add(junit_name(label.empty() ? target.name : target.name + " " + label, "target"),
                                    junit_name(host_name(target, installation), "unknown"));
    JunitSuite suite(
        node, prefixes.unique(label.empty() ? slug(target.name) : slug(target.name) + "." + slug(label), "_"), style);
    suite.property("tool", "hiveaudit " + report.tool_version);
    suite.property("target", target.target);
    suite.property("profile", report.profile);
    suite.property("gate", report.gate);
    suite.property("rules.sha256", report.rules_sha256);
    for (const auto& [name, value] : report.options) suite.property("option." + name, value);
    suite.property("exit_code", fmt::format("{}", report.exit_code));
    for (const ErrorRow& error : first ? target.errors : std::vector<ErrorRow>{}) suite.input_error(error);
    for (const Condition& condition : conditions(report)) suite.say(condition.sentence);
    if (report.baseline) put_baseline(suite, *report.baseline, id == 1);
    for (const NoteRow& note : first ? target.notes : std::vector<NoteRow>{}) suite.say("note: " + note.message);
    if (installation != nullptr) put_installation(suite, *installation);
    // Servers hide a suite without cases; what was read well is one passing case.
    if (suite.empty()) suite.input_read();
    count(suite.finish());
  };
  for (const TargetRow& target : report.targets) {
    if (target.installations.empty()) put_suite(target, nullptr, true);
    for (const InstallationRow& installation : target.installations)
      put_suite(target, &installation, &installation == &target.installations.front());
  }

  if (std::ranges::any_of(report.waivers, &WaiverRow::fails_gate)) {
    JunitSuite suite(add("waivers", "waivers"), prefixes.unique("waivers", "_"), style);
    count(put_waivers(suite, report));
  }
  if (style.junit == JunitStyle::rich) {
    set_attribute(root, "name", "hiveaudit");
    put_counts(root, all);
  }

  std::ostringstream out;
  document.save(out, " ", pugi::format_default, pugi::encoding_utf8);
  return out.str();
}

}  // namespace audit
