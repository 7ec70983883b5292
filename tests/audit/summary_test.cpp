#include "audit/summary.h"

#include <gtest/gtest.h>

#include "audit/protocol_matrix.h"
#include "audit/report_id.h"
#include "tests/audit/sample_report.h"

namespace audit {
namespace {

using hiveaudit_tests::sample_report;

std::size_t sum(const StatusCounts& counts) {
  std::size_t all = 0;
  for (const std::size_t count : counts) all += count;
  return all;
}

std::size_t at(const StatusCounts& counts, Status status) { return counts[static_cast<std::size_t>(status)]; }

TEST(Summary, EveryFindingHasOneStatus) {
  const Report report = sample_report();
  const StatusCounts counts = counts_of(report.targets[0]);
  EXPECT_EQ(at(counts, Status::fail), 2u);
  EXPECT_EQ(at(counts, Status::warning), 1u);
  EXPECT_EQ(at(counts, Status::waived), 1u);
  EXPECT_EQ(at(counts, Status::known), 1u);
  EXPECT_EQ(at(counts, Status::error), 1u);
  EXPECT_EQ(at(counts, Status::note), 1u);
  EXPECT_EQ(at(counts, Status::not_checked), 2u);
  EXPECT_EQ(at(counts, Status::not_applicable), 1u);
  EXPECT_EQ(at(counts, Status::pass), 4u);
}

TEST(Summary, ScopesAndFamiliesHoldEveryFindingOnce) {
  const Report report = sample_report();
  const std::vector<Chosen> windows = installations_of(report);
  std::size_t all = 0;
  for (const Chosen& chosen : windows) all += chosen.installation->findings.size();
  std::size_t scopes = 0;
  for (const SummaryRow& row : by_scope(windows)) scopes += sum(row.counts);
  EXPECT_EQ(scopes, all);
  std::size_t families = 0;
  for (const SummaryRow& row : by_family(windows)) families += sum(row.counts);
  EXPECT_EQ(families, all);
}

TEST(Summary, AHiveCountsWhatLookedIntoIt) {
  const Report report = sample_report();
  const std::vector<SummaryRow> rows = by_hive({{&report.targets[0], &report.targets[0].installations[0]}});
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(at(rows[0].counts, Status::fail), 1u);  // TLS1012 looked twice, and counts once
  EXPECT_EQ(at(rows[1].counts, Status::fail), 1u);  // alice's
  EXPECT_EQ(sum(rows[2].counts), 0u);
}

TEST(Summary, StacksBelongToTheFamilyThatJudgesThem) {
  EXPECT_EQ(family_of_stack("schannel-server"), "Schannel");
  EXPECT_EQ(family_of_stack("office-winhttp"), "Office");
  EXPECT_EQ(family_of_stack("dotnet4-wow64-46"), "DotNet4");
  EXPECT_EQ(family_of_stack("something new"), "something new");
}

InstallationRow offers(const std::vector<std::array<const char*, 3>>& cells) {
  InstallationRow row;
  for (const auto& [stack, protocol, state] : cells) {
    EffectiveRow cell;
    cell.scope = "HKLM";
    cell.stack = stack;
    cell.protocol = protocol;
    cell.state = state;
    row.effective.push_back(cell);
  }
  return row;
}

TEST(WeakestLink, IsTheOldestProtocolThatAnybodyGets) {
  const WeakestLink link = weakest_link(offers({{"wininet", "SSL 2.0", "unsupported"},
                                                {"wininet", "SSL 3.0", "explicit-only"},
                                                {"dotnet2-native", "SSL 3.0", "on"},
                                                {"wininet", "TLS 1.0", "on"},
                                                {"wininet", "TLS 1.2", "on"},
                                                {"dotnet2-native", "TLS 1.2", "off"}}));
  EXPECT_EQ(link.protocol, "SSL 3.0");
  EXPECT_EQ(weakest_link_text(link),
            "SSL 3.0, which .NET 2.0 to 3.5 programs, native and 1 more may still use; "
            "TLS 1.2 is missing in 1 of 2 parts of Windows");
}

TEST(WeakestLink, WhatIsNotKnownIsSaid) {
  const WeakestLink older = weakest_link(offers({{"wininet", "SSL 3.0", "unknown"}, {"wininet", "TLS 1.2", "on"}}));
  EXPECT_EQ(weakest_link_text(older),
            "nothing is known to offer anything older than TLS 1.2; not known: 1 answer about it or older protocols; "
            "TLS 1.2 is missing in none of 1 part of Windows");
  const WeakestLink nothing = weakest_link(offers({{"wininet", "TLS 1.2", "unknown"}}));
  EXPECT_EQ(weakest_link_text(nothing),
            "no protocol is known to be offered; not known: 1 answer about protocols; "
            "TLS 1.2 is missing in none of 1 part of Windows, not known in 1");
  EXPECT_EQ(weakest_link_words(nothing), "not known");
}

TEST(ReportId, ChangesWithInputsRulesAndOptionsButNotWithTheGate) {
  const Report report = sample_report();
  const std::string id = report_id(report);
  EXPECT_EQ(id.size(), 64u);
  EXPECT_EQ(report_id(sample_report()), id);
  Report gate = report;
  gate.gate = "critical";
  gate.exit_code = 0;
  gate.totals["gate"] = 0;
  EXPECT_EQ(report_id(gate), id);
  std::vector<Report> others(7, report);
  others[0].rules_sha256[0] = 'b';
  others[1].options["--logs"] = "require";
  others[2].targets[0].target += "x";
  others[3].targets[0].installations[0].hives[0].sha256.reset();
  others[4].targets[0].installations[0].hives[0].sequence = {{2107, 2108}};
  others[5].targets[0].installations[0].hives[0].logs[0].outcome = "refused";
  others[6].waivers.pop_back();
  for (const Report& other : others) EXPECT_NE(report_id(other), id);
}

TEST(ReportId, TextsDoNotRunIntoEachOther) {
  Report one = sample_report();
  one.profile = "ab";
  one.now = "c";
  Report other = one;
  other.profile = "a";
  other.now = "bc";
  EXPECT_NE(report_id(one), report_id(other));
}

}  // namespace
}  // namespace audit
