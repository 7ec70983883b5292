#include "audit/effective.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/audit/model_texts.h"

namespace {

using hiveaudit_tests::JudgedMachine;
using hiveaudit_tests::kAll;
using hiveaudit_tests::kClient12;
using hiveaudit_tests::kOff;
using hiveaudit_tests::kOn;
using hiveaudit_tests::kProtocols;
using hiveaudit_tests::kRelease48;
using hiveaudit_tests::kSoftware;
using hiveaudit_tests::kSystem;
using hiveaudit_tests::kUser;
using hiveaudit_tests::kUserInternet;

const std::string kFips = "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Lsa\\FIPSAlgorithmPolicy]\n";

std::string schannel(const std::string& values, std::string_view os = "7601:client:x64") {
  return JudgedMachine(kAll + kClient12 + values, os).state("schannel-client", "TLS 1.2");
}

TEST(Effective, NothingIsOnThatAnUnreadPlaceOutranks) {
  const std::string no_software = std::string(kSystem) + std::string(kUser) + kUserInternet +
                                  "\"SecureProtocols\"=dword:a80\n[HKEY_CURRENT_USER\\Software\\Microsoft\\Office\\"
                                  "16.0\\Common\\Internet]\n\"WinHttpSecureProtocols\"=dword:a00\n";
  const JudgedMachine machine(no_software, "19045.3803:client:x64");
  for (const audit::StackRow& row : machine.rows) {
    if (row.stack.starts_with("schannel")) continue;  // it lies in the SYSTEM hive
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      // TLS 1.0 is in every set that a .NET program may be given.
      if (row.stack.starts_with("dotnet") && rules::kProtocols[i] == "TLS 1.0") continue;
      EXPECT_NE(row.cells[i].state, audit::CellState::on) << row.stack << ": " << row.cells[i].reason;
    }
  }
}

TEST(Schannel, AnOldGreetingIsToldWhereItKeepsTls12FromBeingUsed) {
  const auto told = [](const std::string& values) {
    const std::string ssl2 = kProtocols + "\\SSL 2.0\\Client]\n" + kOn;
    const audit::Cell cell =
        JudgedMachine(kAll + ssl2 + kClient12 + values, "7601:client:x64").cell("schannel-client", "TLS 1.2");
    return std::ranges::any_of(cell.chain,
                               [](const audit::Step& step) { return step.text.find("greeting") != std::string::npos; });
  };
  EXPECT_TRUE(told(kOn));
  EXPECT_TRUE(told("")) << "explicit-only";
  EXPECT_FALSE(told(kOff));
}

TEST(Schannel, FollowsTheTableOfOsMd161) {
  EXPECT_EQ(schannel(""), "explicit-only");
  EXPECT_EQ(schannel(kOn), "on");
  EXPECT_EQ(schannel("\"DisabledByDefault\"=dword:0\n"), "on") << "P6";
  EXPECT_EQ(schannel("\"Enabled\"=dword:1\n"), "explicit-only or on") << "P8, R17: not specified";
  EXPECT_EQ(schannel("\"Enabled\"=dword:ffffffff\n\"DisabledByDefault\"=dword:0\n"), "on") << "P5";
  EXPECT_EQ(schannel("\"Enabled\"=dword:1\n\"DisabledByDefault\"=dword:1\n"), "explicit-only") << "P9";
  EXPECT_EQ(schannel("\"Enabled\"=dword:0\n\"DisabledByDefault\"=dword:0\n"), "off") << "P10";
  EXPECT_EQ(schannel("\"Enabled\"=dword:1\n", "19045:client:x64"), "on");
  EXPECT_EQ(schannel("\"DisabledByDefault\"=dword:1\n", "19045:client:x64"), "explicit-only") << "P7";
  EXPECT_EQ(schannel("", "19045:client:x64"), "on");
}

TEST(Schannel, AWrongTypeIsTheWorstCaseWithLowConfidence) {
  const JudgedMachine text(kAll + kClient12 + "\"Enabled\"=\"1\"\n\"DisabledByDefault\"=dword:0\n", "19045:client:x64");
  const audit::Cell cell = text.cell("schannel-client", "TLS 1.2");
  EXPECT_EQ(cell.state, audit::CellState::off);
  ASSERT_TRUE(cell.otherwise);
  EXPECT_EQ(cell.otherwise->state, audit::CellState::on);
  EXPECT_EQ(cell.basis, "value");
  EXPECT_EQ(cell.confidence, rules::Confidence::low);
  EXPECT_NE(cell.reason.find("wrong type"), std::string::npos);
  EXPECT_NE(cell.reason.find("not documented"), std::string::npos);
  EXPECT_EQ(schannel("\"Enabled\"=hex(4):01\n", "19045"), "off or on") << "REG_DWORD of one byte";
  EXPECT_EQ(schannel("\"DisabledByDefault\"=hex(5):00,00,00,00\n", "19045"), "explicit-only or on") << "big-endian";
  const auto told = std::ranges::find_if(cell.chain, [](const audit::Step& step) {
    return step.text.find("Read at its best, TLS 1.2 is on") != std::string::npos;
  });
  ASSERT_NE(told, cell.chain.end()) << "both readings stand in the reasons";
  EXPECT_NE(cell.chain.back().text.find("TLS 1.2: off"), std::string::npos) << "the conclusion stays the last";
}

