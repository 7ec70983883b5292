#include <gtest/gtest.h>

#include <sstream>

#include "audit/headline.h"
#include "audit/safe_text.h"
#include "audit/sinks.h"
#include "audit/wrap.h"
#include "tests/audit/sample_report.h"
#include "tests/audit/text_search.h"

namespace audit {
namespace {

using hiveaudit_tests::count_of;
using hiveaudit_tests::poisoned_report;
using hiveaudit_tests::sample_report;
using hiveaudit_tests::sample_report_of;
using hiveaudit_tests::without;

ReportStyle style(std::size_t width, int verbosity = 0, bool colour = false) { return {colour, width, verbosity}; }

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST(WriteText, BeginsWithTheVerdict) {
  const std::vector<std::string> lines = lines_of(write_text(sample_report(), style(80)));
  EXPECT_TRUE(lines.front().starts_with("[X] NOT READY")) << lines.front();
}

TEST(WriteText, FitsTheTerminal) {
  for (const std::size_t width : {40u, 60u, 72u, 80u, 132u, 200u})
    for (const Report& report :
         {sample_report(), sample_report_of("effective"), sample_report_of("inspect"), poisoned_report()})
      for (const int verbosity : {-1, 0, 1})
        for (const std::string& line : lines_of(write_text(report, style(width, verbosity))))
          EXPECT_LE(display_width(line), width) << line;
}

TEST(WriteText, ColourOnlyAddsToTheWords) {
  for (const Report& report : {sample_report(), sample_report_of("effective"), sample_report_of("inspect")}) {
    const std::string plain = write_text(report, style(80, 1));
    const std::string coloured = write_text(report, style(80, 1, true));
    EXPECT_NE(coloured, plain);
    EXPECT_EQ(without(coloured, "\x1B[", "m"), plain);
    EXPECT_EQ(plain.find('\x1B'), std::string::npos);
  }
}

TEST(WriteText, SaysInPlainWordsWhatWillNotWork) {
  const std::string text = write_text(sample_report(), style(300));
  EXPECT_NE(text.find("TLS 1.2 will NOT work for: Windows' own TLS (Schannel), incoming; .NET 2.0 to 3.5 programs"),
            std::string::npos);
  EXPECT_NE(text.find("USER alice (win2016.golden/Users/alice/NTUSER.DAT, sequence 12/11) is dirty"),
            std::string::npos);
  EXPECT_NE(text.find("TLS4001, TLS4002: no SOFTWARE hive was given"), std::string::npos);
  EXPECT_NE(text.find("win2016.golden/Users/bob/NTUSER.DAT @0x00000005: truncated: the file ends inside its base "
                      "block (expected 4096 bytes of base block, found 5 bytes)"),
            std::string::npos);
  EXPECT_EQ(count_of(text, "How to read the protocols"), 1u);
}

TEST(WriteText, EvidenceCarriesPlaceTimeHashAndBothReaders) {
  const std::string text = write_text(sample_report(), style(400));
  EXPECT_NE(text.find("TLS 1.2\\Server\\Enabled = REG_DWORD 0x00000000"), std::string::npos);
  EXPECT_NE(text.find("SYSTEM, key at 0x0001a2b0, value at 0x0001a318, key written 2024-03-11 09:14:55 UTC, sha256 "
                      "9f2c4a7d1b0e..., 2 readers agree"),
            std::string::npos);
  EXPECT_NE(text.find("THE SECOND READER DISAGREES: REG_SZ \"0xA80\""), std::string::npos);
}

TEST(WriteText, WorstFindingFirst) {
  const std::string text = write_text(sample_report(), style(80));
  EXPECT_LT(text.find("FAIL critical TLS2001"), text.find("FAIL high TLS1012"));
  EXPECT_LT(text.find("FAIL high TLS1012"), text.find("FAIL low TLS1003"));
}

TEST(WriteText, QuietIsTheVerdictTheGateAndWhatMadeThem) {
  Report report = sample_report();
  const std::string text = write_text(report, style(200, -1));
  EXPECT_EQ(lines_of(text).size(), 9u) << text;  // two options, two notes
  report.options.clear();
  for (TargetRow& target : report.targets) {
    target.notes.clear();
    for (InstallationRow& installation : target.installations) installation.notes.clear();
  }
  EXPECT_EQ(lines_of(write_text(report, style(200, -1))).size(), 5u);
  EXPECT_NE(text.find("2 blocking findings"), std::string::npos);
}

TEST(WriteText, PassesAreListedWhenAskedFor) {
  EXPECT_EQ(count_of(write_text(sample_report(), style(120)), "TLS1011"), 0u);
  EXPECT_EQ(count_of(write_text(sample_report(), style(120, 1)), "TLS1011"), 5u);
}

TEST(WriteText, NothingHiddenReachesTheTerminal) {
  const std::string text = write_text(poisoned_report(), style(80, 1));
  EXPECT_EQ(text, safe_text(text));
  EXPECT_NE(text.find("\\u001B[31m"), std::string::npos);
}

TEST(WriteText, TheGateChangesOnlyItsLine) {
  Report report = sample_report();
  const std::string before = write_text(report, style(80));
  report.gate = "none";
  report.totals["gate"] = 0;
  for (FindingRow& finding : report.targets[0].installations[0].findings) finding.fails_gate = false;
  const std::vector<std::string> a = lines_of(before);
  const std::vector<std::string> b = lines_of(write_text(report, style(80)));
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_TRUE(a[i].starts_with("Profile") || a[i] == b[i]) << a[i];
}

TEST(WriteText, InspectListsHivesAndNoJudgement) {
  const std::string text = write_text(sample_report_of("inspect"), style(100));
  EXPECT_NE(text.find("sequence 2107/2107, 11.5 MiB"), std::string::npos);
  EXPECT_NE(text.find("entries 2107 to 2110 applied"), std::string::npos);
  EXPECT_NE(text.find("defect @0x000001fc bad-checksum"), std::string::npos);
  EXPECT_NE(text.find("and 2498 more defects; in all: 1 bad-checksum, 2499 unsorted-list"), std::string::npos);
  EXPECT_EQ(text.find("READY"), std::string::npos);
}

Report one_finding(Verdict verdict, Severity severity) {
  Report report;
  report.verb = "audit";
  FindingRow finding;
  finding.verdict = verdict;
  finding.severity = severity;
  InstallationRow installation;
  installation.findings = {finding};
  report.targets = {{"t", "t", "folder", {}, {}, {installation}}};
  return report;
}

TEST(Headline, NothingButAPassIsReady) {
  EXPECT_EQ(headline(one_finding(Verdict::pass, Severity::high)).outcome, Outcome::ready);
  EXPECT_EQ(headline(one_finding(Verdict::fail, Severity::low)).outcome, Outcome::ready);
  EXPECT_EQ(headline(one_finding(Verdict::fail, Severity::medium)).outcome, Outcome::not_ready);
  EXPECT_EQ(headline(one_finding(Verdict::error, Severity::low)).outcome, Outcome::incomplete);
  EXPECT_EQ(headline(one_finding(Verdict::not_checked, Severity::high)).outcome, Outcome::incomplete);
  EXPECT_EQ(headline(one_finding(Verdict::not_applicable, Severity::high)).outcome, Outcome::incomplete);
  Report nothing;
  nothing.verb = "audit";
  EXPECT_EQ(headline(nothing).outcome, Outcome::incomplete);
}

TEST(Headline, WhatWasNotCheckedIsSaidBesideReady) {
  Report report = one_finding(Verdict::pass, Severity::high);
  report.targets[0].installations[0].findings.push_back(
      one_finding(Verdict::not_checked, Severity::low).targets[0].installations[0].findings[0]);
  EXPECT_EQ(headline(report).outcome, Outcome::partial);
  EXPECT_EQ(headline(report).word, "NOT FULLY CHECKED, nothing blocking found");
}

TEST(Headline, AWaiverIsNoPass) {
  Report report = one_finding(Verdict::fail, Severity::high);
  report.targets[0].installations[0].findings[0].waived_by = "CHG-1";
  EXPECT_EQ(headline(report).outcome, Outcome::excepted);
}

TEST(Headline, AnUnreadableHiveSpoilsAPass) {
  Report report = one_finding(Verdict::pass, Severity::high);
  HiveRow hive;
  hive.errors = {{"truncated", "SYSTEM", {}, {}, {}, {}, "too short"}};
  report.targets[0].installations[0].hives = {hive};
  EXPECT_EQ(headline(report).outcome, Outcome::incomplete);
}

TEST(WriteText, SaysNothingTwice) {
  Report report = one_finding(Verdict::fail, Severity::high);
  FindingRow& finding = report.targets[0].installations[0].findings[0];
  finding.title = "Clients offer TLS 1.2";
  finding.actual = "TLS 1.2 is off";
  finding.message = "Clients offer TLS 1.2: TLS 1.2 is off.";
  finding.fix = {{"HKLM\\A", "B", "REG_DWORD", "1", "Restart.", {}},
                 {"HKLM\\A", "C", "REG_DWORD", "1", "Restart.", {}}};
  const std::string text = write_text(report, style(80));
  EXPECT_EQ(count_of(text, "Clients offer TLS 1.2"), 1u) << text;
  EXPECT_EQ(count_of(text, "TLS 1.2 is off"), 1u);
  EXPECT_EQ(count_of(text, "Restart."), 1u);
  finding.message = "Clients offer TLS 1.2: the hive is damaged, so this may be wrong.";
  EXPECT_EQ(count_of(write_text(report, style(80)), "the hive is damaged"), 1u);
}

TEST(WriteText, WhatIsThereIsShownBeforeWhatIsNot) {
  Report report = one_finding(Verdict::fail, Severity::high);
  EvidenceRow absent, present;
  absent.key = "HKLM\\SYSTEM\\A\\B";
  absent.name = "X";
  absent.state = "absent";
  absent.deepest_key = "HKLM\\SYSTEM";
  present = absent;
  present.name = "Y";
  present.state = "present";
  report.targets[0].installations[0].findings[0].evidence = {absent, absent, present};
  const std::string text = write_text(report, style(80));
  EXPECT_LT(text.find("A\\B\\Y = "), text.find("A\\B\\X is not set (there is no A\\B)"));
  EXPECT_NE(text.find("and 1 more place, listed with -v"), std::string::npos);
}

TEST(WriteText, InputErrorsComeBeforeTheFindings) {
  const std::string text = write_text(sample_report(), style(80));
  EXPECT_LT(text.find("Could not be read"), text.find("Findings, the most severe first"));
}

TEST(WriteText, WhatCouldNotBeDecidedForOneReasonIsOneParagraph) {
  Report report = one_finding(Verdict::error, Severity::high);
  FindingRow error = report.targets[0].installations[0].findings[0];
  error.title = "A check";
  error.message = "The hive is cut off.";
  error.actual = "The hive is cut off.";
  error.rule = "TLS1";
  report.targets[0].installations[0].findings.assign(500, error);
  const std::string text = write_text(report, style(80));
  EXPECT_EQ(count_of(text, "The hive is cut off."), 1u);
  EXPECT_LT(lines_of(text).size(), 24u) << text;
  for (std::size_t i = 0; i < 500; ++i)
    report.targets[0].installations[0].findings[i].message = "Reason " + std::to_string(i);
  EXPECT_LT(lines_of(write_text(report, style(80))).size(), 40u);
  EXPECT_EQ(count_of(write_text(report, style(80, 1)), "Reason "), 500u);
}

TEST(WriteText, WhatWasFoundBehindAGraveFindingIsWhole) {
  Report report = one_finding(Verdict::fail, Severity::high);
  std::string& actual = report.targets[0].installations[0].findings[0].actual;
  while (actual.size() < 2000) actual += "word ";
  actual += "end";
  EXPECT_EQ(count_of(write_text(report, style(80)), "whole with -v"), 0u);
  EXPECT_EQ(count_of(write_text(report, style(80)), "end"), 1u);
}

TEST(WriteText, MinorFindingsSayThatTheyAreShortened) {
  EXPECT_EQ(count_of(write_text(one_finding(Verdict::fail, Severity::low), style(80)), "Minor findings are"), 1u);
  EXPECT_EQ(count_of(write_text(one_finding(Verdict::fail, Severity::low), style(80, 1)), "Minor findings are"), 0u);
  EXPECT_EQ(count_of(write_text(one_finding(Verdict::fail, Severity::high), style(80)), "Minor findings are"), 0u);
}

TEST(Headline, ALooseHiveIsNoWindows) {
  Report report = one_finding(Verdict::pass, Severity::high);
  report.verb = "inspect";
  report.targets[0].installations[0].findings.clear();
  report.targets[0].installations[0].hives.resize(1);
  report.targets[0].installations[0].hives[0].state = "clean";
  EXPECT_EQ(headline(report).sentence, "1 hive read; no rules were run");
  report.targets[0].installations[0].os.build = 7601;
  EXPECT_EQ(headline(report).sentence, "1 Windows installation, 1 hive read; no rules were run");
}

TEST(Wrap, ShortensBehindAWord) {
  EXPECT_EQ(shortened("programs can still get it", 22), "programs can still get...");
  EXPECT_EQ(shortened("programs can still get it", 20), "programs can still...");
  EXPECT_EQ(shortened("short", 5), "short");
  EXPECT_EQ(shortened("\xC3\xA9\xC3\xA9\xC3\xA9", 3), "\xC3\xA9...");
}

TEST(Wrap, LosesAndAddsNothingAtABackslash) {
  const std::string path = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols";
  std::string joined;
  for (const std::string& line : wrap(path, 20)) {
    EXPECT_LE(display_width(line), 20u);
    joined += line;
  }
  EXPECT_EQ(joined, path);
}

TEST(Wrap, CountsColumnsAndNotBytes) {
  EXPECT_EQ(display_width("\xE6\xBC\xA2\xE5\xAD\x97"), 4u);  // two wide characters
  EXPECT_EQ(display_width("e\xCC\x81"), 1u);                 // a combining accent
  EXPECT_EQ(display_width("\xC3\xA9"), 1u);
  EXPECT_EQ(wrap("\xE6\xBC\xA2\xE6\xBC\xA2\xE6\xBC\xA2\xE6\xBC\xA2\xE6\xBC\xA2", 8).size(), 2u);
  EXPECT_EQ(wrap("", 20), std::vector<std::string>{""});
}

}  // namespace
}  // namespace audit
