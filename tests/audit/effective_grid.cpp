#include "tests/audit/effective_grid.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>

#include "tests/audit/judged_machine.h"

namespace hiveaudit_tests {
namespace {

struct Written {
  const char* words;  ///< how the list calls it
  const char* text;   ///< how a .reg text writes it
  bool broken = false;
};

std::vector<Written> written_for(const std::string& name) {
  std::vector<Written> list = {{"0", "dword:0"}, {"1", "dword:1"}, {"text", "\"no\""}, {"unread", "dword:1", true}};
  if (name.ends_with("SecureProtocols")) {
    list.push_back({"a80", "dword:a80"});
    list.push_back({"88", "dword:88"});
    list.push_back({"12a80", "dword:12a80"});
    list.push_back({"bytes", "hex:00,0a,00,00"});
  } else if (name.ends_with("BitLength")) {
    list.push_back({"800", "dword:800"});
    list.push_back({"1000", "dword:1000"});
  } else if (name.starts_with("Switch.")) {
    list.push_back({"true", "\"true\""});
    list.push_back({"false", "\"FALSE\""});
  } else {
    list.push_back({"2", "dword:2"});
    list.push_back({"ffffffff", "dword:ffffffff"});
  }
  return list;
}

/// The machine of the text; a broken value has a record that is none.
hive::Installation installed(const std::string& text, const GridPlace* broken) {
  std::vector<hive::MemoryHive> hives = hives_of(text);
  if (broken == nullptr) return hive::installation_from_memory("machine", std::move(hives));
  for (hive::MemoryHive& one : hives) {
    const std::string record = broken->name;
    auto at = one.bytes.begin();
    const auto same = [](std::byte byte, char letter) { return byte == static_cast<std::byte>(letter); };
    while ((at = std::search(at, one.bytes.end(), record.begin(), record.end(), same)) != one.bytes.end()) {
      // The name of a value begins 20 bytes after the signature `vk` (hives.md 6).
      if (std::distance(one.bytes.begin(), at) > 20 && same(*(at - 20), 'v')) *(at - 20) = std::byte{'X'};
      ++at;
    }
  }
  return hive::installation_from_memory("machine", std::move(hives));
}

std::string cell_text(const audit::Cell& cell) {
  std::string text(audit::name_of(cell.state));
  if (cell.otherwise) text += fmt::format("/{}", audit::name_of(cell.otherwise->state));
  if (cell.doubt != audit::Doubt::none) text += "?";
  if (cell.confidence == rules::Confidence::medium) text += "~";
  if (cell.confidence == rules::Confidence::low) text += "~~";
  return text + ":" + cell.basis;
}

using Cells = std::vector<std::string>;  // in the order of the protocols
using Rows = std::map<std::string, Cells>;

struct Grid {
  std::string base;
  std::string_view os;
  std::string_view stacks;
};

Rows rows_of(const Grid& grid, const std::string& more = {}, const GridPlace* broken = nullptr) {
  const JudgedMachine machine(installed(grid.base + more, broken), grid.os);
  Rows rows;
  for (const audit::StackRow& row : machine.rows) {
    if (row.stack.find(grid.stacks) == std::string::npos) continue;
    for (const audit::Cell& cell : row.cells) rows[row.stack].push_back(cell_text(cell));
  }
  return rows;
}

/// The cells that differ, a line for the stacks that differ alike.
std::string difference(const Rows& plain, const Rows& rows) {
  std::map<std::string, std::string> stacks;
  for (const auto& [stack, cells] : rows) {
    std::string changed;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (cells[i] != plain.at(stack)[i]) changed += fmt::format("  {} {}", rules::kProtocols[i], cells[i]);
    }
    if (!changed.empty()) stacks[changed] += " " + stack;
  }
  std::string text;
  for (const auto& [changed, names] : stacks) text += fmt::format("  {}{}\n", changed, "  in" + names);
  return text;
}

void add_place(std::string& out, const Grid& grid, const Rows& plain, const GridPlace& place) {
  std::map<std::string, std::string> outcomes;
  for (const Written& written : written_for(place.name)) {
    const std::string text = fmt::format("[{}]\n\"{}\"={}\n", place.key, place.name, written.text);
    std::string& values = outcomes[difference(plain, rows_of(grid, text, written.broken ? &place : nullptr))];
    values += " " + std::string(written.words);
  }
  outcomes.erase(std::string());
  if (!outcomes.empty()) out += fmt::format("{} {}\n", place.key, place.name);
  for (const auto& [lines, values] : outcomes) out += fmt::format(" {}:\n{}", values, lines);
}

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

std::string grid_of(const std::string& base, std::string_view os, const std::vector<GridPlace>& places,
                    std::string_view stacks) {
  const Grid grid{base, os, stacks};
  std::string out;
  const Rows plain = rows_of(grid);
  for (const auto& [stack, cells] : plain) out += fmt::format("{}: {}\n", stack, fmt::join(cells, " "));
  for (const GridPlace& place : places) add_place(out, grid, plain, place);
  return out;
}

bool is_short_run() { return std::getenv("HIVEAUDIT_SANITIZED") != nullptr; }

void compare_grid(const std::string& name, const std::string& fresh) {
  const char* build = std::getenv("HIVEAUDIT_BUILD");
  const char* source = std::getenv("HIVEAUDIT_SOURCE");
  ASSERT_TRUE(build != nullptr && source != nullptr);
  const std::string now_in = std::string(build) + "/" + name;
  std::ofstream(now_in, std::ios::binary) << fresh;
  std::string then = content(std::string(source) + "/tests/audit/" + name);
  if (is_short_run()) then.resize(std::min(then.size(), fresh.size()));
  const auto [new_at, old_at] = std::ranges::mismatch(fresh, then);
  if (new_at == fresh.end() && old_at == then.end()) return;
  const auto line_at = [](const std::string& text, std::size_t at) {
    const std::size_t begin = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
    return text.substr(begin, text.find('\n', at) - begin);
  };
  const auto at = static_cast<std::size_t>(new_at - fresh.begin());
  ADD_FAILURE() << "tests/audit/" << name << " and " << now_in << " differ, first in\n  " << line_at(then, at) << "\n  "
                << line_at(fresh, at);
}

}  // namespace hiveaudit_tests
