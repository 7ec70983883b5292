// rules/requirements.xml against the fact tables it is written from: every row is there, with what the table says of
// where its answer lies. Skipped where the tables are not.

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "rules/rule_set.h"
#include "rules/text.h"
#include "tests/support/shared_dir.h"

namespace {

using Cells = std::vector<std::string>;

/// Cells of a row of a table; bars inside `code` and escaped ones do not divide.
Cells cells_of(std::string_view line) {
  Cells cells;
  std::string cell;
  bool code = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '`') code = !code;
    const bool escaped = line[i] == '\\' && i + 1 < line.size() && line[i + 1] == '|';
    if (escaped)
      cell += line[++i];
    else if (line[i] == '|' && !code)
      cells.push_back(rules::collapsed(std::exchange(cell, {})));
    else
      cell += line[i];
  }
  if (!cells.empty()) cells.erase(cells.begin());
  return cells;
}

std::vector<Cells> rows_of(const std::filesystem::path& file, std::string_view from, std::string_view to) {
  std::vector<Cells> rows;
  std::ifstream in(file);
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with(from))
      inside = true;
    else if (line.starts_with(to))
      inside = false;
    if (inside && line.starts_with("| ") && !line.starts_with("| ---")) rows.push_back(cells_of(line));
  }
  return rows;
}

const rules::RuleSet& rulebook() {
  static const rules::LoadedRules kLoaded = rules::load_rules(rules::embedded_rule_files());
  return kLoaded.set;
}

bool is_no(const rules::Requirement* row) { return row != nullptr && row->decidable == rules::Decidable::no; }
bool is_decidable(const rules::Requirement* row) { return row != nullptr && row->decidable != rules::Decidable::no; }

/// What the column DEC says, against the rows that stand for it.
void expect_row(const std::string& id, const std::string& dec) {
  const rules::Requirement* row = rulebook().find_requirement(id);
  const rules::Requirement* rest = rulebook().find_requirement(id + ".rest");
  ASSERT_NE(row, nullptr) << id << " is missing";
  if (dec.starts_with("NO/PART") || dec.starts_with("PART")) {
    EXPECT_TRUE(is_decidable(row)) << id << ": " << dec;
    EXPECT_TRUE(is_no(rest)) << id << " needs its undecidable rest";
  } else if (dec.starts_with("NO")) {
    EXPECT_TRUE(is_no(row)) << id << ": " << dec;
  } else {
    EXPECT_TRUE(is_decidable(row)) << id << ": " << dec;
  }
}

TEST(RequirementTables, EveryRowOfPartsAAndBIsThere) {
  const auto shared = hiveaudit_tests::shared_dir();
  if (!shared) GTEST_SKIP() << "no fact tables here";
  std::map<char, int> rows;
  for (const auto& [from, to] : {std::pair("# PART A", "# PART B"), std::pair("# PART B", "# PART C")}) {
    for (const Cells& cells : rows_of(*shared / "facts/products.md", from, to)) {
      if (cells.size() < 5 || (!cells[0].starts_with("A-") && !cells[0].starts_with("B-"))) continue;
      expect_row(cells[0], cells[4]);
      ++rows[cells[0][0]];
    }
  }
  EXPECT_GE(rows['A'], 60);
  EXPECT_EQ(rows['B'], 39);
}

TEST(RequirementTables, EveryLineOfOddDataIsThere) {
  const auto shared = hiveaudit_tests::shared_dir();
  if (!shared) GTEST_SKIP() << "no fact tables here";
  const std::vector<Cells> rows = rows_of(*shared / "facts/os.md", "## 17.", "## 18.");
  std::size_t odd = 0;
  for (const rules::Requirement& requirement : rulebook().requirements)
    odd += requirement.id.starts_with("ODD-") ? 1 : 0;
  ASSERT_GT(rows.size(), 20U);
  EXPECT_EQ(odd, rows.size() - 1);  // the head of the table
}

TEST(RequirementTables, GroupsHoldAsManyValuesAsTheirSourceCounts) {
  ASSERT_FALSE(rulebook().point_groups.empty());
  for (const rules::PointGroup& group : rulebook().point_groups) {
    if (group.count == 0) continue;
    EXPECT_EQ(group.points.size(), group.count) << group.name;
  }
}

}  // namespace
