#pragma once
// A machine from .reg text with its facts and effective protocols, by the shipped facts and defaults.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>

#include "audit/effective.h"
#include "audit/evaluate.h"
#include "audit/facts.h"
#include "rules/rule_set.h"
#include "tests/audit/machine_text.h"

namespace hiveaudit_tests {

inline const rules::RuleSet& rulebook() {
  static const rules::LoadedRules kLoaded = rules::load_rules(rules::embedded_rule_files());
  return kLoaded.set;
}

inline audit::OsOption os_of(std::string_view text) {
  if (text.empty()) return {};
  const auto os = audit::parse_os_option(text);
  EXPECT_TRUE(os) << text;
  return *os;
}

struct JudgedMachine {
  hive::Installation installation;
  audit::Facts facts;
  std::vector<audit::StackRow> rows;

  JudgedMachine(std::string_view text, std::string_view os, const hive::regf::BuildOptions& options = {})
      : JudgedMachine(machine_of(text, options), os) {}
  JudgedMachine(hive::Installation machine, std::string_view os)
      : installation(std::move(machine)),
        facts(audit::collect_facts(rulebook().facts, installation, os_of(os))),
        rows(audit::effective_protocols(rulebook().defaults, facts, installation)) {}

  /// `protocol` as in `TLS 1.2`. A cell without a state when there is no such row.
  audit::Cell cell(std::string_view stack, std::string_view protocol) const {
    const bool per_user = stack == "wininet" || stack == "office-winhttp";
    const audit::StackRow* row = audit::find_row(rows, per_user ? "user:user" : "HKLM", stack);
    for (std::size_t i = 0; row != nullptr && i < row->cells.size(); ++i) {
      if (rules::kProtocols[i] == protocol) return row->cells[i];
    }
    ADD_FAILURE() << "no cell " << stack << " " << protocol;
    return {};
  }

  /// `off`, `off or on`, `off, unknown_fact`: the state, what it is when odd data is read the other way, the doubt.
  std::string state(std::string_view stack, std::string_view protocol) const {
    const audit::Cell found = cell(stack, protocol);
    std::string text(audit::name_of(found.state));
    if (found.otherwise) text += fmt::format(" or {}", audit::name_of(found.otherwise->state));
    switch (found.doubt) {
      case audit::Doubt::none:
        break;
      case audit::Doubt::hive_absent:
        return text + ", hive_absent";
      case audit::Doubt::unreadable:
        return text + ", unreadable";
      case audit::Doubt::unknown_os:
        return text + ", unknown_os";
      case audit::Doubt::unknown_fact:
        return text + ", unknown_fact";
    }
    return text;
  }
};

}  // namespace hiveaudit_tests