TEST(Schannel, Ssl3CountsAsOffUnlessAValueTurnsItOn) {
  std::string key = kClient12;
  key.replace(key.find("TLS 1.2"), 7, "SSL 3.0");
  const auto state = [&](const std::string& values) {
    return JudgedMachine(kAll + key + values, "19045:client:x64").state("schannel-client", "SSL 3.0");
  };
  EXPECT_EQ(state(""), "off");
  EXPECT_EQ(state("\"DisabledByDefault\"=dword:1\n"), "off");
  EXPECT_EQ(state("\"Enabled\"=dword:1\n"), "on");
  EXPECT_EQ(state("\"DisabledByDefault\"=dword:0\n"), "on");
}

TEST(Schannel, FipsRemovesSslAlone) {
  const JudgedMachine fips(kAll + kFips + "\"Enabled\"=dword:1\n", "7601:client:x64");
  EXPECT_EQ(fips.state("schannel-client", "SSL 3.0"), "off");
  EXPECT_EQ(fips.cell("schannel-client", "SSL 3.0").basis, "fips");
  EXPECT_EQ(fips.state("schannel-client", "SSL 2.0"), "off");
  EXPECT_EQ(fips.state("schannel-client", "TLS 1.0"), "on");
  EXPECT_EQ(JudgedMachine(kAll + kFips + "\"Enabled\"=dword:0\n", "7601").state("schannel-client", "SSL 3.0"), "on");
}

TEST(Schannel, FipsModeLiesElsewhereSinceVista) {
  const std::string old =
      "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Lsa]\n\"FIPSAlgorithmPolicy\"=dword:1\n";
  const auto ssl3 = [](const std::string& text, std::string_view os) {
    return JudgedMachine(kAll + text, os).state("schannel-client", "SSL 3.0");
  };
  EXPECT_EQ(ssl3(old, "2600:client:x86"), "off");
  EXPECT_EQ(ssl3(kFips + "\"Enabled\"=dword:1\n", "2600:client:x86"), "on");
  EXPECT_EQ(ssl3(kFips + "\"Enabled\"=dword:1\n", "6000:client:x86"), "off");
  EXPECT_EQ(ssl3(old, "6000:client:x86"), "on");
}

TEST(Schannel, WithoutABuildOnlyADecidingValueDecides) {
  EXPECT_EQ(schannel(kOff, ""), "off") << "off or unsupported, on whatever Windows";
  EXPECT_EQ(schannel(kOn, ""), "unknown, unknown_os") << "XP cannot speak it";
  EXPECT_EQ(schannel("", ""), "unknown, unknown_os");
  const JudgedMachine machine(kAll, "");
  EXPECT_NE(machine.cell("schannel-client", "TLS 1.2").reason.find("--os BUILD"), std::string::npos);
}

TEST(Schannel, AnUnknownUpdateIsTakenAsMissingAndSaysSo) {
  const JudgedMachine vista(kAll + kClient12 + kOn, "6002:server:x64");
  const audit::Cell cell = vista.cell("schannel-client", "TLS 1.2");
  EXPECT_EQ(cell.state, audit::CellState::unsupported);
  EXPECT_EQ(cell.doubt, audit::Doubt::unknown_fact);
  EXPECT_EQ(cell.possible.size(), 2U);
  EXPECT_EQ(JudgedMachine(kAll + kClient12 + kOff, "6002").state("schannel-client", "TLS 1.2"), "off")
      << "off or unsupported, with the update or without";
}

TEST(Stacks, WhatWindowsCannotSpeakIsUnsupportedEverywhereWithoutAnyHive) {
  for (const char* os : {"1381:server:x86", "2600:client:x64"}) {
    for (const std::string_view hive : {kSystem, kSoftware, kUser}) {
      const JudgedMachine machine(hive, os);
      EXPECT_FALSE(machine.rows.empty());
      for (const audit::StackRow& row : machine.rows) {
        for (std::size_t i = 3; i < row.cells.size(); ++i) {
          EXPECT_EQ(row.cells[i].state, audit::CellState::unsupported) << os << " " << row.stack << " " << i;
          EXPECT_EQ(row.cells[i].doubt, audit::Doubt::none);
        }
      }
    }
  }
}

