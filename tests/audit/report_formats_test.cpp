#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <random>
#include <set>

#include "audit/sinks.h"
#include "tests/audit/sample_report.h"
#include "tests/audit/text_search.h"

// The formats of one report must tell the same story.

namespace audit {
namespace {

using hiveaudit_tests::all_between;
using hiveaudit_tests::poisoned_report;
using hiveaudit_tests::sample_report;
using hiveaudit_tests::without;

using Story = std::multiset<std::string>;  // rule and verdict

Story told_by_report(const Report& report) {
  Story story;
  for (const TargetRow& target : report.targets)
    for (const InstallationRow& installation : target.installations)
      for (const FindingRow& finding : installation.findings)
        story.insert(finding.rule + " " + std::string(name_of(finding.verdict)));
  return story;
}

Story told_by_json(const Report& report) {
  Story story;
  const auto document = nlohmann::json::parse(write_json(report, {}));
  for (const auto& target : document.at("targets"))
    for (const auto& installation : target.at("installations"))
      for (const auto& finding : installation.at("findings"))
        story.insert(finding.at("rule").get<std::string>() + " " + finding.at("verdict").get<std::string>());
  return story;
}

Story told_by_html(const Report& report) {
  Story story;
  const std::string page = write_html(report, {});
  for (const std::string& tag : all_between(page, " id=\"", "\">")) {
    const std::size_t kind = tag.find("\" data-kind=\"");
    if (kind != std::string::npos) story.insert(tag.substr(0, tag.find('-')) + " " + tag.substr(kind + 13));
  }
  return story;
}

/// JUnit has fewer words: what it must say for a finding.
std::string junit_word(const FindingRow& finding) {
  switch (finding.verdict) {
    case Verdict::error:
      return "error";
    case Verdict::not_checked:
    case Verdict::not_applicable:
      return "skipped";
    case Verdict::fail:
      if (finding.waived_by || finding.known) return "skipped";
      return finding.fails_gate ? "failure" : "";
    case Verdict::pass:
    case Verdict::informational:
      break;
  }
  return "";
}

void expect_same_story_in_junit(const Report& report) {
  Story expected;
  for (const TargetRow& target : report.targets)
    for (const InstallationRow& installation : target.installations)
      for (const FindingRow& finding : installation.findings) expected.insert(finding.rule + " " + junit_word(finding));
  Story told;
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(write_junit(report, {}).c_str()));
  for (const pugi::xml_node suite : document.child("testsuites")) {
    for (const pugi::xml_node test : suite.children("testcase")) {
      const std::string name = test.attribute("name").value();
      if (name.starts_with("input")) continue;
      told.insert(name.substr(0, name.find(' ')) + " " + test.first_child().name());
    }
  }
  EXPECT_EQ(told, expected);
}

TEST(ReportFormats, TellTheSameStory) {
  for (const Report& report : {sample_report(), poisoned_report()}) {
    EXPECT_EQ(told_by_json(report), told_by_report(report));
    EXPECT_EQ(told_by_html(report), told_by_report(report));
    expect_same_story_in_junit(report);
  }
}

/// Reports nobody would think of: any verdict with any severity, waiver, scope and text.
Report random_report(unsigned seed) {
  std::mt19937 random(seed);
  const auto pick = [&](unsigned below) { return static_cast<unsigned>(random() % below); };
  const auto text = [&] {
    std::string out;
    for (unsigned i = pick(20); i > 0; --i) out += static_cast<char>(pick(256));
    return out;
  };
  Report report = sample_report();
  report.targets.resize(1);
  report.targets[0].name = text();
  InstallationRow& installation = report.targets[0].installations[0];
  installation.findings.clear();
  for (unsigned i = pick(30); i > 0; --i) {
    FindingRow finding;
    finding.rule = "R" + std::to_string(pick(5));
    finding.scope = pick(2) == 0 ? "HKLM" : "user:" + text();
    finding.verdict = static_cast<Verdict>(pick(6));
    finding.severity = static_cast<Severity>(pick(5));
    finding.fails_gate = finding.verdict == Verdict::fail && pick(2) == 0;
    if (pick(4) == 0) finding.waived_by = text();
    finding.known = pick(4) == 0;
    finding.title = text();
    finding.message = text();
    finding.area = pick(2) == 0 ? "" : "Area";
    EvidenceRow evidence;
    evidence.key = text();
    evidence.name = text();
    evidence.state = text();
    evidence.hive = pick(9);
    finding.evidence = {evidence};
    installation.findings.push_back(finding);
  }
  return report;
}

TEST(ReportFormats, TellTheSameStoryOfRandomReports) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE(seed);
    const Report report = random_report(seed);
    EXPECT_EQ(told_by_json(report), told_by_report(report));
    EXPECT_EQ(told_by_html(report), told_by_report(report));
    expect_same_story_in_junit(report);
    EXPECT_FALSE(write_text(report, {}).empty());
  }
}

TEST(ReportFormats, SameReportSameBytes) {
  for (const Sink& sink : sinks()) EXPECT_EQ(sink.write(sample_report(), {}), sink.write(sample_report(), {}));
}

TEST(ReportFormats, AnEmptyReportIsNotClean) {
  for (const Sink& sink : sinks()) EXPECT_FALSE(sink.write(Report(), {}).empty()) << sink.name;
  Report nothing;
  nothing.verb = "audit";
  EXPECT_TRUE(write_text(nothing, {}).starts_with("[?] INCOMPLETE"));
  EXPECT_NE(write_html(nothing, {}).find("<title>INCOMPLETE"), std::string::npos);
}

TEST(ReportFormats, TheTableFindsEachAndNothingElse) {
  for (const Sink& sink : sinks()) EXPECT_EQ(find_sink(sink.name), &sink);
  EXPECT_EQ(find_sink("xml"), nullptr);
  EXPECT_EQ(find_sink(""), nullptr);
  EXPECT_EQ(find_sink("JSON"), nullptr);
}

TEST(ReportFormats, JudgementIsNotTheGate) {
  Report report = sample_report();
  const std::string with_gate = write_html(report, {});
  report.gate = "none";
  report.totals["gate"] = 0;
  for (FindingRow& finding : report.targets[0].installations[0].findings) finding.fails_gate = false;
  const auto without_gate_line = [](const std::string& page) { return without(page, "<p class=\"gate\">", "\n"); };
  EXPECT_EQ(without_gate_line(write_html(report, {})), without_gate_line(with_gate));
}

}  // namespace
}  // namespace audit
