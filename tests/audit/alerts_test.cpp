#include "audit/alerts.h"

#include <gtest/gtest.h>

#include "audit/sinks.h"
#include "tests/audit/format_readers.h"
#include "tests/audit/sample_report.h"

namespace audit {
namespace {

using namespace hiveaudit_tests;

std::map<std::string, unsigned> by_name(const std::vector<LogCommand>& commands) {
  std::map<std::string, unsigned> counts;
  for (const LogCommand& command : commands) ++counts[command.name];
  return counts;
}

TEST(Alerts, TheWorstFirstAndNoMoreThanTheServersKeep) {
  Report report = sample_report();
  std::vector<FindingRow>& findings = report.targets[0].installations[0].findings;
  const FindingRow finding = findings[1];
  for (unsigned i = 0; i < 30; ++i) {
    findings.push_back(finding);
    findings.back().severity = i == 29 ? Severity::critical : Severity::medium;
  }
  const std::vector<LogCommand> commands = github_commands(write_github(report, {}));
  EXPECT_EQ(by_name(commands)["error"], 10u);
  ASSERT_GE(commands.size(), 6u);
  // The outcome, then what could not be read, then the severest.
  EXPECT_TRUE(commands[0].text.starts_with("NOT READY, and not everything could be read"));
  EXPECT_NE(commands[0].text.find("more alerts for which the build server has no room"), std::string::npos);
  EXPECT_EQ(commands[1].properties.at("title"), "An input could not be read");
  EXPECT_TRUE(commands[4].properties.at("title").starts_with("TLS2001"));
  EXPECT_TRUE(commands[5].properties.at("title").starts_with("TLS1012"));
  EXPECT_EQ(by_name(azure_commands(write_azure(report, {})))["error"], 10u);
}

TEST(Alerts, TheirLevelIsNotTheGates) {
  const std::vector<LogCommand> commands = github_commands(write_github(sample_report(), {}));
  std::map<std::string, std::string> levels;
  for (const LogCommand& command : commands) {
    const auto title = command.properties.find("title");
    if (title != command.properties.end()) levels[title->second.substr(0, 7)] = command.name;
  }
  EXPECT_EQ(levels["TLS1012"], "error");
  EXPECT_EQ(levels["TLS3001"], "error");    // could not be decided
  EXPECT_EQ(levels["TLS1003"], "warning");  // low
  EXPECT_EQ(levels["TLS1101"], "notice");   // waived
  EXPECT_EQ(levels["TLS1102"], "notice");   // known
}

TEST(Alerts, PointAtTheFileThatTheUserNamesOrAtTheHive) {
  const auto file_of = [](const ReportStyle& style) {
    for (const LogCommand& command : github_commands(write_github(sample_report(), style)))
      if (command.properties.contains("title") && command.properties.at("title").starts_with("TLS1012"))
        return command.properties.at("file") + ":" + command.properties.at("line");
    return std::string();
  };
  EXPECT_EQ(file_of({}), "win2016.golden/Windows/System32/config/SYSTEM:1");
  ReportStyle style;
  style.source_file = "a,b:c%d.hcl";
  EXPECT_EQ(file_of(style), "a,b:c%d.hcl:1");
}

TEST(Alerts, NoTextIsACommand) {
  Report report = sample_report();
  const char* const hostile =
      "x\n::error::forged\n  ::set-output name=a::b ##vso[task.setvariable variable=a]b ##[add-mask]c ]; ,title=z::"
      "%0A::stop-commands::t";
  for (FindingRow& finding : report.targets[0].installations[0].findings) {
    finding.title = finding.message = finding.actual = finding.scope = hostile;
    for (EvidenceRow& evidence : finding.evidence) evidence.key = hostile;
  }
  report.targets[0].name = hostile;
  report.targets[0].installations[0].hives[0].path = hostile;
  report.targets[0].errors = {{hostile, hostile, hostile, 1, hostile, hostile, hostile}};
  // The readers complain of every command that is not ours.
  for (const LogCommand& command : github_commands(write_github(report, {}))) {
    const bool ours = command.name.empty() || command.name == "error" || command.name == "warning" ||
                      command.name == "notice" || command.name == "group" || command.name == "endgroup";
    EXPECT_TRUE(ours) << command.name;
    EXPECT_NE(command.text, "forged");
    for (const auto& [name, value] : command.properties)
      EXPECT_TRUE(name == "title" || name == "file" || name == "line") << name;
  }
  for (const LogCommand& command : azure_commands(write_azure(report, {})))
    for (const auto& [name, value] : command.properties)
      EXPECT_TRUE(name == "type" || name == "sourcepath" || name == "linenumber" || name == "code") << name;
  // Nor does the text report command the server that prints it.
  for (const LogCommand& command : github_commands(write_text(report, {}))) EXPECT_EQ(command.name, "");
  for (const LogCommand& command : azure_commands(write_text(report, {}))) EXPECT_EQ(command.name, "");
}

TEST(Alerts, EscapesAreThoseOfTheRunner) {
  Report report = sample_report();
  report.targets[0].installations[0].findings[1].message = "50 %0A of a, b: c\nd";
  bool seen = false;
  for (const LogCommand& command : github_commands(write_github(report, {})))
    seen = seen || command.text.starts_with("50 %0A of a, b: c\nd\n");
  EXPECT_TRUE(seen);
  seen = false;
  for (const LogCommand& command : azure_commands(write_azure(report, {})))
    seen = seen || command.text.find("\n50 %0A of a, b: c\nd\n") != std::string::npos;
  EXPECT_TRUE(seen);
}

TEST(Alerts, LinesShowWhatWouldBeACommand) {
  EXPECT_EQ(log_line("a ##vso[x]"), "a #\\u0023vso[x]");
  EXPECT_EQ(log_line("::error::x"), ":\\u003Aerror:\\u003Ax");
  EXPECT_EQ(log_line("fe80::1 # a:b"), "fe80::1 # a:b");
  EXPECT_EQ(log_line("a\nb"), "a b");
}

}  // namespace
}  // namespace audit
