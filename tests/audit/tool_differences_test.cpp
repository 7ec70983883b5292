// Other tools judge the same values: each answer in the table (rules/tool_differences.xml) agrees with ours, or names
// the reason why it does not.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/audit/judged_machine.h"

namespace {

using hiveaudit_tests::JudgedMachine;
using hiveaudit_tests::rulebook;
using rules::Tool;
using rules::ToolCase;

const std::string kHives = "[HKEY_LOCAL_MACHINE\\SYSTEM]\n[HKEY_LOCAL_MACHINE\\SOFTWARE]\n";
const std::string kProtocols =
    "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\";
const std::string kDotNet48 =
    "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full]\n\"Install\"=dword:1\n"
    "\"Release\"=dword:00080eb1\n";

struct Os {
  std::string option;
  std::uint32_t build = 0;
};
const std::vector<Os> kSystems = {{"7601:server:x64", 7601}, {"17763:server:x64", 17763}, {"20348:server:x64", 20348}};

std::string lines_of(const ToolCase& test) {
  std::string text;
  for (const ToolCase::Value& value : test.values) text += fmt::format("\"{}\"=dword:{:x}\n", value.name, value.data);
  return text;
}

/// The values in both roles, or in both views.
std::string machine_text(const Tool& tool, const ToolCase& test) {
  const std::string lines = lines_of(test);
  if (tool.of != ".NET 4") {
    return kHives + kProtocols + tool.of + "\\Client]\n" + lines + kProtocols + tool.of + "\\Server]\n" + lines;
  }
  const std::string key = "Microsoft\\.NETFramework\\v4.0.30319]\n";
  return kHives + kDotNet48 + "[HKEY_LOCAL_MACHINE\\SOFTWARE\\" + key + lines +
         "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Wow6432Node\\" + key + lines;
}

bool is_good(const Tool& tool, const JudgedMachine& machine) {
  const bool net = tool.of == ".NET 4";
  const std::string protocol = net ? "TLS 1.2" : tool.of;
  return machine.state(net ? "dotnet4-native-legacy" : "schannel-client", protocol) == "on" &&
         machine.state(net ? "dotnet4-wow64-legacy" : "schannel-server", protocol) == "on";
}

bool is_first(const Tool& tool, const ToolCase& test, std::uint32_t build) {
  const auto found = std::ranges::find_if(tool.cases, [&](const ToolCase& other) {
    return lines_of(other) == lines_of(test) && other.machines.build_min <= build && build <= other.machines.build_max;
  });
  return found != tool.cases.end() && &*found == &test;
}

TEST(ToolDifferences, EachAnswerAgreesOrNamesItsReason) {
  ASSERT_FALSE(rulebook().tools.empty());
  std::size_t compared = 0;
  for (const Tool& tool : rulebook().tools) {
    std::set<const ToolCase*> met;
    for (const Os& os : kSystems) {
      for (const ToolCase& test : tool.cases) {
        if (!is_first(tool, test, os.build)) continue;
        met.insert(&test);
        ++compared;
        const std::string what = fmt::format("{}, {}, build {}:\n{}", tool.name, tool.of, os.build, lines_of(test));
        if (test.verdict == ToolCase::Verdict::open) {
          EXPECT_EQ(test.reason, "not-specified") << what;
          continue;
        }
        const bool ours = is_good(tool, JudgedMachine(machine_text(tool, test), os.option));
        EXPECT_EQ(test.reason.empty(), ours == (test.verdict == ToolCase::Verdict::good))
            << what << "it says " << test.says << ", we say " << (ours ? "good" : "bad");
      }
    }
    EXPECT_EQ(met.size(), tool.cases.size()) << tool.name << " " << tool.of << ": a case that no system here meets";
  }
  EXPECT_GT(compared, 150U);
}

/// The rows of the published matrix (Enabled, DisabledByDefault of TLS 1.2), each of them for each tool.
TEST(ToolDifferences, TheMatrixIsWhole) {
  const std::set<std::string> rows = {"",
                                      "\"Enabled\"=dword:1\n\"DisabledByDefault\"=dword:0\n",
                                      "\"Enabled\"=dword:ffffffff\n\"DisabledByDefault\"=dword:0\n",
                                      "\"Enabled\"=dword:2\n\"DisabledByDefault\"=dword:0\n",
                                      "\"Enabled\"=dword:1\n",
                                      "\"DisabledByDefault\"=dword:0\n",
                                      "\"Enabled\"=dword:1\n\"DisabledByDefault\"=dword:1\n",
                                      "\"DisabledByDefault\"=dword:1\n",
                                      "\"Enabled\"=dword:0\n\"DisabledByDefault\"=dword:1\n",
                                      "\"Enabled\"=dword:0\n",
                                      "\"Enabled\"=dword:0\n\"DisabledByDefault\"=dword:0\n"};
  std::size_t tools = 0;
  for (const Tool& tool : rulebook().tools) {
    if (tool.of != "TLS 1.2") continue;
    ++tools;
    std::set<std::string> told;
    for (const ToolCase& test : tool.cases) told.insert(lines_of(test));
    EXPECT_EQ(told, rows) << tool.name;
  }
  EXPECT_EQ(tools, 5U);
}

}  // namespace
