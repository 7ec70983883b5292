// An independent implementation of SCHANNEL's registry rules, measured: every row of its table with REG_DWORD data
// agrees with the client answers, once its own defaults are injected.

#include <gtest/gtest.h>

#include <array>
#include <charconv>
#include <fstream>
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

std::string reg_line(const char* name, const std::string& data) {
  if (data == "absent") return {};
  const std::string digits = data.substr(6);
  const bool hex = digits.starts_with("0x");
  std::uint32_t number = 0;
  const char* first = digits.data() + (hex ? 2 : 0);
  std::from_chars(first, digits.data() + digits.size(), number, hex ? 16 : 10);
  std::ostringstream out;
  out << '"' << name << "\"=dword:" << std::hex << number << '\n';
  return out.str();
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

TEST(SchannelOracle, RowsWithNumbersAgree) {
  const auto shared = hiveaudit_tests::shared_dir();
  if (!shared || !std::filesystem::exists(*shared / "oracles" / "wine-schannel.tsv")) {
    GTEST_SKIP() << "the measured table is not here (HIVEAUDIT_SHARED)";
  }
  std::ifstream table(*shared / "oracles" / "wine-schannel.tsv");
  const rules::Defaults defaults = their_defaults();
  std::size_t compared = 0;
  std::size_t skipped = 0;
  for (std::string line; std::getline(table, line);) {
    if (line.empty() || line.front() == '#' || line.starts_with("protocol\t")) continue;
    const std::vector<std::string> cells = cells_of(line);
    ASSERT_EQ(cells.size(), 9U) << line;
    const bool no_client = cells[0] == "TLS 1.2 key only, no Client";
    if (!no_client && (!is_plain(cells[1]) || !is_plain(cells[2]))) {
      ++skipped;
      continue;
    }
    std::string text(hiveaudit_tests::kSystem);
    text += "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\";
    text += no_client
                ? std::string("TLS 1.2]\n")
                : cells[0] + "\\Client]\n" + reg_line("Enabled", cells[1]) + reg_line("DisabledByDefault", cells[2]);
    const hive::Installation machine = hiveaudit_tests::machine_of(text);
    const audit::Facts facts = audit::collect_facts({}, machine, {});
    const auto rows = audit::effective_protocols(defaults, facts, machine);
    const audit::StackRow* row = audit::find_row(rows, "HKLM", "schannel-client");
    ASSERT_NE(row, nullptr);
    EXPECT_EQ(joined(*row, false, {0, 1, 2, 3, 4, 5}), cells[3]) << line;
    for (std::size_t i = 0; i < kAsked.size(); ++i) EXPECT_EQ(joined(*row, true, kAsked[i]), cells[4 + i]) << line;
    ++compared;
  }
  EXPECT_EQ(compared, 37U);
  EXPECT_EQ(skipped, 58U);
}

}  // namespace
