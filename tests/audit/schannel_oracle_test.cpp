// An independent implementation of SCHANNEL's registry rules, measured: every row of its table with REG_DWORD data
// agrees with the client answers, once its own defaults are injected. With other data its answer lies between our two
// readings, and never below the one that counts.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <map>
#include <sstream>

#include "audit/effective.h"
#include "tests/audit/machine_text.h"
#include "tests/support/shared_dir.h"

namespace {

constexpr std::array<std::string_view, 6> kWords = {"SSL2", "SSL3", "TLS1.0", "TLS1.1", "TLS1.2", "TLS1.3"};
constexpr std::string_view kNothing = "ERR80090311";
/// grbitEnabledProtocols of the ask_ columns, as indexes of kWords.
const std::vector<std::vector<std::size_t>> kAsked = {{4}, {2, 3, 4}, {1, 2, 3, 4, 5}, {0}, {5}};

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  std::istringstream in(line);
  for (std::string cell; std::getline(in, cell, '\t');) cells.push_back(cell);
  return cells;
}

/// `DWORD n` or absent; any other data is outside of what that implementation and Windows are known to share.
bool is_plain(const std::string& data) { return data == "absent" || data.starts_with("DWORD "); }

/// Little-endian, in as many bytes.
std::string bytes_of(std::uint32_t number, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    text += fmt::format("{}{:02x}", i == 0 ? "" : ",", i < 4 ? (number >> (8 * i)) & 0xFFU : 0U);
  }
  return text;
}

/// `DWORD n`, `REG_SZ n`, `QWORD n`, `BINARY4 n`, `DWORD(1 byte) n`, `DWORD_BE n`, or absent.
std::string reg_line(const char* name, const std::string& data) {
  if (data == "absent") return {};
  const std::size_t space = data.rfind(' ');
  const std::string type = data.substr(0, space);
  const std::string digits = data.substr(space + 1);
  const bool hex = digits.starts_with("0x");
  std::uint32_t number = 0;
  const char* first = digits.data() + (hex ? 2 : 0);
  std::from_chars(first, digits.data() + digits.size(), number, hex ? 16 : 10);
  const std::map<std::string, std::string> written = {
      {"DWORD", fmt::format("dword:{:x}", number)},       {"REG_SZ", fmt::format("\"{}\"", digits)},
      {"QWORD", "hex(b):" + bytes_of(number, 8)},         {"BINARY4", "hex:" + bytes_of(number, 4)},
      {"DWORD(1 byte)", "hex(4):" + bytes_of(number, 1)}, {"DWORD_BE", fmt::format("hex(5):00,00,00,{:02x}", number)}};
  return fmt::format("\"{}\"={}\n", name, written.at(type));
}

/// SSL 2.0 and TLS 1.3 cannot be offered there; the others are on by themselves.
rules::Defaults their_defaults() {
  rules::SchannelDefault row;
  row.role = "both";
  for (std::size_t i = 1; i <= 4; ++i) row.protocols[i].support = rules::Support::offered;
  rules::Defaults defaults;
  defaults.schannel.push_back(row);
  return defaults;
}

std::string joined(const audit::StackRow& row, bool asked, const std::vector<std::size_t>& protocols) {
  std::string text;
  for (const std::size_t i : protocols) {
    const audit::CellState state = row.cells[i].state;
    const bool offered = state == audit::CellState::on || (asked && state == audit::CellState::explicit_only);
    if (offered) text += (text.empty() ? "" : "+") + std::string(kWords[i]);
  }
  return text.empty() ? std::string(kNothing) : text;
}

class SchannelOracle : public testing::Test {
 protected:
  void SetUp() override {
    const auto shared = hiveaudit_tests::shared_dir();
    if (!shared || !std::filesystem::exists(*shared / "oracles" / "wine-schannel.tsv")) {
      GTEST_SKIP() << "the measured table is not here (HIVEAUDIT_SHARED)";
    }
    std::ifstream table(*shared / "oracles" / "wine-schannel.tsv");
    for (std::string line; std::getline(table, line);) {
      if (line.empty() || line.front() == '#' || line.starts_with("protocol\t")) continue;
      rows_.push_back(cells_of(line));
      ASSERT_EQ(rows_.back().size(), 9U) << line;
    }
  }

  static bool has_no_client(const std::vector<std::string>& cells) { return cells[0] == "TLS 1.2 key only, no Client"; }
  static bool is_plain_row(const std::vector<std::string>& cells) {
    return has_no_client(cells) || (is_plain(cells[1]) && is_plain(cells[2]));
  }
  static audit::StackRow judged(const std::vector<std::string>& cells) {
    std::string text(hiveaudit_tests::kSystem);
    text += "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\";
    text += has_no_client(cells)
                ? std::string("TLS 1.2]\n")
                : cells[0] + "\\Client]\n" + reg_line("Enabled", cells[1]) + reg_line("DisabledByDefault", cells[2]);
    const hive::Installation machine = hiveaudit_tests::machine_of(text);
    const audit::Facts facts = audit::collect_facts({}, machine, {});
    return audit::effective_protocols(their_defaults(), facts, machine).front();
  }

  std::vector<std::vector<std::string>> rows_;
};

std::string shown(const std::vector<std::string>& cells) { return cells[0] + " | " + cells[1] + " | " + cells[2]; }

TEST_F(SchannelOracle, RowsWithNumbersAgree) {
  std::size_t compared = 0;
  for (const std::vector<std::string>& cells : rows_) {
    if (!is_plain_row(cells)) continue;
    const audit::StackRow row = judged(cells);
    ASSERT_EQ(row.stack, "schannel-client");
    EXPECT_EQ(joined(row, false, {0, 1, 2, 3, 4, 5}), cells[3]) << shown(cells);
    for (std::size_t i = 0; i < kAsked.size(); ++i)
      EXPECT_EQ(joined(row, true, kAsked[i]), cells[4 + i]) << shown(cells);
    for (const audit::Cell& cell : row.cells) EXPECT_FALSE(cell.otherwise) << shown(cells) << ": nothing here is odd";
    ++compared;
  }
  EXPECT_EQ(compared, 37U);
}

TEST_F(SchannelOracle, WithOtherTypesItsAnswerLiesBetweenOurReadings) {
  constexpr std::array kOrder = {audit::CellState::off, audit::CellState::explicit_only, audit::CellState::on};
  const auto rank = [&](audit::CellState state) { return std::ranges::find(kOrder, state) - kOrder.begin(); };
  std::size_t compared = 0;
  for (const std::vector<std::string>& cells : rows_) {
    if (is_plain_row(cells)) continue;
    ASSERT_EQ(cells[0], "TLS 1.2");
    const bool by_default = cells[3].find("TLS1.2") != std::string::npos;
    const audit::CellState theirs = by_default             ? audit::CellState::on
                                    : cells[4] == "TLS1.2" ? audit::CellState::explicit_only
                                                           : audit::CellState::off;
    const audit::Cell cell = judged(cells).cells[rules::kTls12];
    EXPECT_LE(rank(cell.state), rank(theirs)) << shown(cells) << ": " << cell.reason;
    EXPECT_GE(rank(cell.otherwise ? cell.otherwise->state : cell.state), rank(theirs)) << shown(cells);
    ++compared;
  }
  EXPECT_EQ(compared, 58U);
}

}  // namespace
