#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <sstream>

#include "audit/gate.h"
#include "audit/safe_text.h"
#include "audit/sinks.h"
#include "tests/audit/format_readers.h"
#include "tests/audit/sample_report.h"
#include "tests/audit/text_search.h"

// The formats of one report must tell the same story.

namespace audit {
namespace {

using namespace hiveaudit_tests;

/// The summary has the counts of every verdict, and a row for the findings that ask for action: all, or the first
/// twenty.
void expect_markdown_of(const Report& report, const std::string& text) {
  std::map<std::string, std::uint64_t> told;
  std::size_t shown = 0;
  std::vector<std::string> heads;
  for (const std::vector<std::string>& row : markdown_rows(text)) {
    if (row.at(0) == " target " || row.at(0) == " verdict " || row.at(0) == " for ") heads = row;
    ASSERT_EQ(row.size(), heads.size()) << row.at(0);
    if (row.at(0).starts_with(" :--") || row == heads) continue;
    if (heads.at(0) == " verdict ") {
      ++shown;
      EXPECT_TRUE(row.at(0) == " fail " || row.at(0) == " error ") << row.at(0);
    }
    if (heads.at(0) != " target ") continue;
    for (std::size_t i = 1; i < 7; ++i) told[heads[i]] += row[i] == " " ? 0 : std::stoull(row[i]);
  }
  const std::map<std::string, Verdict> titles = {
      {" Pass ", Verdict::pass},          {" Fail ", Verdict::fail},
      {" Error ", Verdict::error},        {" Not checked ", Verdict::not_checked},
      {" Note ", Verdict::informational}, {" Not applicable ", Verdict::not_applicable}};
  std::map<Verdict, std::uint64_t> wanted;
  for (const auto& [words, count] : counts_of_report(report))
    wanted[*find_verdict(words.substr(0, words.find(' ')))] += count;
  for (const auto& [title, verdict] : titles) EXPECT_EQ(told[title], wanted[verdict]) << title;
  EXPECT_EQ(shown, std::min<std::uint64_t>(20, wanted[Verdict::fail] + wanted[Verdict::error]));
}

/// Every format, read again by a reader that shares nothing with its writer.
void expect_one_story(const Report& report) {
  const Story story = told_by_report(report);
  EXPECT_EQ(told_by_json(write_json(report, {})), story);
  EXPECT_EQ(told_by_ndjson(write_ndjson(report, {})), story);
  EXPECT_EQ(told_by_html(write_html(report, {})), story);
  EXPECT_EQ(told_by_csv(write_csv(report, {})), story);
  EXPECT_EQ(told_by_xccdf(write_xccdf(report, {})), story);
  EXPECT_EQ(told_by_github(write_github(report, {})), story);
  EXPECT_EQ(told_by_azure(write_azure(report, {})), story);
  for (const bool all : {false, true}) {
    ReportStyle style;
    style.sarif_all = all;
    EXPECT_EQ(told_by_sarif(write_sarif(report, style)), story);
  }
  for (const JunitStyle junit :
       {JunitStyle::portable, JunitStyle::gitlab, JunitStyle::github, JunitStyle::azure, JunitStyle::rich}) {
    ReportStyle style;
    style.junit = junit;
    EXPECT_EQ(told_by_junit(write_junit(report, style)), wanted_of_junit(report)) << name_of(junit);
  }
  EXPECT_EQ(counts_of_prometheus(write_prometheus(report, {})), counts_of_report(report));
  expect_markdown_of(report, write_markdown(report, {}));
}

TEST(ReportFormats, TellTheSameStory) {
  Report with_baseline = sample_report_with_baseline();
  // JUnit has a case for a waiver that fails the run, and it is no finding.
  for (WaiverRow& waiver : with_baseline.waivers) waiver.fails_gate = false;
  for (const Report& report : {sample_report(), with_baseline, poisoned_report()}) expect_one_story(report);
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
    finding.fingerprint = "fingerprint" + std::to_string(i);
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
  for (unsigned seed = 0; seed < 100; ++seed) {
    SCOPED_TRACE(seed);
    const Report report = random_report(seed);
    expect_one_story(report);
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

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST(ReportFormats, FailOnChangesTheGateAndNothingElse) {
  ReportStyle style;
  style.width = 10'000;  // the words of the gate must not move others to another line
  style.verbosity = 1;
  const auto at_gate = [](std::optional<Severity> severity) {
    Report report = sample_report();
    for (TargetRow& target : report.targets)
      for (InstallationRow& installation : target.installations) installation.totals.clear();
    report.gate = severity ? name_of(*severity) : "none";
    Options options;
    options.fail_on = severity;
    apply_gate(report, options);
    return report;
  };
  const Report medium = at_gate(Severity::medium);
  for (const auto severity :
       {std::optional(Severity::info), std::optional(Severity::critical), std::optional<Severity>()}) {
    const Report other = at_gate(severity);
    for (const Sink& sink : sinks()) {
      SCOPED_TRACE(std::string(sink.name) + " " + other.gate);
      const std::string before = sink.write(medium, style);
      const std::string after = sink.write(other, style);
      if (sink.name == "junit") {
        // Only which case carries <failure>, and what follows from it.
        EXPECT_EQ(told_by_junit(after), wanted_of_junit(other));
        continue;
      }
      const std::vector<std::string> left = lines_of(before), right = lines_of(after);
      ASSERT_EQ(left.size(), right.size());
      for (std::size_t i = 0; i < left.size(); ++i) {
        if (left[i] == right[i]) continue;
        const bool of_gate = right[i].find("gate") != std::string::npos || right[i].find("exit") != std::string::npos;
        EXPECT_TRUE(of_gate) << left[i] << "\n" << right[i];
        EXPECT_EQ(right[i].find("\"record\":\"finding\""), std::string::npos) << right[i];
      }
    }
  }
}

TEST(ReportFormats, WhatCouldNotBeReadIsSaidInEach) {
  Report report;
  report.verb = "audit";
  report.now = "2026-11-22T04:08:00Z";
  report.exit_code = 3;
  TargetRow target{"disk.vhd", "disk.vhd", "unknown", {}, {}, {}};
  target.errors = {{"corrupt", "disk.vhd", std::nullopt, 7, "regf", "zeros", "the base block is broken"}};
  report.targets = {target};
  for (const Sink& sink : sinks()) {
    const std::string text = sink.write(report, {});
    if (sink.name != "prometheus") {
      EXPECT_NE(text.find("the base block is broken"), std::string::npos) << sink.name;
    }
    EXPECT_EQ(text.find("READY:"), std::string::npos) << sink.name;
  }
  const auto has = [&](std::string (*write)(const Report&, const ReportStyle&), const char* words) {
    EXPECT_NE(write(report, {}).find(words), std::string::npos) << words;
  };
  has(write_sarif, "\"executionSuccessful\": false");
  has(write_sarif, "\"ruleId\": \"input\"");
  has(write_xccdf, "<result>error</result>");
  has(write_prometheus, "hiveaudit_scan_success{target=\"disk.vhd\",profile=\"\"} 0");
  has(write_prometheus, "hiveaudit_input_errors{target=\"disk.vhd\",profile=\"\"} 1");
  has(write_github, "::error title=hiveaudit::INCOMPLETE");
  has(write_azure, "##vso[task.logissue type=error;]hiveaudit");
  has(write_markdown, "INCOMPLETE");
  has(write_ndjson, "\"complete\":false");
  has(write_csv, "\"INCOMPLETE\"");
}

TEST(ReportFormats, APlaceWithoutAnAnswerIsSaidInEach) {
  Report report = sample_report_of("evidence");
  PlaceRow place;
  place.scope = "HKLM";
  place.evidence.key = "HKLM\\SYSTEM\\Select";
  place.evidence.name = "Current";
  place.evidence.state = "unreadable";
  place.evidence.anomalies = {"damaged"};
  report.targets = {report.targets.at(1)};
  report.targets[0].installations[0].places = {place};
  EXPECT_FALSE(write_text(report, {}).starts_with("[i] READ"));
  EXPECT_NE(write_junit(report, {}).find("<error type=\"unreadable\""), std::string::npos);
  EXPECT_NE(write_sarif(report, {}).find("\"executionSuccessful\": false"), std::string::npos);
  EXPECT_NE(write_xccdf(report, {}).find("<result>error</result>"), std::string::npos);
  EXPECT_NE(write_github(report, {}).find("::error title=A place could not be read::"), std::string::npos);
  EXPECT_NE(write_prometheus(report, {}).find("hiveaudit_scan_success{target=\"win2016.golden\",profile=\"m365\"} 0"),
            std::string::npos);
}

TEST(ReportFormats, WaiversAreListedWhetherUsedOrNot) {
  Report report = sample_report();
  report.waivers.at(2).owner = "theirownerteam";  // of the one that no finding used
  for (const char* format : {"json", "ndjson", "csv", "sarif", "markdown", "github", "azure", "xccdf"})
    EXPECT_NE(find_sink(format)->write(report, {}).find("theirownerteam"), std::string::npos) << format;
}

TEST(ReportFormats, WhatMadeTheAnswerIsSaidInEach) {
  Report report = sample_report();
  report.options = {{"overlay", "cure.reg"}, {"users", "onlyalice"}, {"an-option-of-tomorrow", "itsvalue"}};
  report.targets[1].notes = {{"a-code", "a note on the target"}};
  report.targets[1].installations[0].notes = {{"os-contradiction", "the hives are of another Windows"}};
  ReportStyle quiet;
  quiet.verbosity = -1;
  for (const Sink& sink : sinks()) {
    for (const ReportStyle& style : {ReportStyle(), quiet}) {
      const std::string text = sink.write(report, style);
      for (const char* value : {"cure.reg", "onlyalice", "itsvalue"})
        EXPECT_NE(text.find(value), std::string::npos) << sink.name << ": " << value;
      const bool metrics = sink.name == "prometheus";
      for (const char* words : {metrics ? "a-code" : "a note on the target",
                                metrics ? "os-contradiction" : "the hives are of another Windows"})
        EXPECT_NE(text.find(words), std::string::npos) << sink.name << ": " << words;
    }
  }
  for (const char* format : {"text", "markdown", "github", "azure", "csv", "sarif", "ndjson", "junit", "html", "xccdf"})
    EXPECT_NE(find_sink(format)->write(report, {}).find("Judged as if cure.reg had been imported"), std::string::npos)
        << format;
}

TEST(ReportFormats, ThatAFixDoesNotSufficeIsSaidInEach) {
  Report report = sample_report();
  FindingRow& off = report.targets[0].installations[0].findings[1];
  ASSERT_EQ(off.verdict, Verdict::fail);
  off.fix_falls_short = "an update is missing too";
  off.caveats = {"a caution about this answer"};
  for (const Sink& sink : sinks()) {
    if (sink.name == "prometheus") continue;  // it counts, and shows no fix
    const std::string text = sink.write(report, {});
    EXPECT_NE(text.find("an update is missing too"), std::string::npos) << sink.name;
    EXPECT_NE(text.find("a caution about this answer"), std::string::npos) << sink.name;
  }
}

TEST(ReportFormats, TheBaselineIsToldInEach) {
  Report report = sample_report();
  report.baseline = BaselineRow{"last-week", "2026-11-01T00:00:00Z", "m365", 4, 2, {}};
  for (const char* state : {"fixed", "gone"})
    report.baseline->findings.push_back({"TLS1001", "another machine", "HKLM", Severity::high, "a title", "",
                                         "a-fingerprint", state, std::string("itsfate") + state});
  for (const Sink& sink : sinks()) {
    const std::string text = sink.write(report, {});
    if (sink.name == "prometheus") {
      EXPECT_NE(text.find("hiveaudit_baseline_findings{state=\"gone\"} 1"), std::string::npos);
      continue;
    }
    for (const char* words : {"last-week", "itsfatefixed", "itsfategone"})
      EXPECT_NE(text.find(words), std::string::npos) << sink.name << ": " << words;
  }
}

TEST(ReportFormats, AWaiverThatFailsTheRunIsNeverPlainReady) {
  Report report = sample_report();
  report.targets = {report.targets.at(1)};
  report.waivers = {report.waivers.at(2)};
  EXPECT_TRUE(write_text(report, {}).starts_with("[ok] READY"));
  report.waivers[0].fails_gate = true;
  report.exit_code = 1;
  for (const Sink& sink : sinks()) {
    const std::string text = sink.write(report, {});
    EXPECT_EQ(text.find(" READY"), std::string::npos) << sink.name;
    EXPECT_EQ(text.find("READY:"), std::string::npos) << sink.name;
    EXPECT_EQ(text.find("\"READY\""), std::string::npos) << sink.name;
  }
  const auto has = [&](const char* format, const char* words) {
    EXPECT_NE(find_sink(format)->write(report, {}).find(words), std::string::npos) << format;
  };
  has("text", "a waiver fails the run");
  has("markdown", "This fails the run: The waiver of TLS5001");
  has("github", "::error title=A waiver fails the run::The waiver of TLS5001");
  has("azure", "##vso[task.logissue type=error;]A waiver fails the run");
  has("csv", "this fails the run");
  has("xccdf", "This fails the run");
  has("html", "this fails the run");
  has("prometheus", "hiveaudit_waivers_failing 1");
  has("junit", "unused-waiver");
}

TEST(ReportFormats, NoForbiddenCharacterGetsThrough) {
  for (const Report& report : {sample_report(), poisoned_report()}) {
    for (const Sink& sink : sinks()) {
      if (sink.name == "json") continue;  // the document is text that is printable already (write_json_test)
      std::string text = sink.write(report, {});
      if (sink.name == "csv") std::erase(text, '\r');
      EXPECT_EQ(text, safe_text(text)) << sink.name;
    }
  }
}

}  // namespace
}  // namespace audit
