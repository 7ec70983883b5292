// What the Exchange HealthChecker answers for given values, row by row: we agree, or there is one reason of the
// rulebook's closed list why we do not.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

#include "rules/text.h"
#include "tests/audit/judged_machine.h"
#include "tests/support/shared_dir.h"

namespace {

using hiveaudit_tests::JudgedMachine;

using Row = std::map<std::string, std::string>;

std::vector<std::string> cells_of(const std::string& line) { return rules::split(line, '\t'); }

std::vector<Row> read_table(const std::filesystem::path& path) {
  std::ifstream table(path);
  std::vector<std::string> names;
  std::vector<Row> rows;
  for (std::string line; std::getline(table, line);) {
    if (line.empty() || line.front() == '#') continue;
    const std::vector<std::string> cells = cells_of(line);
    if (names.empty()) {
      names = cells;
      continue;
    }
    Row row;
    for (std::size_t i = 0; i < names.size(); ++i) row[names[i]] = i < cells.size() ? cells[i] : "";
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string reg_line(const char* name, const std::string& data) {
  const auto number = rules::parse_number(data);
  return number ? fmt::format("\"{}\"=dword:{:x}\n", name, *number) : std::string();
}

const std::string kHives = "[HKEY_LOCAL_MACHINE\\SYSTEM]\n[HKEY_LOCAL_MACHINE\\SOFTWARE]\n";

std::string tls_text(Row row) {
  const std::string key =
      "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS " +
      row["version"];
  return kHives + key + "\\Server]\n" + reg_line("Enabled", row["server_enabled"]) +
         reg_line("DisabledByDefault", row["server_dbd"]) + key + "\\Client]\n" +
         reg_line("Enabled", row["client_enabled"]) + reg_line("DisabledByDefault", row["client_dbd"]);
}

/// Our answer in its words.
std::string word_for(const std::string& server, const std::string& client) {
  const auto kind = [](const std::string& state) { return state == "unsupported" ? std::string("off") : state; };
  if (kind(server) != kind(client)) return "Misconfigured";
  if (server == "on") return "Enabled";
  return server == "explicit-only" ? "Half Disabled" : "Disabled";
}

/// Why it may differ; empty when the table knows no such difference.
std::string reason_for(const Row& row, const std::string& ours, const std::string& theirs) {
  if (ours == theirs) return row.at("red_null_lines") == "0" ? "agrees" : "wants-explicit-values";
  if (row.at("version") == "1.3") return "ignores-os-default";
  if (theirs == "Misconfigured") return "compares-the-roles";
  if (theirs == "Half Disabled" && ours == "Disabled") return "wants-agreeing-pairs";
  if (theirs == "Enabled" && ours == "Disabled") return "unknown-pair-is-on";
  return {};
}

class HealthChecker : public testing::Test {
 protected:
  void SetUp() override {
    const auto shared = hiveaudit_tests::shared_dir();
    if (!shared || !std::filesystem::exists(*shared / "oracles" / "healthchecker.tsv")) {
      GTEST_SKIP() << "the table of its answers is not here (HIVEAUDIT_SHARED)";
    }
    rows_ = read_table(*shared / "oracles" / "healthchecker.tsv");
  }

  void count(const std::string& reason, const std::string& what) {
    EXPECT_FALSE(reason.empty()) << what;
    const auto& known = hiveaudit_tests::rulebook().tool_reasons;
    EXPECT_TRUE(reason == "agrees" || std::ranges::find(known, reason, &rules::ToolReason::code) != known.end())
        << reason;
    ++counts_[reason];
  }

  std::vector<Row> rows_;
  std::map<std::string, std::size_t> counts_;
};

TEST_F(HealthChecker, ProtocolRowsAgreeOrNameAReason) {
  for (const char* os : {"17763:server:x64", "20348:server:x64"}) {
    for (const Row& row : rows_) {
      if (row.at("kind") != "TLS") continue;
      const JudgedMachine machine(tls_text(row), os);
      const std::string protocol = "TLS " + row.at("version");
      const std::string ours =
          word_for(machine.state("schannel-server", protocol), machine.state("schannel-client", protocol));
      const std::string& theirs = row.at("tls_configuration");
      count(reason_for(row, ours, theirs), fmt::format("{}: {} ours {}, theirs {}", os, tls_text(row), ours, theirs));
    }
  }
  EXPECT_EQ(counts_, (std::map<std::string, std::size_t>{{"agrees", 160},
                                                         {"compares-the-roles", 10},
                                                         {"ignores-os-default", 70},
                                                         {"unknown-pair-is-on", 2},
                                                         {"wants-agreeing-pairs", 12},
                                                         {"wants-explicit-values", 196}}));
}

TEST_F(HealthChecker, DotNetRowsAgreeOrNameAReason) {
  for (const Row& row : rows_) {
    if (row.at("kind") != "NET") continue;
    const std::string key = "Microsoft\\.NETFramework\\" + row.at("version") + "]\n";
    const std::string text =
        kHives +
        "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full]\n\"Install\"=dword:1\n"
        "\"Release\"=dword:00080eb1\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v3.5]\n"
        "\"Install\"=dword:1\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\" +
        key + reg_line("SystemDefaultTlsVersions", row.at("sdtv")) + reg_line("SchUseStrongCrypto", row.at("strong")) +
        "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Wow6432Node\\" + key +
        reg_line("SystemDefaultTlsVersions", row.at("wow_sdtv")) + reg_line("SchUseStrongCrypto", row.at("wow_strong"));
    const JudgedMachine machine(text, "17763:server:x64");
    if (row.at("version") == "v2.0.50727") {
      // It only tells which values are on; for .NET 3.5 one of them alone gives TLS 1.2.
      EXPECT_EQ(machine.state("dotnet2-native", "TLS 1.2") == "on", row.at("r1") == "true") << text;
      EXPECT_EQ(machine.state("dotnet2-wow64", "TLS 1.2") == "on", row.at("r3") == "true") << text;
      count("agrees", text);
      continue;
    }
    const bool ours = machine.state("dotnet4-native-legacy", "TLS 1.2") == "on" &&
                      machine.state("dotnet4-wow64-legacy", "TLS 1.2") == "on";
    const bool theirs = row.at("net_red_if_old_tls_disabled") == "false";
    EXPECT_EQ(theirs, row.at("extended_protection_actions") == "pass") << "both tools ask for the same";
    EXPECT_TRUE(ours || !theirs) << text;
    count(ours == theirs ? "agrees" : "wants-both-dotnet-values", text);
  }
  EXPECT_EQ(counts_, (std::map<std::string, std::size_t>{{"agrees", 79}, {"wants-both-dotnet-values", 18}}));
}

}  // namespace