TEST(Stacks, OrderIsFixedAndX86HasNoSecondView) {
  const JudgedMachine wide(kAll, "19045:client:x64");
  ASSERT_EQ(wide.rows.size(), audit::stacks().size());
  for (std::size_t i = 0; i < wide.rows.size(); ++i) EXPECT_EQ(wide.rows[i].stack, audit::stacks()[i].id);
  const JudgedMachine narrow(kAll, "19045:client:x86");
  EXPECT_EQ(narrow.rows.size(), 9U);
  EXPECT_EQ(audit::find_row(narrow.rows, "HKLM", "winhttp-wow64"), nullptr);
}

TEST(Stacks, TheTableSaysWhoseRowsAreWhere) {
  const JudgedMachine wide(kAll, "19045:client:x64");
  const JudgedMachine narrow(kAll, "19045:client:x86");
  for (const audit::Stack& stack : audit::stacks()) {
    const std::string scope = stack.per_user ? "user:user" : "HKLM";
    EXPECT_NE(audit::find_row(wide.rows, scope, stack.id), nullptr) << stack.id;
    EXPECT_EQ(audit::find_row(narrow.rows, scope, stack.id) == nullptr, stack.wow64) << stack.id;
  }
}

TEST(Stacks, AMissingHiveIsNeverAnOn) {
  const JudgedMachine user(std::string(kUser) + kUserInternet + "\"SecureProtocols\"=dword:a80\n", "19045:client:x64");
  for (const audit::StackRow& row : user.rows) {
    for (const audit::Cell& cell : row.cells) EXPECT_NE(cell.state, audit::CellState::on) << row.stack;
  }
  EXPECT_EQ(user.state("schannel-client", "TLS 1.2"), "unknown, hive_absent");
  const JudgedMachine system(std::string(kSystem), "19045:client:x64");
  EXPECT_EQ(system.state("winhttp-native", "TLS 1.2"), "unknown, hive_absent");
  // SSL 2.0 and TLS 1.2 in one mask take TLS 1.2 away; in a mask that nobody saw they may not be.
  const std::string ssl20 =
      "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\"
      "Protocols\\SSL 2.0\\Client]\n\"DisabledByDefault\"=dword:1\n";
  EXPECT_EQ(JudgedMachine(std::string(kSystem) + ssl20, "7601").state("winhttp-native", "TLS 1.2"),
            "unknown, hive_absent");
  EXPECT_EQ(JudgedMachine(std::string(kSystem) + kClient12 + kOff, "19045").state("winhttp-native", "TLS 1.2"), "off")
      << "off in SCHANNEL is off, whatever the mask";
}

TEST(Effective, AWindowsThatNoRowCoversMayLackTheProtocol) {
  const JudgedMachine machine(kAll, "19045:client:x64");
  const auto rows = audit::effective_protocols(rules::Defaults{}, machine.facts, machine.installation);
  const audit::StackRow* client = audit::find_row(rows, "HKLM", "schannel-client");
  ASSERT_NE(client, nullptr);
  const audit::Cell& cell = client->cells[rules::kTls12];
  EXPECT_NE(std::ranges::find(cell.possible, audit::CellState::unsupported), cell.possible.end());
  EXPECT_NE(cell.state, audit::CellState::on);
  EXPECT_NE(cell.doubt, audit::Doubt::none);
}

TEST(Effective, ReasonsNameTheProgramsThatTheySpeakOf) {
  const std::string net35 =
      "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\NET Framework "
      "Setup\\NDP\\v3.5]\n\"Install\"=dword:1\n\"SP\"=dword:1\n";
  const JudgedMachine machine(kAll + kRelease48 + net35, "19045:client:x64");
  const auto told = [&](std::string_view stack) {
    std::string text;
    for (const audit::Step& step : machine.cell(stack, "TLS 1.2").chain) text += std::string(step.text.view()) + "\n";
    return text + machine.cell(stack, "TLS 1.2").reason;
  };
  EXPECT_NE(told("dotnet2-native").find(".NET 2.0 to 3.5 program"), std::string::npos) << told("dotnet2-native");
  EXPECT_EQ(told("dotnet4-native-47").find(".NET 2.0 to 3.5 program"), std::string::npos) << told("dotnet4-native-47");
}

}  // namespace
