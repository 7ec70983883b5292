// The worked examples of os.md 16.6: seven whole machines, judged with the shipped defaults, come out as printed.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>

#include "audit/effective.h"
#include "rules/rule_set.h"
#include "tests/audit/machine_text.h"
#include "tests/support/source_dir.h"

namespace {

std::filesystem::path machines() { return hiveaudit_tests::source_dir() / "fixtures/machines"; }

hive::Installation machine(const std::string& name) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(machines() / name)) {
    if (entry.path().extension() == ".reg") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<hive::MemoryHive> hives;
  for (const auto& path : files) {
    std::ifstream file(path, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    const auto text = hive::decode_reg_text(std::as_bytes(std::span(bytes)));
    EXPECT_TRUE(text);
    for (hive::MemoryHive& hive : hiveaudit_tests::hives_of(*text)) {
      if (!hive.user.empty()) hive.user = path.stem().string();
      hives.push_back(std::move(hive));
    }
  }
  return hive::installation_from_memory(name, std::move(hives));
}

/// `SSL3 1.0 1.2`: what a stack offers by itself.
std::string offered(const std::vector<audit::StackRow>& rows, std::string_view scope, std::string_view stack) {
  const audit::StackRow* row = audit::find_row(rows, scope, stack);
  if (row == nullptr) return "no such row";
  constexpr std::array<std::string_view, 6> kShort = {"SSL2", "SSL3", "1.0", "1.1", "1.2", "1.3"};
  std::string text;
  for (std::size_t i = 0; i < kShort.size(); ++i) {
    if (row->cells[i].doubt != audit::Doubt::none) return "in doubt: " + row->cells[i].reason;
    if (row->cells[i].state != audit::CellState::on) continue;
    text += (text.empty() ? "" : " ") + std::string(kShort[i]);
  }
  return text;
}

struct Example {
  std::string machine;
  std::string user;
  std::string schannel;
  std::string winhttp;
  std::string wininet;
  std::string dotnet45;
  std::string dotnet35;
};

class WorkedExamples : public testing::TestWithParam<Example> {};

TEST_P(WorkedExamples, ComeOutAsPrinted) {
  const Example& example = GetParam();
  const rules::LoadedRules rules = rules::load_rules(rules::embedded_rule_files());
  ASSERT_TRUE(rules.faults.empty()) << rules::to_text(rules.faults.front());
  const hive::Installation installation = machine(example.machine);
  const audit::Facts facts = audit::collect_facts(rules.set.facts, installation, {});
  const auto rows = audit::effective_protocols(rules.set.defaults, facts, installation);
  EXPECT_EQ(offered(rows, "HKLM", "schannel-client"), example.schannel);
  EXPECT_EQ(offered(rows, "HKLM", "winhttp-native"), example.winhttp);
  EXPECT_EQ(offered(rows, "HKLM", "winhttp-wow64"), example.winhttp);
  EXPECT_EQ(offered(rows, "user:" + example.user, "wininet"), example.wininet);
  EXPECT_EQ(offered(rows, "HKLM", "dotnet4-native-legacy"), example.dotnet45);
  EXPECT_EQ(offered(rows, "HKLM", "dotnet4-wow64-legacy"), example.dotnet45);
  EXPECT_EQ(offered(rows, "HKLM", "dotnet2-native"), example.dotnet35);
  for (const audit::StackRow& row : rows) {
    for (const audit::Cell& cell : row.cells) {
      EXPECT_NE(cell.state, audit::CellState::unknown) << row.scope << " " << row.stack << ": " << cell.reason;
      ASSERT_FALSE(cell.chain.empty());
      EXPECT_NE(cell.chain.back().text.find(cell.reason), std::string::npos) << "the last step is the conclusion";
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    OsMd166, WorkedExamples,
    testing::Values(Example{"win7-sp1-stock", "user", "SSL3 1.0", "SSL3 1.0", "SSL3 1.0", "SSL3 1.0", "SSL3 1.0"},
                    Example{"win7-sp1-easyfix", "user", "SSL3 1.0 1.1 1.2", "1.1 1.2", "SSL3 1.0", "SSL3 1.0",
                            "SSL3 1.0"},
                    // WinHTTP "as value" is 0xA00 here, WinINet "per user" 0xA80.
                    Example{"win7-sp1-countermeasures", "user", "SSL3 1.0 1.1 1.2", "1.1 1.2", "1.0 1.1 1.2",
                            "SSL3 1.0 1.1 1.2", "SSL3 1.0 1.1 1.2"},
                    Example{"win81-stock", "user", "SSL3 1.0 1.1 1.2", "SSL3 1.0 1.1 1.2", "SSL3 1.0 1.1 1.2",
                            "SSL3 1.0", "SSL3 1.0"},
                    Example{"win10-22h2-stock", "user", "1.0 1.1 1.2", "1.2", "1.2", "1.0", "1.0"},
                    Example{"win11-23h2-stock", "user", "1.0 1.1 1.2 1.3", "1.2 1.3", "1.2 1.3", "1.0", "1.0"},
                    Example{"server2012r2-adfs-outage", "Administrator", "1.2", "1.2", "1.2", "", ""}),
    [](const testing::TestParamInfo<Example>& example) {
      std::string name = example.param.machine;
      std::replace(name.begin(), name.end(), '-', '_');
      return name;
    });

}  // namespace
